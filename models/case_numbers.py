"""Case numbers: `Z-` and five random Crockford base-32 characters, so that a number reveals nothing about a person."""

import secrets

from spoorboek.errors import InputError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O or U
PREFIX = "Z-"
LENGTH = 5
_MISREAD = str.maketrans("OIL", "011")


def new_number() -> str:
    """Generate a random case number; the database decides whether it is free."""
    return PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normal_number(typed: str) -> str:
    """Return the case number as it is stored, from what a person typed.

    Lower case, spaces, a missing dash or prefix, and O, I and L for 0 and 1 are accepted. Raises InputError otherwise.
    Source: Crockford, Base 32 (decoding is lenient).
    """
    bare = typed.strip().upper()
    # Without the dash, only the length tells whether a leading Z is the prefix.
    prefixed = bare.startswith(PREFIX) or len(_compact(bare)) == LENGTH + 1
    body = (_compact(bare).removeprefix("Z") if prefixed else _compact(bare)).translate(_MISREAD)
    if len(body) != LENGTH or any(character not in ALPHABET for character in body):
        raise InputError(
            f"{typed.strip()[:20]!r} is geen zaaknummer. Verwacht: Z- en vijf letters of cijfers, bijvoorbeeld Z-7K3Q9."
        )
    return PREFIX + body


def _compact(text: str) -> str:
    return text.replace(" ", "").replace("-", "")
