"""Signed settlement agreements and circumstances: from reports and from JSON to facts, and what contradicts them."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any, get_args

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import UNCOUNTED, Agreement, CaseFacts, Circumstance, CircumstanceEffect, SignedSettlement
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.reports.field_readers import (
    ReportedEvent,
    ReportedEvents,
    read_choice,
    read_day,
    read_flag,
    read_object,
    read_optional,
)
from spoorboek.statute.reports.state_checks import require_after_first_day, require_apart, require_order

MOST_WEEKS = 520
EFFECTS: tuple[CircumstanceEffect, ...] = get_args(CircumstanceEffect)
PERIODS: Mapping[CircumstanceEffect, str] = {
    "telt_niet_voor_opzegverbod": "De periode die niet telt voor het opzegverbod",
    "telt_niet_voor_loon": "De periode die niet telt voor loon",
    "telt_niet_mee": "De periode die niet meetelt",
    "verblijft_elders": "Het verblijf elders",
}


def signed_settlements(reports: ReportedEvents) -> tuple[SignedSettlement, ...]:
    """Return the signed agreements in order; each withdrawal belongs to the last one signed on or before that day."""
    named = {report.day("on"): report.flag("names_right") for report in reports["settlement_signed"]}
    withdrawn: dict[date, date] = {}
    for day in sorted({report.day("on") for report in reports["settlement_withdrawn"]}):
        signed = max((on for on in named if on <= day), default=None)
        if signed is None or signed in withdrawn:
            raise FactsError(
                f"De vaststellingsovereenkomst is ontbonden op {dutch_date(day)}, maar er is er geen die daarvóór is "
                "ondertekend. Leg eerst de ondertekening vast, of corrigeer de datum."
            )
        withdrawn[signed] = day
    return tuple(SignedSettlement(on, named[on], withdrawn.get(on)) for on in sorted(named))


def circumstances(reports: ReportedEvents) -> tuple[Circumstance, ...]:
    """Return the circumstances in order; of two with one effect and first day the later report replaces the earlier."""
    found = {}
    for report in reports["circumstance_recorded"]:
        effect = read_choice(report.event.data.get("effect"), EFFECTS, report.where("effect"))
        found[effect, report.day("from")] = Circumstance(report.day("from"), report.maybe_day("until"), effect)
    return tuple(sorted(found.values(), key=lambda item: (item.from_, item.effect)))


def agreement(reports: list[ReportedEvent]) -> Agreement | None:
    """Return what holds beside the law, as last reported; None when nothing was, or it was revoked (null)."""
    if not reports or reports[-1].maybe_day("from") is None:
        return None
    last = reports[-1]
    weeks = (read_weeks(last.event.data.get(name), last.where(name)) for name in ("wage_weeks", "ban_weeks"))
    return Agreement(last.day("from"), last.maybe_day("until"), str(last.event.data.get("reason")), *weeks)


def agreement_applying_on(first_sick_day: date, agreements: Iterable[Agreement]) -> Agreement | None:
    """Return what an employer gives to who fell ill on a day: of several periods the one that began last.

    None when there is none, or it says that nothing is given.
    """
    begun = (each for each in agreements if each.from_ <= first_sick_day <= (each.until or date.max))
    found = max(begun, key=lambda each: each.from_, default=None)
    return found if found and (found.wage_weeks or found.ban_weeks) else None


def agreement_data(found: Agreement | None) -> Mapping[str, Any]:
    """Return the data of an event about what an employer gives."""
    if found is None:
        return {"from": None}
    until = {"until": found.until.isoformat()} if found.until else {}
    weeks = {"wage_weeks": found.wage_weeks, "ban_weeks": found.ban_weeks}
    return {"from": found.from_.isoformat(), **until, "reason": found.source, **weeks}


def read_agreement(value: object, where: str) -> Agreement:
    """Read what holds beside the law from FACTS.json; FactsError."""
    item = read_object(value, where, ("from", "source"), ("from", "until", "source", "wage_weeks", "ban_weeks"))
    until = read_optional(item.get("until"), f"{where}.until", read_day)
    weeks = (read_weeks(item.get(name, 0), f"{where}.{name}") for name in ("wage_weeks", "ban_weeks"))
    return Agreement(read_day(item["from"], f"{where}.from"), until, str(item["source"]), *weeks)


def read_weeks(value: object, where: str) -> int:
    """Return a number of weeks; FactsError for anything else."""
    if type(value) is int and 0 <= value <= MOST_WEEKS:
        return value
    raise FactsError(f"{where}: verwacht een aantal weken van 0 tot en met {MOST_WEEKS}.")


def agreement_in_order(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse an agreement that ends before it begins."""
    for found in filter(None, (facts.agreement, facts.employer_agreement)):
        require_order("De cao of regeling", found.from_, found.until or date.max)


def read_settlement(value: object, where: str) -> SignedSettlement:
    """Read a signed agreement of FACTS.json; FactsError."""
    item = read_object(value, where, ("on",), ("on", "names_right", "withdrawn_on"))
    withdrawn = read_optional(item.get("withdrawn_on"), f"{where}.withdrawn_on", read_day)
    names_right = read_flag(item.get("names_right", True), f"{where}.names_right")
    return SignedSettlement(read_day(item["on"], f"{where}.on"), names_right, withdrawn)


def read_circumstance(value: object, where: str) -> Circumstance:
    """Read a circumstance of FACTS.json; FactsError."""
    item = read_object(value, where, ("from", "effect"), ("from", "until", "effect"))
    until = read_optional(item.get("until"), f"{where}.until", read_day)
    effect = read_choice(item["effect"], EFFECTS, f"{where}.effect")
    return Circumstance(read_day(item["from"], f"{where}.from"), until, effect)


def settlements_in_order(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse an agreement that was withdrawn before it was signed."""
    for item in facts.signed:
        require_order("De vaststellingsovereenkomst", item.on, item.withdrawn_on or date.max)


def circumstances_in_order(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse a circumstance that ends before it begins, or overlaps one with the same effect.

    Days that do not count must begin after the first sick day, and end: without an end no date could be worked out.
    """
    by_effect = sorted(facts.circumstances, key=lambda item: (item.effect, item.from_))
    for effect, items in groupby(by_effect, key=lambda item: item.effect):
        what = PERIODS[effect]
        spans = [(item.from_, item.until or date.max) for item in items]
        for from_, until in spans:
            require_order(what, from_, until)
            if effect == UNCOUNTED:
                require_after_first_day(what, from_, facts)
                _require_end(from_, until)
        require_apart(f"‘{effect.replace('_', ' ')}’", spans)


def _require_end(from_: date, until: date) -> None:
    if until == date.max:
        raise FactsError(
            f"De dagen die niet meetellen vanaf {dutch_date(from_)} hebben geen einde. Vul de laatste dag in."
        )
