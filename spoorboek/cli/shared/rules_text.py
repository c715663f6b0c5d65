"""The answers of `spoorboek rules …` as text and as JSON."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.editions.edition import Edition, EditionNames
from spoorboek.statute.editions.migration_text import migration_json, migration_lines
from spoorboek.statute.editions.policy_diff import house_diff
from spoorboek.statute.explain.plan_text import align_columns
from spoorboek.statute.law.quotes import doubtful_quotes
from spoorboek.statute.plan import last_date
from spoorboek.statute.policy.lead_times import MINIMUM_OBSERVATIONS
from tasks.edition_change import EditionProposal

_HISTORY_HEADINGS = ("sinds", "regels", "huisbeleid", "door")
_LEAD_TIME_HEADINGS = ("wie", "doet erover", "hoe bekend")
_REQUEST_HEADINGS = ("stap", "wie", "aanvragen uiterlijk", "voor", "stand")


def edition_names_text(names: EditionNames) -> str:
    """Return the names of an edition as words in a sentence."""
    return f"regels {names.rules} en huisbeleid {names.house}"


def edition_diff_json(old: Edition, new: Edition, proposals: Sequence[EditionProposal]) -> dict[str, object]:
    """Return what an edition changes as JSON; `house` and `doubtful_quotes` only where there is any."""
    doubtful = _doubtful(old.names, new)
    house = [each._asdict() for each in house_diff(old.house, new.house)]
    return {
        "from": old.names._asdict(),
        "to": new.names._asdict(),
        "cases": [
            {"case": each.number, "problem": each.problem} | (migration_json(each.migration) if each.migration else {})
            for each in proposals
            if each.changes
        ],
        "unchanged": sum(not each.changes for each in proposals),
    } | {name: found for name, found in {"house": house, "doubtful_quotes": doubtful}.items() if found}


def quote_warnings(old: EditionNames, new: Edition) -> Iterator[str]:
    """Yield a line for each quote of other rules that is not literal; it holds nothing up."""
    yield from (f"Let op, aanhaling van {problem}" for problem in _doubtful(old, new))


def _doubtful(old: EditionNames, new: Edition) -> list[str]:
    """Return what is wrong with the quotes of an edition; nothing of rules that stay as they are."""
    return list(doubtful_quotes(new.rules)) if old.rules != new.rules.version else []


def edition_diff_lines(old: Edition, new: Edition, proposals: Sequence[EditionProposal]) -> Iterator[str]:
    """Yield what an edition changes as lines: what the house does otherwise, then case by case, the counts last."""
    yield f"Van {edition_names_text(old.names)} naar {edition_names_text(new.names)}."
    yield from quote_warnings(old.names, new)
    for change in house_diff(old.house, new.house):
        yield f"Huisbeleid voor alle zaken, {change.about}:"
        yield from (f"  niet meer: {line}." for line in change.was)
        yield from (f"  voortaan: {line}." for line in change.becomes)
    changed = [each for each in proposals if each.changes]
    for each in changed:
        yield from ("", each.number)
        lines = migration_lines(each.migration, new) if each.migration else [f"Past niet: {each.problem}"]
        yield from (f"  {line}" for line in lines)
    yield ""
    if not changed:
        yield "Geen open zaak verandert."
    fitting = sum(1 for each in changed if each.migration)
    yield from _count_line(fitting, len(proposals), "verandert", "veranderen")
    yield from _count_line(len(changed) - fitting, len(proposals), "past niet", "passen niet")


def _count_line(count: int, total: int, singular: str, plural: str) -> Iterator[str]:
    if count:
        yield f"{count} van {total} open zaken {singular if count == 1 else plural}."


def edition_history_text(history: Iterable[Sequence[Any]]) -> str:
    """Return since when each edition was in force and who recorded that, from rows of `edition_history`."""
    rows = [(f"{on:%d-%m-%Y}", rules, house, actor) for on, rules, house, actor in history]
    return "\n".join(align_columns([_HISTORY_HEADINGS, *rows]))


def lead_times_json(edition: Edition, requests: Sequence[StepState] | None) -> dict[str, Any]:
    """Return the lead times as JSON, and what to request by when where a case was asked for."""
    answer: dict[str, Any] = {"lead_times": [lead._asdict() for lead in edition.house.lead_times.values()]}
    if requests is not None:
        answer["requests"] = [
            {
                "step": state.ref.key,
                "occurrence": state.ref.occurrence,
                "request_by": state.request_by.isoformat() if state.request_by else None,
                "status": state.status,
            }
            for state in requests
        ]
    return answer


def lead_times_text(edition: Edition) -> str:
    """Return how long each role takes, and how that is known."""
    rows = []
    for role, lead in edition.house.lead_times.items():
        words, _, source = lead.words.rstrip(")").partition(" (")
        if not lead.observations:
            source = f"{source}; de mediaan telt vanaf {MINIMUM_OBSERVATIONS}"
        rows.append((edition.house.roles[role], words, source))
    return "\n".join(align_columns([_LEAD_TIME_HEADINGS, *rows]))


def request_dates_text(edition: Edition, requests: Sequence[StepState]) -> str:
    """Return what to request from whom by when."""
    if not requests:
        return "In deze zaak is niets meer aan te vragen."
    rows = [_request_row(edition, state) for state in requests]
    return "\n".join(align_columns([_REQUEST_HEADINGS, *rows]))


def _request_row(edition: Edition, state: StepState) -> tuple[str, ...]:
    lead = edition.house.step(state.ref.key).lead
    last_day = last_date(state)
    who = edition.house.roles[lead.role] if lead else ""
    days = (f"{day:%d-%m-%Y}" if day else "-" for day in (state.request_by, last_day))
    return (state.label, who, *days, state.status)
