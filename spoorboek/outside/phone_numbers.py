"""Which text is a telephone number, however it is written: kept in one form, so that ten spellings are one number."""

import re

from spoorboek.outside.plain_words import harm_in

LONGEST_SPELLING = 30  # characters
BEFORE = re.compile(r"(?:tel(?:efoon(?:nummer)?)?|mob(?:iel)?|t|m)\s*[.: ]\s*", re.IGNORECASE)
DASHES = re.compile("[\u2010-\u2015]")
SIGNS = re.compile(r"\+?[0-9()./\s-]+", re.ASCII)
ABROAD = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
DUTCH = re.compile(r"\+31(?:[1-57][0-9]{8}|6[1-5789][0-9]{7}|8[4578][0-9]{7}|91[0-9]{7})", re.ASCII)
SERVICE = re.compile(r"\+31(?:800|90[069])(?:[0-9]{4}|[0-9]{7})", re.ASCII)
SHORT_AREA = re.compile(r"1[035]|2[0346]|3[03568]|4[0356]|5[0358]|7[0-9]|8[4578]|91", re.ASCII)  # the others have three


def phone_number(text: str) -> str | None:
    """Return a telephone number as `+` and its digits, without what people put between them; None for no number.

    Without a country it is Dutch. Source: ITU-T E.164 (at most 15 digits); Nummerplan telefoon- en ISDN-diensten, for
    the Dutch series.
    """
    spelled = DASHES.sub("-", " ".join(text.split()))
    if before := BEFORE.match(spelled):
        spelled = spelled[before.end() :]
    if len(spelled) > LONGEST_SPELLING or harm_in(spelled) or not SIGNS.fullmatch(spelled):
        return None
    plain = re.sub(r"\(0\)", "", spelled)
    digits = re.sub(r"[()./\s-]", "", plain)
    international = re.sub(r"^00", "+", digits)
    number = re.sub(r"^0", "+31", international)
    number = re.sub(r"^\+310", "+31", number)  # the zero of a Dutch number stays behind its country often
    if not number.startswith("+"):
        return None
    known = (
        DUTCH.fullmatch(number) or SERVICE.fullmatch(number) if number.startswith("+31") else ABROAD.fullmatch(number)
    )
    return number if known else None


def shown_phone(number: str) -> str:
    """Return a telephone number as it is printed in the Netherlands: `06 12345678`, `030 1234567`, `0318 123456`.

    A number of another country stays as it is.
    """
    if not number.startswith("+31"):
        return number
    own = number.removeprefix("+31")
    if SERVICE.fullmatch(number):
        return f"0{own[:3]}-{own[3:]}"
    area = 1 if own.startswith("6") else 2 if SHORT_AREA.match(own) else 3
    return f"0{own[:area]} {own[area:]}"
