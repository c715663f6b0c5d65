"""The BSN, the Dutch citizen service number: its check digit."""

BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def is_bsn(digits: str) -> bool:
    """Tell whether nine digits pass the eleven-test.

    Source: Logius, BSN: 9a+8b+7c+6d+5e+4f+3g+2h-1i is a multiple of 11; not nine zeros.
    """
    if len(digits) != len(BSN_WEIGHTS) or not (digits.isascii() and digits.isdigit()) or int(digits) == 0:
        return False
    return sum(weight * int(digit) for weight, digit in zip(BSN_WEIGHTS, digits, strict=True)) % 11 == 0
