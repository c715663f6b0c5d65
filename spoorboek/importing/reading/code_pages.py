"""The text of a CSV: UTF-8, or Windows-1252 when nothing in it speaks for another code page.

Bytes that are no UTF-8 may be anything: é of MS-DOS is read as ‚ in Windows-1252, č of Central Europe as è, ş of Turkey
as þ. What no Western European name has is told with its line; the same name in UTF-8 is accepted.
"""

import re

from spoorboek.importing.reading.import_errors import UnreadableFile
from spoorboek.outside.damaged_text import SIGN_IN_WORD, Damage, damage_in, named_sign

END_OF_FILE = "\x1a\r\n \t"  # Ctrl-Z, which old programs write at the end, with or without an empty line
AS_UTF8 = "Maak het bestand opnieuw en kies CSV UTF-8."
SMALL_WORDS = (
    "aan|af|al|bij|bin|ben|da|de|del|den|der|di|do|dos|du|e|el|en|het|in|la|le|op|over|te|ten|ter|tot|uit|van|von|y|zu"
)
ANOTHER_PAGE = re.compile(
    "[ðþýÐÞÝ]"  # ğ, ş and ı of Turkey
    r"|(?<![bcdglmprstvz])[ìòù]|[ìòù](?=\w)"  # ě, ň and ů; Forlì, Niccolò and Cantù are Italian
    r"|[øØ](?=[aeiouyáéíóúý])|(?<=[aeiouyáéíóúý])ø"  # ř
    r"|õ(?!e)|ã(?=[b-df-hj-np-rtv-z])|ñ(?![aeiouyáéíóúüA-Z])|æ\b|Ï(?=[aou])|û(?=cs|z)"  # ő, ă, ń, ć, Ď, ű
    r"|(?<=[^\W\d_])[ºª](?=[^\W\d_])|(?=[À-ÖØ-öø-ÿ]{3})[éëï]{0,2}[À-ÖØ-èêì-îð-öø-ÿ]"  # ş; a Cyrillic or Greek word
    r"|(?<=[b-df-hj-np-tv-z])’(?=[b-df-hj-np-rtv-z])|(?<=[cdflnrs])’(?=[ao]\b)|[a-z]–[a-z]"  # í and ñ of Macintosh
    r"|œ(?![uidn])|[b-df-hj-np-tv-z]š[b-df-hj-np-tv-z]|[µ¼½¾©®…¡](?=[^\W\d_])|¤|[aou]áe"  # ú, ö, Ö; Á, Ľ, Š, €, ß
    rf"|(?<=[^\W\d_])\u00a0(?=[a-z])(?!(?:{SMALL_WORDS})\b)"  # á of MS-DOS
)


def decoded_csv(content: bytes) -> str:
    """Return the text of a file. Raises UnreadableFile (Dutch), with the line, for bytes in any other code page."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _windows_text(content, _line_number(content, error.start))
    text = text.rstrip(END_OF_FILE) + "\n" if "\x1a" in text[-10:] else text
    if "\0" in text:
        raise UnreadableFile("Dit is geen tekstbestand. Sla het op als Excel-werkmap (.xlsx) of als CSV UTF-8.")
    return text


def _windows_text(content: bytes, line: int) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        raise UnreadableFile(f"Regel {line}: het bestand zegt UTF-8 te zijn, maar bevat tekens die dat niet zijn.")
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = _line_number(content, error.start)
        raise UnreadableFile(f"Regel {line}: de tekens zijn geen UTF-8 en geen Windows-1252. {AS_UTF8}") from error
    for number, written in enumerate(text.split("\n"), start=1):
        if not written.isascii() and (damage := _of_another_page(written)):
            raise UnreadableFile(
                f"Regel {number}: letters met accenten zijn beschadigd of staan in een andere tekenset dan UTF-8 of "
                f"Windows-1252 ({damage.what}). {AS_UTF8}"
            )
    return text


def _of_another_page(line: str) -> Damage | None:
    if found := SIGN_IN_WORD.search(line) or ANOTHER_PAGE.search(line):
        return Damage(found.start() + 1, named_sign(found[0][0]))
    return damage_in(line)


def _line_number(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1
