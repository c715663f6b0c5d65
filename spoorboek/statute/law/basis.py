"""What a rule rests on: the article with the words that decide, a page that is no law, and readings not followed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.law.citations import article_address


class Basis(NamedTuple):
    """The legal basis of a date: the article, its permanent address and the deciding phrase.

    `text_of`: the day of the text it is quoted from, where that is no longer the law; None for the text in force.
    """

    article: str
    url: str
    quote: str
    text_of: date | None = None


class Page(NamedTuple):
    """A page that is no law: its title in Dutch, the day it was seen, its words, and its address where it keeps one."""

    title: str
    seen_on: date
    quote: str = ""
    url: str = ""


PAGE_FIELDS: Mapping[str, type] = {"title": str, "seen_on": date, "quote": str, "url": str}
OLD_TEXT_FIELDS: Mapping[str, type] = {"law": str, "article": str, "quote": str, "text_of": date}


class RejectedReading(NamedTuple):
    """Another reading of the same term: what it says, why it is not followed, and who says it. All in Dutch.

    `source`: a law, a judgment or a page that anybody can look up; empty where there is none to name.
    """

    reading: str
    why: str
    source: str = ""

    @property
    def by(self) -> str:
        """Return who says it, as a sentence of its own; empty where nobody is named."""
        return f" Bron: {self.source}." if self.source else ""


def make_basis(laws: Mapping[str, Mapping[str, str]], law: str, article: str, quote: str) -> Basis:
    """Make the basis of a quote from the text in force; KeyError when the table names no such law."""
    return Basis(f"{laws[law]['name']} {article}", article_address(laws[law]["url"], article), str(quote))


def make_old_basis(laws: Mapping[str, Mapping[str, str]], text_of: date, **cited: str) -> Basis:
    """Make the basis of a quote from a text of then, which names its day."""
    basis = make_basis(laws, **cited)
    return basis._replace(article=f"{basis.article} (tekst van {dutch_date(text_of)})", text_of=text_of)


def page_sentence(page: Page) -> str:
    """Return a page in Dutch, named as what it is: “UWV, … (geen wet; gezien op 22 november 2026)”, and its words."""
    quoted = f": “{page.quote}”" if page.quote else ""
    return f"{page.title} (geen wet; gezien op {dutch_date(page.seen_on)}){quoted}"


def read_bases(data: Mapping[str, Any], laws: Mapping[str, Mapping[str, str]]) -> tuple[Basis, ...]:
    """Return the legal bases of a row: quotes from the text in force, then those from texts of then."""
    now = (make_basis(laws, **item) for item in data["basis"])
    return (*now, *(make_old_basis(laws, **item) for item in _entries(data, "old_text", OLD_TEXT_FIELDS)))


def read_pages(data: Mapping[str, Any]) -> tuple[Page, ...]:
    """Return the pages of a row that are no law; ValueError, in Dutch, when one has not the fields of a page."""
    return tuple(Page(**item) for item in _entries(data, "pages", PAGE_FIELDS, ("quote", "url")))


def _entries(
    data: Mapping[str, Any], name: str, kinds: Mapping[str, type], optional: Sequence[str] = ()
) -> Iterator[Mapping[str, Any]]:
    """Yield the entries of a list of a row; ValueError naming list and fields when one lacks some, or has others."""
    words = [
        f"{'eventueel ' if field in optional else ''}{field} ({'een dag' if kind is date else 'tekst'})"
        for field, kind in kinds.items()
    ]
    found = data.get(name, ())
    for item in found if isinstance(found, list | tuple) else (None,):
        if (
            not isinstance(item, dict)
            or not kinds.keys() - optional <= item.keys() <= kinds.keys()
            or not all(isinstance(value, kinds[field]) for field, value in item.items())
        ):
            raise ValueError(f"`{name}` is een lijst, en elk punt heeft: {', '.join(words)}")
        yield item
