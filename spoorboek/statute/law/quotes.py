"""Prove a quote: its words stand literally, in order, in the article and paragraph it cites.

Literally means word for word: only spaces, the kind of dash or quotation mark and the Unicode form may differ. An
ellipsis leaves words out within one sentence. A quote over several paragraphs cites them all.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.law.basis import Basis
from spoorboek.statute.law.citations import BOOKS
from spoorboek.statute.law.law_texts import LawText, law_texts
from spoorboek.statute.law.milestones import Rulebook

_LAW = re.compile(r"BWBR\d{7}")
_PLACE = re.compile(
    r"\bpar\. (?P<sections>[\d.]*\d(?:(?:, | en )[\d.]*\d)*)"
    r"|\b(?P<annex>bijlage)\b"
    r"|\b(?P<article>art\. (?:\d+[:.])?\d+[a-z]*)(?P<rest>.*?)(?=\bart\. |$)"
)
_LID = re.compile(
    r"lid (?P<first>\d{1,3})\b(?: t/m (?P<last>\d{1,3})\b)?(?P<more>(?:(?:, | en )\d+)*)"
    r"(?: onder (?P<item>[a-z])\b(?: (?P<how>t/m|en) (?P<last_item>[a-z])\b)?)?"
)
_ITEM = re.compile(r"([a-z])\. ")
_SUB_ITEM = re.compile(r"\d+°")
_ELLIPSIS = re.compile(r"\s*[\[(]?(?:…|\.\.\.)[\])]?\s*")
_SENTENCE_END = re.compile(r"\. (?=[A-Z])")
_ALIKE = {"-": "‐‑‒–—−", "'": "‘’‚‛`´", '"': "“”„‟«»", "": "\u00ad\u200b\ufeff"}
_TO_PLAIN = str.maketrans({odd: plain for plain, all_odd in _ALIKE.items() for odd in all_odd})


def quote_problem(basis: Basis) -> str:
    """Return what is wrong with a quote, as a Dutch sentence; empty when it stands literally where it says.

    A quote must stand in the newest known text of its law, or in the text of the day that it names.
    """
    texts = _texts_of(basis)
    if not texts:
        return f"{basis.article} is geen wet waarvan Spoorboek de tekst heeft; noem het onder `pages`."
    if not any(map(all, (_passages(basis, text) for text in texts))):
        return f"{basis.article}: de tekst van dit artikel of lid heeft Spoorboek niet."
    found = text_with(basis)
    if found is None:
        return f"{basis.article}: “{basis.quote}” staat daar niet letterlijk."
    wanted = basis.text_of or texts[0].text_of
    if found.text_of != wanted:
        return (
            f"{basis.article}: “{basis.quote}” staat alleen in de tekst van {dutch_date(found.text_of)}; de nieuwste "
            f"bekende is van {dutch_date(texts[0].text_of)}."
        )
    return ""


def doubtful_quotes(book: Rulebook) -> Iterator[str]:
    """Yield, as a Dutch sentence with the step or value, each quote that does not stand literally where it says."""
    steps = ((row.key, basis) for row in book.rows.values() for text in (row, *row.earlier) for basis in text.basis)
    values = ((value.name, basis) for value in book.values.values() for basis in value.bases())
    for name, basis in dict.fromkeys((*steps, *values)):
        if problem := quote_problem(basis):
            yield f"'{name}': {problem}"


def text_with(basis: Basis) -> LawText | None:
    """Return the text in which a quote stands literally: that of the day it names, else the newest; None in none."""
    texts = _texts_of(basis)
    if basis.text_of:
        texts = tuple(text for text in texts if text.text_of == basis.text_of)
    return next((text for text in texts if _stands_in(basis.quote, _passages(basis, text))), None)


def newest_text(basis: Basis) -> date | None:
    """Return the day of the newest known text of the law that a quote cites; None when it is no law that is known."""
    return next((text.text_of for text in _texts_of(basis)), None)


def _texts_of(basis: Basis) -> tuple[LawText, ...]:
    law = _LAW.search(basis.url)
    return law_texts().get(law[0], ()) if law else ()


def _passages(basis: Basis, text: LawText) -> list[str]:
    """Return the passages a citation names, within one of which its quote must stand; "" for one not in the text."""
    return [passage for place in _PLACE.finditer(basis.article) for passage in _cited(place, text)] or [""]


def _cited(place: re.Match[str], text: LawText) -> Iterator[str]:
    """Yield the passages of one article: the paragraphs it names, joined, or else each of its paragraphs."""
    if place["sections"]:
        yield from (text.places.get(f"par. {number}", "") for number in re.split(", | en ", place["sections"]))
        return
    if place["annex"]:
        yield from [words for name, words in text.places.items() if not name.startswith("art. ")] or [""]
        return
    article = place["article"].replace(f"{BOOKS.get(text.law)}:", "")
    if named := list(_LID.finditer(place["rest"])):
        cited = [_paragraph(text, f"{article} lid {number}", lid) for lid in named for number in _numbers(lid)]
        yield " ".join(cited) if all(cited) else ""
        return
    whole = [words for name, words in text.places.items() if name == article or name.startswith(f"{article} ")]
    yield from whole or [""]


def _numbers(lid: re.Match[str]) -> Iterator[int]:
    yield from range(int(lid["first"]), int(lid["last"] or lid["first"]) + 1)
    yield from map(int, re.findall(r"\d+", lid["more"]))


def _paragraph(text: LawText, name: str, lid: re.Match[str]) -> str:
    """Return a paragraph, or only the items of its list that a citation names."""
    words, first, last = text.places.get(name, ""), lid["item"], lid["last_item"]
    if not first:
        return words
    wanted = {first, last} if lid["how"] != "t/m" else set(map(chr, range(ord(first), ord(last) + 1)))
    return " ".join(line for item, line in _items(words) if item in wanted)


def _items(words: str) -> Iterator[tuple[str, str]]:
    """Yield each line of a paragraph with the item it belongs to; what follows a list belongs to none."""
    item = ""
    for line in words.splitlines():
        if lettered := _ITEM.match(line):
            item = lettered[1]
        elif not _SUB_ITEM.match(line):
            item = ""
        yield item, line


def _stands_in(quote: str, passages: list[str]) -> bool:
    """Return whether the parts of a quote stand in one passage, in order, with no end of a sentence left out."""
    parts = [_whole_words(part) for part in _ELLIPSIS.split(_plain(quote)) if part]
    plain = [_plain(passage) for passage in passages if parts]
    return any(_goes_on(parts[1:], words, first.end()) for words in plain for first in parts[0].finditer(words))


def _whole_words(part: str) -> re.Pattern[str]:
    """Match these words, neither beginning nor ending within a longer word."""
    before, after = (r"\b" if re.match(r"\w", end) else "" for end in (part[0], part[-1]))
    return re.compile(f"{before}{re.escape(part)}{after}")


def _goes_on(parts: Sequence[re.Pattern[str]], words: str, place: int) -> bool:
    """Return whether the parts follow from a place on, each within the sentence in which the one before it ends."""
    for part in parts:
        found = part.search(words, place)
        if found is None or _SENTENCE_END.search(words, place, found.start()):
            return False
        place = found.end()
    return True


@cache
def _plain(words: str) -> str:
    """Return words with one kind of space, dash and quotation mark, in one Unicode form."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", words).translate(_TO_PLAIN)).strip()
