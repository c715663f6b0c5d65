"""How a letter writes a party: its address in lines, and what stands after `Geachte`."""

import re

from spoorboek.outside.phone_numbers import shown_phone

TITLES = ("heer", "mevrouw")


def address_lines(street: str | None, postcode: str | None, place: str | None) -> tuple[str, ...]:
    """Return the lines of an address: of one that was kept whole its parts, with what is known besides of the place."""
    lines = [part.strip() for part in (street or "").split(",") if part.strip()]
    plain = re.sub(r"\s", "", " ".join(lines)).casefold()
    known = [each for each in (postcode, place) if each and re.sub(r"\s", "", each).casefold() not in plain]
    return (*lines, " ".join(known)) if known else tuple(lines)


def greeting(name: str, salutation: str | None) -> str:
    """Return what stands after `Geachte`: the salutation, or a title before the name, or the name alone."""
    return f"{salutation} {name}" if salutation in TITLES else salutation or name


def printed_phone(number: str | None) -> str | None:
    """Return a telephone number as it is printed; None for none."""
    return number and shown_phone(number)
