"""Which letters a document can print, and the one check of text of the whole product: what is accepted is printed."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from spoorboek.errors import InputError
from spoorboek.outside.damaged_text import damage_in, named_sign, named_signs
from spoorboek.outside.plain_words import harm_in

PRINTED_FONT = Path(__file__).parent / "fonts" / "SpoorboekSans-Regular.ttf"
PLAIN = re.compile(r"[0-9A-Za-z .,'()/@:;#-]*")  # most texts: nothing in it to look at
SPACING = frozenset("\n\t\r")
MARKUP = frozenset("<>&\"'")
ALPHABETS = "Brieven kennen Latijnse, Griekse en Cyrillische letters; neem de naam over zoals hij in het paspoort staat"


class UnusableText(InputError):
    """De tekst kan niet worden overgenomen."""


@cache
def printable_letters() -> frozenset[str]:
    """Return every character the font can print."""
    from fontTools.ttLib import TTFont

    return frozenset(map(chr, TTFont(PRINTED_FONT).getBestCmap()))


def accepted_text(text: str, allowed: str = "") -> str:
    """Return a text from outside that may be kept: every letter and mail can carry it as it is.

    `allowed`: control characters that may be there, such as the end of a line. Raises UnusableText, in Dutch, with the
    sign and its place: for what is no text, letters that were damaged on the way, and letters no document can print.
    """
    if PLAIN.fullmatch(text):
        return text
    if harm := harm_in(text, allowed):
        raise UnusableText(f"onleesbare tekens: {harm}. Typ de waarde opnieuw.")
    if damage := damage_in(text):
        raise UnusableText(f"{damage}. Typ de waarde opnieuw, of maak het bestand opnieuw in UTF-8.")
    if unprintable := unprintable_in(text):
        place = unicodedata.normalize("NFC", text).index(unprintable[0]) + 1
        raise UnusableText(f"{named_signs(unprintable)} (op plaats {place}) kan niet worden gedrukt. {ALPHABETS}.")
    return text


def unprintable_in(text: str) -> str:
    """Return the characters of a text that no document can print, in order of their numbers; empty when all can be."""
    signs = sorted(set(unicodedata.normalize("NFC", text)))
    if signs and not any(map(_printed, signs)):
        return "".join(signs)  # marks alone: nothing would be seen
    return "".join(char for char in signs if _printed(char) is None)


def printable(text: str) -> str:
    """Return the text in characters the font has: composed, and without accents the font lacks.

    Raises InputError for characters of another script: no document is made with a gap in a name.
    """
    if unprintable := unprintable_in(text):
        raise InputError(
            f"Deze tekens kunnen niet worden gedrukt: {', '.join(map(named_sign, unprintable))}. {ALPHABETS}."
        )
    composed = unicodedata.normalize("NFC", text)
    return composed.translate({ord(char): _printed(char) for char in set(composed)})


@cache
def _printed(char: str) -> str | None:
    """Return what is printed for a character: itself, its base letter, a hyphen, nothing for a mark, None if none."""
    if char in printable_letters() or char in SPACING:
        return char
    if not MARKUP.isdisjoint(unicodedata.normalize("NFKD", char)):
        return None  # a wide `<` would be one of the page, behind the back of what escapes a name
    if unicodedata.category(char) in ("Mn", "Cf"):
        return ""
    if unicodedata.category(char) == "Pd":
        return "-"
    return "".join(part for part in unicodedata.normalize("NFKD", char) if part in printable_letters()) or None
