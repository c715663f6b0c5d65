"""The preparation of a second track: from reports to facts, from FACTS.json, and what contradicts itself."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.reports.field_readers import (
    ReportedEvent,
    ReportedEvents,
    read_choice,
    read_day,
    read_object,
    read_optional,
)
from spoorboek.statute.second_track_facts import (
    ASSESSMENT_ABSENCES,
    ASSESSMENT_OUTCOMES,
    FEASIBILITY_OUTCOMES,
    FEASIBILITY_PARTIES,
    FIRST_DOUBT_DAYS,
    PROFILE_SOURCES,
    Assessment,
    Feasibility,
    FunctionalProfile,
    Preparation,
    SearchData,
)

_T = TypeVar("_T")
OUTCOME_UNASKED = (
    "Op {day} is een uitkomst van het haalbaarheidsonderzoek vastgelegd, maar het is pas gevraagd op {asked}. "
    "Corrigeer een van beide datums."
)


def preparation(reports: ReportedEvents) -> Preparation:
    """Return what is known before a referral; of each the last report holds, and the first doubt counts from its first.

    Errors: FactsError for an unknown code.
    """
    considered = [each.day("on") for each in reports["second_track_considered"]]
    informed = [each.day("on") for each in reports["employee_informed"]]
    return Preparation(
        considered_on=min(considered, default=None),
        assessment=_last(reports["assessment_recorded"], _assessment),
        feasibility=_feasibility(reports),
        profile=_last(reports["profile_recorded"], _profile),
        informed_on=min(informed, default=None),
        search_data=_last(reports["search_data_recorded"], _search_data),
    )


def read_preparation(value: object, where: str) -> Preparation:
    """Return the preparation written in FACTS.json; FactsError naming the place and what was expected."""
    item = read_object(value, where, (), Preparation._fields)

    def part(name: str, read: Callable[[object, str], _T]) -> _T | None:
        return read_optional(item.get(name), f"{where}.{name}", read)

    return Preparation(
        considered_on=part("considered_on", read_day),
        assessment=part("assessment", _read_assessment),
        feasibility=part("feasibility", _read_feasibility),
        profile=part("profile", _read_profile),
        informed_on=part("informed_on", read_day),
        search_data=part("search_data", _read_search_data),
    )


def preparation_in_order(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse a first doubt before week 8 is over, an outcome before its question, and one half of an outcome.

    Recovery is left out of the first: days reported later move the end of week 8, and the plan waits for it.
    Source: Werkwijzer Poortwachter 4.3.1; docs/wet/second-track.md, First doubt.
    """
    known = facts.preparation
    if considered := known.considered_on:
        first = facts.first_sick_day + timedelta(days=FIRST_DOUBT_DAYS)
        if facts.first_sick_day <= considered < first:
            raise FactsError(
                f"Op {dutch_date(considered)} is week 8 nog niet voorbij: het tweede spoor wordt nooit voorbereid vóór "
                f"{dutch_date(first)}. Kies die dag of later, of trek de eerste twijfel in."
            )
    if (asked := known.feasibility) and asked.asked_on and asked.done_on and asked.done_on < asked.asked_on:
        raise FactsError(OUTCOME_UNASKED.format(day=dutch_date(asked.done_on), asked=dutch_date(asked.asked_on)))
    if asked and (asked.done_on is None) != (asked.outcome is None):
        raise FactsError("Het haalbaarheidsonderzoek heeft een uitkomst of een dag, maar niet allebei. Vul beide in.")
    if (found := known.assessment) and (found.outcome is None) == (found.absence is None):
        raise FactsError(
            f"Bij het arbeidsdeskundig onderzoek ({dutch_date(found.on)}) hoort een uitkomst of de reden dat die er "
            "niet is. Vul een van beide in."
        )


def dated_preparation(facts: CaseFacts) -> Iterator[tuple[str, date]]:
    """Yield every day of the preparation that cannot lie before the sickness, with its name in Dutch."""
    known = facts.preparation
    days: Mapping[str, date | None] = {
        "De eerste twijfel": known.considered_on,
        "De uitkomst van het arbeidsdeskundig onderzoek": known.assessment.on if known.assessment else None,
        "De vraag om een haalbaarheidsonderzoek": known.feasibility.asked_on if known.feasibility else None,
        "De uitkomst van het haalbaarheidsonderzoek": known.feasibility.done_on if known.feasibility else None,
        "Het functionele profiel": known.profile.on if known.profile else None,
        "De dag waarop de werknemer over het tweede spoor hoorde": known.informed_on,
        "De dag van de zoekgegevens": known.search_data.on if known.search_data else None,
    }
    yield from ((what, day) for what, day in days.items() if day)


def _last(reports: list[ReportedEvent], read: Any) -> Any:
    return read(reports[-1].event.data, reports[-1]) if reports else None


def _assessment(data: Mapping[str, Any], report: ReportedEvent) -> Assessment:
    return Assessment(
        report.day("on"),
        _maybe(data, "outcome", ASSESSMENT_OUTCOMES, report.where("outcome")),
        _maybe(data, "absence", ASSESSMENT_ABSENCES, report.where("absence")),
    )


def _feasibility(reports: ReportedEvents) -> Feasibility | None:
    """Return the last question, with the outcome of since; an outcome may come without a question.

    By day, whatever was entered first; on one day the question comes before the outcome.
    """
    every = sorted(
        (*reports["feasibility_asked"], *reports["feasibility_recorded"]),
        key=lambda report: (report.day("on"), report.event.kind, report.event.seq),
    )
    found: Feasibility | None = None
    for report in every:
        by = read_choice(report.event.data.get("by"), tuple(FEASIBILITY_PARTIES), report.where("by"))
        if report.event.kind == "feasibility_asked":
            found = Feasibility(by, report.day("on"))
        else:
            asked = found.asked_on if found and found.by == by else None
            outcome = read_choice(report.event.data.get("reason"), tuple(FEASIBILITY_OUTCOMES), report.where("reason"))
            found = Feasibility(by, asked, report.day("on"), outcome)
    return found


def _profile(data: Mapping[str, Any], report: ReportedEvent) -> FunctionalProfile:
    source = read_choice(data.get("source"), tuple(PROFILE_SOURCES), report.where("source"))
    return FunctionalProfile(report.day("on"), source, int(data.get("number", 0)))


def _search_data(data: Mapping[str, Any], report: ReportedEvent) -> SearchData:
    return SearchData(report.day("on"), int(data.get("number", 0)))


def _maybe(data: Mapping[str, Any], name: str, known: Mapping[str, str], where: str) -> str | None:
    return None if data.get(name) is None else read_choice(data[name], tuple(known), where)


def _read_assessment(value: object, where: str) -> Assessment:
    item = read_object(value, where, ("on",), Assessment._fields)
    return Assessment(
        read_day(item["on"], f"{where}.on"),
        _maybe(item, "outcome", ASSESSMENT_OUTCOMES, f"{where}.outcome"),
        _maybe(item, "absence", ASSESSMENT_ABSENCES, f"{where}.absence"),
    )


def _read_feasibility(value: object, where: str) -> Feasibility:
    item = read_object(value, where, ("by",), Feasibility._fields)
    return Feasibility(
        read_choice(item["by"], tuple(FEASIBILITY_PARTIES), f"{where}.by"),
        read_optional(item.get("asked_on"), f"{where}.asked_on", read_day),
        read_optional(item.get("done_on"), f"{where}.done_on", read_day),
        _maybe(item, "outcome", FEASIBILITY_OUTCOMES, f"{where}.outcome"),
    )


def _read_profile(value: object, where: str) -> FunctionalProfile:
    item = read_object(value, where, ("on", "source"), ("on", "source"))
    source = read_choice(item["source"], tuple(PROFILE_SOURCES), f"{where}.source")
    return FunctionalProfile(read_day(item["on"], f"{where}.on"), source)


def _read_search_data(value: object, where: str) -> SearchData:
    item = read_object(value, where, ("on",), ("on",))
    return SearchData(read_day(item["on"], f"{where}.on"))
