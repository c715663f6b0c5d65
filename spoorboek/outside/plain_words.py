"""Text from outside that is only text: nothing in it that a mail, a terminal or an eye takes for something else."""

import unicodedata

ENCODED_WORD = "=?"  # opens an encoded word (RFC 2047): in a header it is read as what it encodes, line breaks too
HARM_BY_CATEGORY = {
    "Cc": "een stuurteken",
    "Cf": "een onzichtbaar teken, of een dat de leesrichting omkeert",
    "Cs": "een half teken",
    "Zl": "een regelscheiding",
    "Zp": "een alineascheiding",
}
# Letters, signs or marks by category, yet nothing to see: fillers, an empty Braille cell, joiners, variants.
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    chr(code) for code in (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0000, 0xE01F0))
}


def harm_in(text: str, allowed: str = "") -> str | None:
    """Say in Dutch what in a text is no text, and where, without quoting it; None when there is nothing.

    `allowed`: control characters that may be there, such as the end of a line. Source: RFC 2047 section 2; Unicode
    general categories Cc, Cf, Cs, Zl and Zp.
    """
    if ENCODED_WORD in text:
        return f"'{ENCODED_WORD}' op plaats {text.index(ENCODED_WORD) + 1}, waarmee een mail een gecodeerd woord begint"
    if text.isascii() and text.isprintable():
        return None
    for place, char in enumerate(text, start=1):
        harm = "een onzichtbaar teken" if char in UNSEEN else HARM_BY_CATEGORY.get(unicodedata.category(char))
        if harm and char not in allowed:
            return f"U+{ord(char):04X} op plaats {place}, {harm}"
    return None
