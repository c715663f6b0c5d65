"""A bureau at work hears of a changed capability the same working day; nobody else is asked to tell it."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.actions import Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.events import Event
from spoorboek.statute.plan import Milestone
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.second_track.adequacy import assess
from spoorboek.statute.second_track.track_events import tracks_of
from spoorboek.statute.timeline.timeline import timeline

STEP = "belastbaarheid_doorgeven"
FRIDAY, SATURDAY, MONDAY = date(2026, 6, 5), date(2026, 6, 6), date(2026, 6, 8)
PLANNED = ("trajectory_planned", date(2026, 6, 1), {"activities": [], "personal_profile": True, "signed": {}})


def events(*told: tuple[str, date, dict[str, Any]]) -> tuple[Event, ...]:
    """Return the events of a case with what was told; each of the trajectory is about the first referral."""
    sick = Event(1, "sick_reported", date(2026, 1, 5), {"first_sick_day": "2026-01-05"})
    later = (
        Event(seq, kind, day, {"referral": 1, "on": day.isoformat(), **data})  # type: ignore[arg-type]
        for seq, (kind, day, data) in enumerate(told, start=2)
    )
    return (sick, *later)


def changed(day: date, known: date | None = None) -> tuple[str, date, dict[str, Any]]:
    """Return a change of capability."""
    return "capability_changed", known or day, {"from": day.isoformat(), "percentage": 40}


def steps(*told: tuple[str, date, dict[str, Any]]) -> list[Milestone]:
    """Return the steps that ask to tell the bureau."""
    return [each for each in timeline(fold_events(events(*told))) if each.key == STEP]


def reminded(on: date, *told: tuple[str, date, dict[str, Any]]) -> list[tuple[str, str | None]]:
    """Return whom the agenda of a day tells of it."""
    record = Record(events(*told), {})
    agenda = make_agenda(timeline(fold_events(record.events)), record, house_policy(), on)
    actions = (each for each in agenda.actions if each.key.step == STEP and each.key.kind in ("reminder", "escalation"))
    return [(each.key.kind, each.detail.get("to")) for each in actions]


def test_the_casemanager_hears_the_same_working_day_that_the_bureau_must_be_told() -> None:
    """Known on a Friday: that Friday. The day after it climbs."""
    assert [each.target_on for each in steps(PLANNED, changed(FRIDAY))] == [FRIDAY]
    assert reminded(FRIDAY, PLANNED, changed(FRIDAY)) == [("reminder", "casemanager")]
    assert reminded(MONDAY, PLANNED, changed(FRIDAY)) == [("escalation", "casemanager")]


@pytest.mark.parametrize("day", [SATURDAY, SATURDAY + timedelta(days=1), MONDAY])
def test_what_is_known_in_the_weekend_is_told_on_monday(day: date) -> None:
    """The working day on which it is known, not the first day of the change."""
    assert [each.target_on for each in steps(PLANNED, changed(FRIDAY, known=day))] == [MONDAY]


def test_without_a_bureau_at_work_nobody_is_asked() -> None:
    """Before the plan, after the end, and in a case without a second track there is nobody to tell."""
    ended = ("trajectory_ended", FRIDAY, {"result": "baan"})
    assert steps(changed(FRIDAY)) == []
    assert steps(changed(date(2026, 5, 29)), PLANNED) == []
    assert steps(PLANNED, ended, changed(MONDAY)) == []


def test_news_that_was_told_is_done() -> None:
    """A report that the bureau was told, or a report of the bureau that names the change, ends the step."""
    told = ("trajectory_changed", MONDAY, {"what": "belastbaarheid"})
    (step,) = steps(PLANNED, changed(FRIDAY), told)
    assert (step.status, step.reason) == ("gedaan", "Doorgegeven op 8 juni 2026.")
    other = ("trajectory_changed", MONDAY, {"what": "bureau_aangesproken"})
    assert [each.status for each in steps(PLANNED, changed(FRIDAY), other)] == ["gepland"]


def test_news_lapses_when_the_trajectory_ends() -> None:
    """What was still to be told when the bureau was done is not asked any more."""
    ended = ("trajectory_ended", MONDAY, {"result": "baan"})
    assert [each.status for each in steps(PLANNED, changed(FRIDAY), ended)] == ["vervallen"]


def test_a_later_change_takes_the_place_of_an_earlier_one() -> None:
    """Of two changes nobody told, only the last is asked for."""
    twice = (PLANNED, changed(FRIDAY), changed(MONDAY))
    assert len(steps(*twice)) == 2
    assert reminded(MONDAY, *twice) == [("reminder", "casemanager")]


def test_the_step_that_is_done_mends_the_verdict() -> None:
    """Whoever records the step alone has told the bureau as well."""
    found = (PLANNED, changed(FRIDAY))
    done = ("step_done", FRIDAY, {"step": STEP, "occurrence": 1})
    for told, expected in ((found, True), ((*found, done), False)):
        record = events(*told)
        verdict = assess(timeline(fold_events(record)), tracks_of(record), MONDAY)
        codes = {finding.code for finding in verdict.findings}
        assert ("belastbaarheid_niet_doorgegeven" in codes) is expected


def profiled(day: date, number: int = 2, *, at_work: bool = True) -> tuple[str, date, dict[str, Any]]:
    """Return a functional profile that was recorded on a day, of a source of weeks before."""
    known = {"at_work": True} if at_work else {}
    return "profile_recorded", day, {"on": "2026-05-01", "source": "fml", "number": number, **known}


TOLD = {"what": "belastbaarheid"}


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ([profiled(FRIDAY)], ["gepland"]),
        ([profiled(SATURDAY)], ["gepland"]),
        ([profiled(FRIDAY, at_work=False)], []),  # it went with the registration
        ([profiled(FRIDAY), ("trajectory_changed", FRIDAY, {**TOLD, "profile": 2})], ["gedaan"]),
        ([("trajectory_changed", FRIDAY, TOLD), profiled(FRIDAY)], ["gepland"]),  # told of what was before it
        ([profiled(FRIDAY), ("trajectory_changed", FRIDAY, TOLD), profiled(FRIDAY, 3)], ["gepland"]),
        ([changed(FRIDAY), profiled(FRIDAY), ("trajectory_changed", FRIDAY, TOLD)], ["gedaan"]),
        ([changed(FRIDAY), ("trajectory_changed", FRIDAY, TOLD), profiled(FRIDAY)], ["gepland"]),
        ([profiled(FRIDAY), ("trajectory_changed", FRIDAY, TOLD), profiled(MONDAY, 3)], ["gedaan", "gepland"]),
        ([profiled(FRIDAY), ("trajectory_ended", MONDAY, {"result": "geen_werk"})], ["vervallen"]),
    ],
)
def test_a_profile_of_while_a_bureau_works_is_news_until_it_is_told_after_it(
    told: list[tuple[str, date, dict[str, Any]]], status: str
) -> None:
    """Whatever the day of its source: it is known when it is recorded, and what was told before that was not it."""
    assert [each.status for each in steps(PLANNED, *told)] == status


def sent(on: date, *told: tuple[str, date, dict[str, Any]]) -> list[tuple[int, Any]]:
    """Return what the agenda of a day sends the bureau: which telling it is, and of which version."""
    record = Record(events(*told), {})
    agenda = make_agenda(timeline(fold_events(record.events)), record, house_policy(), on)
    return [(each.attempt, each.detail["profile"]) for each in agenda.actions if each.name == "wijziging_spoor_2"]


AT_WORK = ("referral_moved", date(2026, 6, 1), {"to": "aangemeld"})


def test_a_yes_sends_that_version_on_its_day_to_who_still_has_the_case() -> None:
    """A yes that was withdrawn keeps its number and sends nothing; one of a Saturday goes then; not after the end."""
    yes = ("trajectory_changed", SATURDAY, {**TOLD, "profile": 2})
    assert sent(SATURDAY, AT_WORK, profiled(SATURDAY), yes) == [(1, 2)]
    withdrawn = ("report_withdrawn", SATURDAY, {"report": 4})
    assert sent(SATURDAY, AT_WORK, profiled(SATURDAY), yes, withdrawn) == []
    again = ("trajectory_changed", SATURDAY, {**TOLD, "profile": 3})
    assert sent(SATURDAY, AT_WORK, profiled(SATURDAY), yes, withdrawn, profiled(SATURDAY, 3), again) == [(2, 3)]
    stopped = ("referral_moved", SATURDAY, {"to": "ingetrokken", "reason": "niet_meer_nodig"})
    assert sent(SATURDAY, AT_WORK, profiled(SATURDAY), yes, stopped) == []
    assert sent(SATURDAY, AT_WORK, profiled(SATURDAY), ("trajectory_changed", SATURDAY, TOLD)) == []
