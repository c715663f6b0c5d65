"""Who acts at the command line."""

from spoorboek.errors import InputError
from spoorboek.settings import settings


def known_operator(by: str) -> None:
    """Refuse a code that is none of the operators; InputError that lists them."""
    known = settings().operator_codes
    if by not in known:
        raise InputError(f"Onbekende operator '{by}'. Bekend zijn: {', '.join(known)} (SPOORBOEK_OPERATORS).")
