"""Derive the facts of a dispute from their reports: warnings, notices, wage withheld, opinions of UWV's expert."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.disputes import (
    OPINION_OUTCOMES,
    OPINION_PARTIES,
    OPINION_QUESTIONS,
    WAGE_GROUNDS,
    ExpertOpinion,
    WageMeasure,
    WageNotice,
    WageWarning,
)
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import Spell
from spoorboek.statute.reports.field_readers import ReportedEvent, ReportedEvents, read_choice
from spoorboek.statute.reports.states_over_time import spells

COOPERATES_WITHOUT_START = "De werknemer werkt weer mee sinds {day}, maar is niet eerder gemeld als niet meewerkend."


class Disputes(NamedTuple):
    """The facts of a dispute, as stored in the facts of a case; of two reports about one day the later entry holds."""

    refusals: tuple[Spell, ...]
    wage_warnings: tuple[WageWarning, ...]
    wage_notices: tuple[WageNotice, ...]
    wage_measures: tuple[WageMeasure, ...]
    opinions: tuple[ExpertOpinion, ...]


def disputes(reports: ReportedEvents) -> Disputes:
    """Return the facts of a dispute; FactsError for an end without a beginning, and for an outcome nobody asked for."""
    warnings, notices = reports["wage_warned"], reports["wage_notified"]
    return Disputes(
        spells(reports["cooperation_refused"], reports["cooperation_resumed"], COOPERATES_WITHOUT_START),
        tuple(sorted({each.on: each for each in map(_warning, warnings)}.values())),
        tuple(sorted({WageNotice(each.day("on"), _code(each, WAGE_GROUNDS)) for each in notices})),
        _measures(reports["wage_withheld"], reports["wage_resumed"]),
        _opinions(reports["opinion_asked"], reports["opinion_received"]),
    )


def _code(report: ReportedEvent, known: Collection[str]) -> str:
    return read_choice(report.event.data.get("reason"), known, report.where("reason"))


def _party(report: ReportedEvent) -> str:
    return read_choice(report.event.data.get("by"), OPINION_PARTIES, report.where("by"))


def _warning(report: ReportedEvent) -> WageWarning:
    return WageWarning(report.day("on"), _code(report, WAGE_GROUNDS), report.flag("letter", default=True))


def _measures(begun: list[ReportedEvent], ended: list[ReportedEvent]) -> tuple[WageMeasure, ...]:
    """Give each measure the first end after it. FactsError for an end on or before the first day, and a second end."""
    grounds = {report.day("from"): _code(report, WAGE_GROUNDS) for report in begun}
    ends = sorted({report.day("on") for report in ended})
    measures = tuple(WageMeasure(start, grounds[start], _last_day(start, ends)) for start in sorted(grounds))
    if unused := set(ends) - {measure.until + DAY for measure in measures if measure.until}:
        raise FactsError(
            f"Het loon wordt weer betaald vanaf {dutch_date(min(unused))}, maar was vlak daarvoor niet gestopt of "
            "opgeschort. Meld eerst het begin, of corrigeer de datum."
        )
    return measures


def _last_day(start: date, ends: list[date]) -> date | None:
    end = next((end for end in ends if end > start), None)
    return end - DAY if end else None


def _opinions(asked: list[ReportedEvent], received: list[ReportedEvent]) -> tuple[ExpertOpinion, ...]:
    """Give each outcome to the oldest question it can answer of the same party; FactsError when there is none."""
    opinions = sorted({ExpertOpinion(each.day("on"), _party(each), _code(each, OPINION_QUESTIONS)) for each in asked})
    for report in sorted(received, key=lambda each: (each.day("on"), each.event.seq)):
        on, by, outcome = report.day("on"), _party(report), _code(report, OPINION_OUTCOMES)
        position = next((at for at, each in enumerate(opinions) if _answers(outcome, on, by, each)), None)
        if position is None:
            raise FactsError(
                f"Op {dutch_date(on)} kwam een deskundigenoordeel ({OPINION_OUTCOMES[outcome].label}) op een vraag van "
                f"de {by} die niet eerder is vastgelegd of al is beantwoord. Leg eerst de vraag vast, of corrigeer de "
                "datum of de uitkomst."
            )
        opinions[position] = opinions[position]._replace(received_on=on, outcome=outcome)
    return tuple(opinions)


def _answers(outcome: str, on: date, by: str, opinion: ExpertOpinion) -> bool:
    """Tell whether an outcome of a day can be the answer to a question that has none yet."""
    question = OPINION_OUTCOMES[outcome].question
    open_then = opinion.outcome is None and opinion.asked_on <= on
    return open_then and opinion.by == by and question in (None, opinion.question)
