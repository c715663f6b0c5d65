"""Read the facts of a dispute from FACTS.json."""

from collections.abc import Mapping
from typing import Any

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
from spoorboek.statute.reports.field_readers import read_choice, read_day, read_flag, read_object, read_optional


def read_warning(value: object, where: str) -> WageWarning:
    """Return a warning; FactsError naming the place and what was expected."""
    item = read_object(value, where, ("on", "ground"), ("on", "ground", "letter"))
    letter = read_flag(item.get("letter", True), f"{where}.letter")
    return WageWarning(read_day(item["on"], f"{where}.on"), _ground(item, where), letter)


def read_notice(value: object, where: str) -> WageNotice:
    """Return a notice; FactsError naming the place and what was expected."""
    item = read_object(value, where, ("on", "ground"), ("on", "ground"))
    return WageNotice(read_day(item["on"], f"{where}.on"), _ground(item, where))


def read_measure(value: object, where: str) -> WageMeasure:
    """Return a period without wage; FactsError naming the place and what was expected."""
    item = read_object(value, where, ("from", "ground"), ("from", "ground", "until"))
    until = read_optional(item.get("until"), f"{where}.until", read_day)
    return WageMeasure(read_day(item["from"], f"{where}.from"), _ground(item, where), until)


def read_opinion(value: object, where: str) -> ExpertOpinion:
    """Return an expert opinion; FactsError naming the place and what was expected."""
    needed = ("asked_on", "by", "question")
    item = read_object(value, where, needed, (*needed, "received_on", "outcome"))
    outcome = item.get("outcome")
    return ExpertOpinion(
        read_day(item["asked_on"], f"{where}.asked_on"),
        read_choice(item["by"], OPINION_PARTIES, f"{where}.by"),
        read_choice(item["question"], OPINION_QUESTIONS, f"{where}.question"),
        read_optional(item.get("received_on"), f"{where}.received_on", read_day),
        None if outcome is None else read_choice(outcome, OPINION_OUTCOMES, f"{where}.outcome"),
    )


def _ground(item: Mapping[str, Any], where: str) -> str:
    return read_choice(item["ground"], WAGE_GROUNDS, f"{where}.ground")
