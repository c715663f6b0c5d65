"""Days as people write them in a form."""

import unicodedata
from datetime import date, datetime


def read_form_day(text: str) -> date | None:
    """Read a day as people write it in a form; None for what is no day. Digits of another width are the same digits."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("/", "-").replace(".", "-")
    for form in ("%d-%m-%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
