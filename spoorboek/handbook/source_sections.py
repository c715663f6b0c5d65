"""What the legal page rests on: dated texts of the law, rules on an older text, and what is announced."""

from collections.abc import Iterator

from spoorboek.handbook.milestone_sections import page_link, section_link
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.law.basis import Basis
from spoorboek.statute.law.law_texts import LawText, law_texts
from spoorboek.statute.law.milestones import MilestoneRule, Rulebook
from spoorboek.statute.law.quotes import newest_text, quote_problem, text_with
from spoorboek.statute.law.values import AnnouncedChange, announced_changes

TEXTS = """\
De aanhalingen op deze pagina zijn vergeleken met deze teksten, die met Spoorboek meekomen. *Tekst van* is de dag van de
nieuwste tekst die is gevonden; wat daarna is gewijzigd, weet Spoorboek niet. *Gelezen in*: de openbare kopie op GitHub,
met bestand en versie.

| wet of beleidsregel | tekst van | gelezen in | let op |
|---|---|---|---|"""
OLDER_RULES = "Wat hier staat, rust op woorden die in de nieuwste bekende tekst van hun bron niet (zo) staan."
ANNOUNCED = """\
Geen wet, dus geen wettelijke termijn rust erop. Achter elk punt staat op welke dag de stand klopte; wie later leest,
gaat de bronnen na."""


def text_lines() -> Iterator[str]:
    """Yield the table of the texts of the law, the older texts of a law below its newest."""
    yield TEXTS
    for texts in sorted(law_texts().values(), key=lambda texts: texts[0].title):
        for text in texts:
            yield _text_line(text, newest=text is texts[0])


def older_text_lines(book: Rulebook) -> Iterator[str]:
    """Yield every rule whose words are not in the newest known text of its source; a sentence when there is none."""
    found = [line for row in book.rows.values() for line in _older_lines(row)]
    yield from (OLDER_RULES, "", *(found or ["Er is er geen."]))


def announced_lines(book: Rulebook) -> Iterator[str]:
    """Yield what is announced: title, status, the day it was true, what it touches and where it was seen."""
    yield from (ANNOUNCED, "")
    for item in announced_changes():
        yield from _announced(item, book)


def _text_line(text: LawText, *, newest: bool) -> str:
    address = f"https://wetten.overheid.nl/{text.law}"
    title = f"[{text.title}]({address})" if newest else f"{text.title}, oudere tekst"
    return f"| {title} | {dutch_date(text.text_of)} | `{text.copy}` | {text.note} |"


def _older_lines(row: MilestoneRule) -> Iterator[str]:
    for basis in row.basis:
        if quote_problem(basis) or basis.text_of:
            yield f"- {section_link(row)}: {basis.article}, “{basis.quote}”. {_where(basis)}"


def _where(basis: Basis) -> str:
    """Say in which text a quote stands, and of which day the newest is."""
    text, newest = text_with(basis), newest_text(basis)
    if newest is None:
        return "Van deze bron heeft Spoorboek geen tekst."
    stands = f"Staat in de tekst van {dutch_date(text.text_of)}" if text else "Staat in geen tekst die Spoorboek heeft"
    return f"{stands}; de nieuwste bekende is van {dutch_date(newest)}."


def _announced(item: AnnouncedChange, book: Rulebook) -> Iterator[str]:
    touched = ", ".join(section_link(book.rows[key]) for key in item.touches)
    yield f"- **{item.title}.** {item.status} Zo was het op {dutch_date(item.true_on)}. Raakt: {touched}."
    yield from (f"  - {page_link(source)}." for source in item.sources)
