"""Write a term out in Dutch: the anchor, the offset, the uncounted days, and the resulting date."""

from datetime import date, timedelta

from spoorboek.statute.days.calendar import add_years, dutch_date, dutch_weekday_date, week_and_day
from spoorboek.statute.days.sickness_days import Gap
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.labels import in_sentence
from spoorboek.statute.law.terms import Adjusted, ByValue, Offset, Pick, Term, split_anchor
from spoorboek.statute.timeline.course import Course, days_in_words

ANCHOR_NAMES = {
    "D": "eerste ziektedag",
    "W": "laatste dag van de wachttijd",
    "due": "uiterlijke datum",
    "target": "streefdatum",
    "advice": "advies van de bedrijfsarts",
    "advice_2": "advies voor het tweede spoor",
    "settled_2": "arbeidsdeskundig onderzoek dat naar het tweede spoor wijst",
    "recovered": "eerste herstelde dag",
    "possibilities": "eerste dag met mogelijkheden",
    "possibilities_2": "eerste dag met mogelijkheden voor een tweede spoor",
    "prospect": "dag waarop het uitzicht is vastgelegd",
    "prospect_recorded": "dag waarop het uitzicht is vastgelegd",
    "prospect_lost": "dag waarop het uitzicht er niet meer was",
    "stuck": "dag waarop de re-integratie vastliep",
    "settlement": "dag waarop een vaststellingsovereenkomst ter sprake kwam",
    "settlement_signed": "dag waarop de vaststellingsovereenkomst is ondertekend",
    "bureau_news": "werkdag waarop bekend werd dat de belastbaarheid wijzigde",
    "refusal": "dag sinds wanneer de werknemer niet meewerkt",
    "wage_warned": "waarschuwing over het loon",
    "wage_warning_letter": "waarschuwing over het loon",
    "wage_suspended": "eerste dag waarover het loon is opgeschort",
    "wage_stopped": "eerste dag zonder recht op loon",
    "wage_resumed": "eerste dag waarover weer loon wordt betaald",
    "wage_review": "twee weken na het begin, of vier weken na de vorige herbeoordeling",
    "opinion_asked": "vraag om een deskundigenoordeel",
    "opinion_received": "ontvangst van het deskundigenoordeel",
    "safety_net_known": "dag waarop het vangnet duidelijk kon zijn",
    "safety_net_from": "dag vanaf wanneer de termijn van het vangnet telt",
    "contract_end": "laatste dag van het dienstverband",
    "aow": "AOW-leeftijd",
    "from_aow": "eerste ziektedag vanaf de AOW-leeftijd",
    "sixty_plus_agreed": "dag waarop beiden instemden",
    "early_benefit": "eerste dag van de vervroegde IVA",
    "applied": "WIA-aanvraag",
    "wia_decided": "besluit op de WIA-aanvraag",
    "riv_incomplete": "brief van UWV dat het verslag onvolledig is",
    "no_uwv_letter": "melding dat er geen brief van UWV is",
    "considered": "eerste twijfel over terugkeer",
    "prospect_ends": "dag waarop het uitzicht op terugkeer eindigt",
    "sanction": "besluit loonsanctie",
    "sanction_revoked": "herroeping van de loonsanctie",
    "repair_reported": "ontvangst van het bekortingsverzoek",
    "repair_decided": "vaststelling van het herstel",
    "repair_answered": "besluit op het bekortingsverzoek",
    "gereed": "dag waarop de verwijzing klaarstond",
    "uitvraag": "uitvraag bij het bureau",
    "aangeboden": "aanbod van het bureau",
    "akkoord": "akkoord op het aanbod",
    "aangemeld": "aanmelding bij het bureau",
    "intake_gehouden": "intake",
    "trajectplan": "ontvangst van het trajectplan",
    "loopt": "begin van het traject",
    "einde_traject": "laatste dag van het traject",
    "eindrapport": "ontvangst van het eindrapport",
    "start_werk": "eerste dag in nieuw werk",
    "opgeschort": "dag waarop de verwijzing is opgeschort",
}
UNIT_WORDS = {
    "sick": ("ziektedag", "ziektedagen"),
    "cal": ("dag", "dagen"),
    "work": ("werkdag", "werkdagen"),
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
    """Return a term in Dutch; it must have a date in this case, which is the last date in the text."""
    if isinstance(term, ByValue):
        return offset_in_words(term.as_offset(course), course)
    if isinstance(term, Offset):
        return offset_in_words(term, course)
    if isinstance(term, Pick):
        return _spell_pick(term, course)
    return _spell_adjusted(term, course)


def offset_in_words(term: Offset, course: Course) -> str:
    """Return an anchor with an offset in Dutch."""
    anchor, number = course.day(term.anchor), term.count
    start = (
        f"{anchor_in_words(term.anchor, course)}{_wait_text(course) if term.anchor == 'W' else ''} {dutch_date(anchor)}"
    )
    if not number:
        return start
    result = term.after(anchor, course)
    plain_date = _plain_date(anchor, number, term.unit, result)
    unit = UNIT_WORDS[term.unit][abs(number) != 1]
    text = f"{start} {'+' if number > 0 else '−'} {abs(number)} {unit} = {dutch_date(plain_date)}"
    return (
        text
        if plain_date == result
        else f"{text}; {uncounted_in_words(course, anchor, result)}, dus {dutch_date(result)}"
    )


def anchor_in_words(anchor: str, course: Course) -> str:
    """Return the Dutch name of an anchor; for a milestone also whether its day is done, agreed or not done yet."""
    kind, key = split_anchor(anchor)
    if not key:
        return day_name(anchor, course)
    milestone = course.dated[key]
    label = in_sentence(course.book.rows[key].label)
    if kind == "due" or not course.book.rows[key].who:
        return label
    if course.facts.done.get(milestone.ref):
        return f"{label}, gedaan op"
    return f"{label}, {'afgesproken' if milestone.agreed_on else 'nog niet gedaan, uiterlijk'} op"


def day_name(anchor: str, course: Course) -> str:
    """Return the Dutch name of a reported day; the term after AOW age begins on that day, or on a sick day after it."""
    if anchor == "from_aow" and course.anchors[anchor] == course.facts.aow_on:
        anchor = "aow"
    elif anchor == "aow" and course.anchors[anchor] != course.facts.aow_on:
        anchor = "from_aow"
    return ANCHOR_NAMES[anchor]


def uncounted_in_words(course: Course, anchor: date, until: date) -> str:
    """Return the uncounted days between two dates in Dutch: "21 dagen hersteld (…) tellen niet mee"."""
    first, last = sorted((anchor, until))
    gaps = [
        f"{days_in_words(gap.length)} {_gap_kind(course.facts, gap)} ({_format_gap(gap)})"
        for gap in course.sickness_days.skipped(first, last)
    ]
    return f"{' en '.join(gaps)} {'telt' if gaps[0].startswith('1 ') and len(gaps) == 1 else 'tellen'} niet mee"


def place_in_sickness(day: date, course: Course) -> str:
    """Return the sickness week and day of a date: "week 8, dag 55"."""
    return week_and_day(course.sickness_days.index(day))


def _plain_date(anchor: date, number: int, unit: str, result: date) -> date:
    """Return the date without regard to uncounted days."""
    if unit == "years":
        return add_years(anchor, number)
    return anchor + timedelta(number) if unit == "sick" else result


def _spell_pick(term: Pick, course: Course) -> str:
    parts = [term_in_words(part, course) for part in term.terms if part.on(course) is not None]
    if len(parts) == 1:
        return parts[0]
    return f"{PICK_WORDS[term.which]}: ({') en ('.join(parts)}), dus {dutch_date(_require_date(term, course))}"


def _spell_adjusted(term: Adjusted, course: Course) -> str:
    day, moved = _require_date(term.term, course), _require_date(term, course)
    unmoved_words, moved_words = ADJUSTED_WORDS[term.how]
    weekday = f"{term_in_words(term.term, course)}, {dutch_weekday_date(day)}"
    return f"{weekday}: {unmoved_words}" if day == moved else f"{weekday}: {moved_words} {dutch_weekday_date(moved)}"


def _require_date(term: Term, course: Course) -> date:
    day = term.on(course)
    if day is None:
        raise ValueError("the term has no date in this case")
    return day


def _wait_text(course: Course) -> str:
    """Return the calculation of W: the end of the wait and, if UWV confirmed a later day, that day."""
    text = term_in_words(course.book.wait, course)
    if course.extended:
        text += f", op gezamenlijk verzoek verlengd t/m {dutch_date(course.wait_ends_on)}"
    return f" ({text}):"


def _gap_kind(facts: CaseFacts, gap: Gap) -> str:
    names = ("hersteld", facts.recoveries), ("verlof", facts.leaves), ("niet meegeteld", facts.uncounted)
    return " en ".join(
        name
        for name, items in names
        if any(item.from_ <= gap.until and (item.until is None or item.until >= gap.from_) for item in items)
    )


def _format_gap(gap: Gap) -> str:
    return dutch_date(gap.from_) if gap.from_ == gap.until else f"{dutch_date(gap.from_)} t/m {dutch_date(gap.until)}"
