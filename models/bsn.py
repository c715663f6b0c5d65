"""The BSN, the Dutch citizen service number: check, normalise and mask it."""

from spoorboek.errors import InputError

BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def is_bsn(digits: str) -> bool:
    """Tell whether nine digits pass the eleven-test.

    Source: Logius, BSN: 9a+8b+7c+6d+5e+4f+3g+2h-1i is a multiple of 11; not nine zeros.
    """
    if len(digits) != len(BSN_WEIGHTS) or not (digits.isascii() and digits.isdigit()) or int(digits) == 0:
        return False
    return sum(weight * int(digit) for weight, digit in zip(BSN_WEIGHTS, digits, strict=True)) % 11 == 0


def normal_bsn(typed: str) -> str:
    """Return a BSN as nine digits, from text with spaces or dots or a lost leading zero; raises InputError otherwise.

    The error message never quotes the number.
    """
    digits = typed.replace(" ", "").replace(".", "").strip()
    padded = digits.zfill(len(BSN_WEIGHTS)) if len(digits) == len(BSN_WEIGHTS) - 1 else digits
    if not is_bsn(padded):
        raise InputError("Dit BSN klopt niet: verwacht zijn negen cijfers die aan de elfproef voldoen.")
    return padded


def masked_bsn(bsn: str | None) -> str:
    """Mask a BSN except for its last three digits."""
    return f"••••••{bsn[-3:]}" if bsn else "onbekend"
