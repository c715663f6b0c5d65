"""Spell a term out in Dutch: the anchor, what is added, the days that do not count, and the date it gives."""

from datetime import date, timedelta

from spoorboek.statute.days.calendar import add_years, dutch_date, dutch_weekday_date, week_and_day
from spoorboek.statute.days.sickness_days import Gap
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.milestones import in_sentence
from spoorboek.statute.law.terms import Adjusted, ByValue, Offset, Pick, Term, split_anchor
from spoorboek.statute.timeline.course import Course, days_in_words

ANCHOR_NAMES = {
    "D": "eerste ziektedag",
    "W": "laatste dag van de wachttijd",
    "due": "uiterlijke datum",
    "target": "streefdatum",
    "advice": "advies van de bedrijfsarts",
    "advice_2": "advies voor het tweede spoor",
    "recovered": "eerste herstelde dag",
    "possibilities": "eerste dag met mogelijkheden",
    "possibilities_2": "eerste dag met mogelijkheden voor een tweede spoor",
    "prospect": "dag waarop het uitzicht is vastgelegd",
    "prospect_recorded": "dag waarop het uitzicht is vastgelegd",
    "prospect_lost": "dag waarop het uitzicht er niet meer was",
    "stuck": "dag waarop de re-integratie vastliep",
    "settlement": "dag waarop een vaststellingsovereenkomst ter sprake kwam",
    "safety_net_known": "dag waarop het vangnet duidelijk kon zijn",
    "contract_end": "laatste dag van het dienstverband",
    "aow": "AOW-leeftijd",
    "sanction": "besluit loonsanctie",
    "repair_reported": "ontvangst van het bekortingsverzoek",
    "repair_decided": "vaststelling van het herstel",
}
UNIT_WORDS = {
    "sick": ("ziektedag", "ziektedagen"),
    "cal": ("dag", "dagen"),
    "months": ("maand", "maanden"),
    "years": ("jaar", "jaar"),
}
PICK_WORDS = {"earliest": "de vroegste van", "latest": "de laatste van"}
ADJUSTED_WORDS = {
    "atw": ("geen weekend of feestdag, dus niet verlengd", "verlengd over weekend en feestdagen (Atw art. 1) tot"),
    "workday_from": ("een werkdag", "de eerste werkdag daarna is"),
    "workday_until": ("een werkdag", "de laatste werkdag daarvoor is"),
}


def term_in_words(term: Term, course: Course) -> str:
    """Spell a term whose date exists in this case; the last date in the text is that date."""
    if isinstance(term, ByValue):
        return offset_in_words(term.as_offset(course), course)
    if isinstance(term, Offset):
        return offset_in_words(term, course)
    if isinstance(term, Pick):
        return _spell_pick(term, course)
    return _spell_adjusted(term, course)


def offset_in_words(term: Offset, course: Course) -> str:
    """Spell an anchor with an offset."""
    anchor, number = course.day(term.anchor), term.count
    start = f"{anchor_in_words(term.anchor, course)}{_wait(course) if term.anchor == 'W' else ''} {dutch_date(anchor)}"
    if not number:
        return start
    total = term.after(anchor, course)
    plain = _plain(anchor, number, term.unit, total)
    unit = UNIT_WORDS[term.unit][abs(number) != 1]
    text = f"{start} {'+' if number > 0 else '−'} {abs(number)} {unit} = {dutch_date(plain)}"
    return text if plain == total else f"{text}; {uncounted_in_words(course, anchor, total)}, dus {dutch_date(total)}"


def anchor_in_words(anchor: str, course: Course) -> str:
    """Name an anchor in Dutch; of a milestone also whether its day is done, agreed, or stands in."""
    kind, key = split_anchor(anchor)
    if not key:
        return ANCHOR_NAMES[anchor]
    milestone = course.dated[key]
    label = in_sentence(course.book.rows[key].label)
    if kind == "due" or not course.book.rows[key].who:
        return label
    if course.facts.done.get(milestone.ref):
        return f"{label}, gedaan op"
    return f"{label}, {'afgesproken' if milestone.agreed_on else 'nog niet gedaan, uiterlijk'} op"


def uncounted_in_words(course: Course, anchor: date, until: date) -> str:
    """Word the days between two dates that do not count: "21 dagen hersteld (…) tellen niet mee"."""
    low, high = sorted((anchor, until))
    gaps = [
        f"{days_in_words(gap.length)} {_kind(course.facts, gap)} ({_span(gap)})"
        for gap in course.sickness_days.skipped(low, high)
    ]
    return f"{' en '.join(gaps)} {'telt' if gaps[0].startswith('1 ') and len(gaps) == 1 else 'tellen'} niet mee"


def place_in_sickness(day: date, course: Course) -> str:
    """Word where a day lies in the sickness: "week 8, dag 55"."""
    return week_and_day(course.sickness_days.index(day))


def _plain(anchor: date, number: int, unit: str, total: date) -> date:
    """Return the date without days that do not count."""
    if unit == "years":
        return add_years(anchor, number)
    return anchor + timedelta(number) if unit == "sick" else total


def _spell_pick(term: Pick, course: Course) -> str:
    parts = [term_in_words(part, course) for part in term.terms if part.on(course) is not None]
    if len(parts) == 1:
        return parts[0]
    return f"{PICK_WORDS[term.which]}: ({') en ('.join(parts)}), dus {dutch_date(_sure(term, course))}"


def _spell_adjusted(term: Adjusted, course: Course) -> str:
    inner, moved = _sure(term.term, course), _sure(term, course)
    same, shifted = ADJUSTED_WORDS[term.how]
    weekday = f"{term_in_words(term.term, course)}, {dutch_weekday_date(inner)}"
    return f"{weekday}: {same}" if inner == moved else f"{weekday}: {shifted} {dutch_weekday_date(moved)}"


def _sure(term: Term, course: Course) -> date:
    day = term.on(course)
    if day is None:
        raise ValueError("the term has no date in this case")
    return day


def _wait(course: Course) -> str:
    """Explain W itself: where the wait ends and, when UWV confirmed a day after that, that day."""
    text = term_in_words(course.book.wait, course)
    if course.extended:
        text += f", op gezamenlijk verzoek verlengd t/m {dutch_date(course.wait_ends_on)}"
    return f" ({text}):"


def _kind(facts: CaseFacts, gap: Gap) -> str:
    names = ("hersteld", facts.recoveries), ("verlof", facts.leaves)
    return " en ".join(
        name
        for name, items in names
        if any(item.from_ <= gap.until and (item.until is None or item.until >= gap.from_) for item in items)
    )


def _span(gap: Gap) -> str:
    return dutch_date(gap.from_) if gap.from_ == gap.until else f"{dutch_date(gap.from_)} t/m {dutch_date(gap.until)}"
