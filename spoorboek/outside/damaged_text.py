"""Letters that were damaged on the way: read in another code page than they were written in, or replaced by a sign.

Each rule looks for what no name in correct text has, so that Icelandic, Czech, Turkish and Vietnamese names pass. Of a
text that is damaged the place is told, never the text.
"""

import re
from collections.abc import Iterator, Sequence
from html.entities import html5
from typing import NamedTuple

CODE_PAGES = ("cp1252", "latin-1", "cp1250", "cp1254", "iso8859-2", "iso8859-15", "cp850", "cp437", "mac-roman")
CONTINUATION, LEADS_OF_TWO, LEADS_OF_THREE = range(0x80, 0xC0), range(0xC2, 0xE0), range(0xE0, 0xF0)
LEADS_OF_LATIN = (*range(0xC2, 0xC6), 0xE2)  # of letters with accents, and of quotes
# What UTF-8 of a name holds: letters with accents, other alphabets, quotes and the euro; not what chance makes.
LIKELY = re.compile(r"[\u00a1-\u024f\u0300-\u045f\u0490-\u04ff\u1e00-\u1fff\u2010-\u203a\u20ac\u2122\ufb01\ufb02]")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][0-9A-Za-z]{1,30});?")
HALF_ENTITY = re.compile(r"&(?:#\d|#x[0-9a-f]|[A-Za-z]{1,2}(?:acute|grave|circ|uml|cedil|tilde|ring|caron|slash|lig))")
BARE_ENTITIES = ("&amp", "&quot", "&nbsp", "&apos", "&lt", "&gt")
ESCAPE = re.compile(
    r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\'[89a-fA-F][0-9a-fA-F]|_x[0-9A-Fa-f]{4}_"
    r"|%[C-Fc-f][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]|(?<=[A-Za-z])%20(?=[A-Za-z])|(?<=\w)=[89A-F][0-9A-F]|\+A[I-P][AEIMQUYcgkosw048]-"
)
LOST = re.compile(r"\ufffd|(?<=[^\W\d_])[?¿]|[?¿](?=[^\W\d_])|[?¿]{2}")
# Signs that stand for a letter when they touch one: MS-DOS, Macintosh and Central European pages read as another.
_SIGNS = "ⁿƒ†‡ˆ‰‹›¢£¤¥¦§¬¯±³¶¹÷×√∂∑∏∫≈∆∩◊╔╗╚╝├┤┬┴┼─│"
SIGN_IN_WORD = re.compile(
    f"(?<=[^\\W\\d_])[{_SIGNS}‚„…•˜™¡¨©«®²´¸»¼½¾“”˙](?=[^\\W\\d_])"
    f"|(?<=[^\\W\\d_])(?:[{_SIGNS}‚„¡¼½¾]|‘(?!\\w))|[{_SIGNS}™](?=[^\\W\\d_])"
)
_CAPITAL = "".join(char for char in map(chr, range(0xC0, 0x180)) if char.isupper())
_SMALL = "".join(char for char in map(chr, range(0xC0, 0x180)) if char.islower())
# An accented capital inside a word of small letters: é of Windows read as MS-DOS is Ú, of Macintosh as Windows Ž.
CAPITAL_INSIDE = re.compile(
    rf"\b(?!(?:Mc|Mac|D[ei]|Du|L[ae]|Van|Von|Fitz|O)[{_CAPITAL}])[^\W\d_]*[a-z{_SMALL}]([{_CAPITAL}])"
    rf"|\b[A-Z]([{_CAPITAL}])(?=[a-z])"
)
MIXED = re.compile("[A-Za-zÀ-ɏ][Ͱ-ӿ]|[Ͱ-ӿ][A-Za-zÀ-ɏ]")  # two alphabets in one word
OTHER_PAGE = re.compile(
    "[À-ÖØ-öø-ÿ]{5}"  # a word of Cyrillic or Greek
    "|[øØ](?=[áéíýšž])|(?<=[áéíýšž])ø|(?<=[áéíýú])è|[èÈ](?=[aeiouáéíóúýk])|(?<=i)æ\\b"  # Czech, Croatian
    "|[œŒ](?=[wlkmpt])|(?<=i)œ"  # Polish
    "|(?<=[Yy])ý|þ\\b|þ(?=[bcdfghklmnpqstxz])|\\bÝ(?=[b-ln-qs-zþ])"  # Turkish
    "|[ðþýÐÞÝ](?=\\w*[üÜçÇ])|[üÜçÇ]\\w*[ðþýÐÞÝ]"
)


class Damage(NamedTuple):
    """What is damaged in a text, and where: the place counts from 1; `what` is Dutch and quotes one sign at most."""

    place: int
    what: str

    def __str__(self) -> str:
        return f"beschadigde letters op plaats {self.place}: {self.what}"


def damage_in(text: str) -> Damage | None:
    """Return the first damage in a text; None when there is none."""
    return min(_damage(text), default=None, key=lambda damage: damage.place)


def _damage(text: str) -> Iterator[Damage]:
    if found := next((each for each in ENTITY.finditer(text) if _is_entity(each[0])), None):
        yield Damage(found.start() + 1, "een code van een webpagina, zoals &eacute; voor é")
    if found := ESCAPE.search(text):
        yield Damage(found.start() + 1, "een code in plaats van een letter, zoals %C3%A9 of _x00E9_ voor é")
    if found := LOST.search(text):
        yield Damage(found.start() + 1, f"'{found[0][0]}' ({named_sign(found[0][0])}) in plaats van een letter")
    if text.isascii():
        return
    if found := _misread(text):
        yield Damage(found.start() + 1, f"{named_signs(found[0])}, zoals 'Ã©' voor 'é'")
    if found := SIGN_IN_WORD.search(text):
        yield Damage(found.start() + 1, f"'{found[0]}' ({named_sign(found[0])}) in plaats van een letter")
    if found := CAPITAL_INSIDE.search(text):
        sign = found[1] or found[2]
        yield Damage(found.end(found.lastindex or 0), f"'{sign}' ({named_sign(sign)}) midden in een woord")
    if found := MIXED.search(text):
        yield Damage(found.start() + 1, "letters van twee alfabetten in één woord")
    if found := OTHER_PAGE.search(text):
        yield Damage(found.start() + 1, f"'{found[0][0]}' ({named_sign(found[0][0])}) uit een andere tekenset")


def named_sign(sign: str) -> str:
    """Name a sign by its number in Unicode."""
    return f"U+{ord(sign):04X}"


def named_signs(signs: str) -> str:
    """Name several signs by their numbers."""
    return " ".join(map(named_sign, signs))


def _is_entity(found: str) -> bool:
    """Tell whether this is an entity of HTML; `&Zonen;` between two columns of names is none."""
    named = found[1:] in html5 if found.endswith(";") else found in BARE_ENTITIES
    return named or found[1] == "#" or HALF_ENTITY.match(found) is not None


def _misread(text: str) -> re.Match[str] | None:
    """Find UTF-8 that was read in another code page: signs which, put back, are one likely letter."""
    found = (each for pattern, page in MISREAD for each in pattern.finditer(text) if _was_a_letter(text, each, page))
    return min(found, default=None, key=lambda each: each.start())


def _was_a_letter(text: str, found: re.Match[str], page: str) -> bool:
    content = b"".join(_byte(sign, page) for sign in found[0])
    if found[0].isalpha() and content[0] not in LEADS_OF_LATIN:
        return False  # JÓŽEF is written so
    letter = content.decode("utf-8", "replace")
    around = text[found.start() - 1 : found.start()] + text[found.end() : found.end() + 1]
    in_capitals = bool(around) and around.isupper() and letter.islower()  # BĂŞESCU is no BêESCU
    return LIKELY.fullmatch(letter) is not None and not in_capitals


def _byte(sign: str, page: str) -> bytes:
    try:
        return sign.encode(page)
    except UnicodeEncodeError:
        return bytes([ord(sign)])  # a byte without a sign in that page, which most programs keep as it is


def _signs(numbers: Sequence[int], page: str) -> str:
    return "".join(re.escape(bytes([number]).decode(page, "ignore") or chr(number)) for number in numbers)


def _pattern(page: str) -> re.Pattern[str]:
    rest = f"[{_signs(CONTINUATION, page)}]"
    return re.compile(f"[{_signs(LEADS_OF_TWO, page)}]{rest}|[{_signs(LEADS_OF_THREE, page)}]{rest}{rest}")


MISREAD = tuple((_pattern(page), page) for page in CODE_PAGES)
