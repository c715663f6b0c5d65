"""Case numbers: `Z-` and five random Crockford base-32 characters, so that a number reveals nothing about a person."""

import re
import secrets
import unicodedata

from spoorboek.errors import InputError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O or U
PREFIX = "Z-"
LENGTH = 5
_MISREAD = str.maketrans("OIL", "011")
# As they come along from a letter or a mail.
_DASH, _SPACE = re.compile(r"[\u2010-\u2015\u2212]"), re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff]")


def new_number() -> str:
    """Generate a random case number; the database decides whether it is free."""
    return PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normal_number(typed: str) -> str:
    """Return the case number as it is stored, from what a person typed.

    Lower case, spaces, any or no dash, a missing prefix, and O, I and L for 0 and 1 are accepted. Raises InputError
    otherwise. Source: Crockford, Base 32 (decoding is lenient).
    """
    dashed = _DASH.sub("-", _SPACE.sub("", unicodedata.normalize("NFKC", typed))).upper()
    bare = dashed.replace("-", "")
    # Without the dash, only the length tells whether a leading Z is the prefix.
    prefixed = dashed.startswith(PREFIX) or len(bare) == LENGTH + 1
    body = (bare.removeprefix("Z") if prefixed else bare).translate(_MISREAD)
    if len(body) != LENGTH or any(character not in ALPHABET for character in body):
        raise InputError(
            f"{typed.strip()[:20]!r} is geen zaaknummer. Verwacht: Z- en vijf letters of cijfers, bijvoorbeeld Z-7K3Q9."
        )
    return PREFIX + body


def recognised_number(text: str) -> str:
    """Return the case number in a text that somebody else wrote, as it is stored; what is none stays as it is."""
    try:
        return normal_number(text)
    except InputError:
        return text
