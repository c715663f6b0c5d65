"""The milestones on the legal page: a table of all of them, and a section for each."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from spoorboek.handbook.general_terms import general_term
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.explain.explanation import DATE_WORDS, FORCE_WORDS, origin_of_date
from spoorboek.statute.explain.term_text import ANCHOR_NAMES
from spoorboek.statute.law.basis import Basis, Page
from spoorboek.statute.law.labels import in_sentence
from spoorboek.statute.law.milestones import MilestoneRule, Rulebook
from spoorboek.statute.law.quotes import text_with
from spoorboek.statute.law.terms import Offset, Term
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.timeline.rules import RULES_BY_NAME

ONLY: Mapping[str, str] = {
    "vierde_dag": "alleen bij een vangnet uit de groep van de vierde dag",
    "zes_weken": "alleen bij een vangnet uit de groep van zes weken",
    "dertien_weken": "alleen bij een vangnet uit de groep van dertien weken",
    "safety_net": "alleen bij een vangnet",
    "limited_possibilities": "alleen zonder mogelijkheden, of met marginale",
    "sanction": "alleen bij een loonsanctie",
    "contract_end": "alleen als het dienstverband binnen de wachttijd eindigt",
    "longer_wage": "alleen als de cao of de werkgever langer loon geeft",
    "longer_ban": "alleen als de cao of de werkgever langer beschermt",
    "sixty_plus": "alleen voor wie 60 jaar of ouder is als de wachttijd eindigt, in de periode van de regeling",
    "settlement_signed": "alleen na het ondertekenen van een vaststellingsovereenkomst",
    "early_benefit": "alleen als UWV een vervroegde IVA toekende",
    "household": "alleen bij dienst in een huishouden op minder dan vier dagen per week",
    "eigenrisicodrager": "alleen na het dienstverband bij een eigenrisicodrager voor de Ziektewet",
    "aow": "alleen als de AOW-leeftijd binnen de wachttijd wordt bereikt",
}


def milestone_overview(book: Rulebook) -> Iterator[str]:
    """Yield the lines of the table of all milestones, in the order of the rules."""
    yield "| mijlpaal | wie | soort | laatste dag |"
    yield "|---|---|---|---|"
    for row in book.rows.values():
        last = (
            general_term(row.due, book)
            if row.due
            else f"geen; streefdatum {_target(row, book)}"
            if row.target
            else "geen"
            if row.who
            else "volgt uit de bijzondere regels"
        )
        yield f"| {section_link(row)} | {_who(row)} | {_kind(row)} | {last} |"


def milestone_section(row: MilestoneRule, book: Rulebook) -> Iterator[str]:
    """Yield the lines of the section of one milestone."""
    yield from (f'### <a id="{row.key}"></a>{row.label}', "", " · ".join(_traits(row, book)), "")
    yield from (f"- {name}: {text}" for name, text in _dates(row, book))
    yield from (f"- [{item.article}]({item.url}): “{item.quote}”{_text_of(item)}" for item in row.basis)
    yield from (f"- {page_words(page)}" for page in row.pages)
    yield from ("", row.why)
    yield from _block("Bijzondere regels:", _special(row, book))
    yield from _block("Niet gevolgd:", (f"{item.reading}.{item.by} {item.why}" for item in row.rejected))
    yield from _block("Eerdere tekst:", (_earlier(old, book) for old in row.earlier))
    yield ""


def page_link(page: Page) -> str:
    """Return the title of a page, as a link where it has an address, and the day it was seen."""
    title = f"[{page.title}]({page.url})" if page.url else page.title
    return f"{title}, gezien op {dutch_date(page.seen_on)}"


def page_words(page: Page) -> str:
    """Word a page that is no law, with what it says where that is quoted."""
    return f"geen wet: {page_link(page)}" + (f": “{page.quote}”" if page.quote else "")


def _text_of(basis: Basis) -> str:
    """Say of which day the text is that a quote stands in; empty where its article says so already, or none does."""
    text = text_with(basis)
    return f" (tekst van {dutch_date(text.text_of)})" if text and not basis.text_of else ""


def section_link(row: MilestoneRule) -> str:
    """Return a link to the section of a milestone."""
    return f"[{row.label}](#{row.key})"


def _traits(row: MilestoneRule, book: Rulebook) -> Iterator[str]:
    """Yield the key of a milestone, who acts, its kind, its validity, and the conditions under which it exists."""
    yield from (f"`{row.key}`", _who(row), _kind(row), row.validity)
    if row.when:
        yield ONLY.get(row.when, row.when)
    if row.each:
        yield f"telkens opnieuw bij: {ANCHOR_NAMES[row.each]}"
    if row.part_of:
        yield f"alleen als er een {in_sentence(book.rows[row.part_of].label)} is"
    if row.deviable:
        yield "gemotiveerd afwijken mag (Regeling procesgang art. 5)"
    yield from (f"vorm {name}: vanaf {count} ziektedagen" for name, count in reversed(row.variants))


def _dates(row: MilestoneRule, book: Rulebook) -> Iterator[tuple[str, str]]:
    """Yield name and term of each date of a row; the name says who sets it: the law, UWV, house policy."""
    for field, name in DATE_WORDS.items():
        if term := getattr(row, field):
            text = _target(row, book) if field == "target" else general_term(term, book)
            origin = in_sentence(origin_of_date(field, row)).rstrip(".")
            yield f"{name} ({origin})" if origin else name, text


def _target(row: MilestoneRule, book: Rulebook) -> str:
    """Word the target; of a repeating milestone the interval."""
    term = row.target
    assert term is not None
    if not row.repeat:
        return general_term(term, book)
    return f"{general_term(Offset(row.repeat.anchor, row.repeat.days), book)}, en daarna telkens weer"


def _special(row: MilestoneRule, book: Rulebook) -> Iterator[str]:
    """Yield the special rules for this milestone, with the terms they substitute."""
    for name, rule in RULES_BY_NAME.items():
        if rule.gone_with in book.rows:
            continue
        terms = row.instead.get(name, {})
        if terms or (rule.milestones and row.key in rule.milestones):
            yield f"[`{name}`](#regel-{name})" + "".join(f"\n  - {line}" for line in _terms(terms, book))


def _terms(terms: Mapping[str, Term], book: Rulebook) -> Iterator[str]:
    """Yield the terms of a special rule; equal terms share a line."""
    for text, same in groupby(terms.items(), key=lambda item: general_term(item[1], book)):
        yield f"{', '.join(in_sentence(DATE_WORDS[field]) for field, _ in same)}: {text}"


def _earlier(old: MilestoneRule, book: Rulebook) -> str:
    return f"{old.validity}: " + "; ".join(f"{in_sentence(name)} {text}" for name, text in _dates(old, book))


def _block(heading: str, items: Iterator[str]) -> Iterator[str]:
    """Yield a heading and its list; nothing when the list is empty."""
    lines = [f"- {item}" for item in items]
    if lines:
        yield from ("", heading, "", *lines)


def _who(row: MilestoneRule) -> str:
    return " en ".join(house_policy().roles[role] for role in row.who) or "niemand"


def _kind(row: MilestoneRule) -> str:
    return in_sentence(FORCE_WORDS[row.force]).rstrip(".")
