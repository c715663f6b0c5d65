"""What another edition does to a case, as people and as machines read it."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from support.invented_editions import (
    analysis_in_eight_weeks,
    analysis_in_five_weeks,
    edition,
    gentle_house,
    no_report_at_42_weeks,
)

from spoorboek.statute.actions import Record
from spoorboek.statute.editions.edition import Edition, shipped_edition
from spoorboek.statute.editions.migration import Migration, plan_migration, record_with_migration
from spoorboek.statute.editions.migration_text import migration_json, migration_lines
from spoorboek.stories.simulation import run_case
from spoorboek.stories.story import Reported

D = date(2026, 1, 5)
EIGHT, FIVE = edition(analysis_in_eight_weeks), edition(analysis_in_five_weeks)


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(offset)


def lived(until: int, done: int | None = None) -> Record:
    """Live a case up to and including a day; the analysis is done on a day, or not."""
    record = whole(done)
    return Record(
        tuple(event for event in record.events if event.on <= day(until)),
        {key: effect for key, effect in record.effects.items() if effect.on <= day(until)},
    )


@cache
def whole(done: int | None) -> Record:
    """Live a case to its end; the analysis is done on a day, or not."""
    reports = [Reported(D, 1, "sick_reported", {"first_sick_day": D.isoformat()})]
    if done:
        data = {"step": "probleemanalyse", "occurrence": 1, "on": day(done).isoformat(), "evidence": None}
        reports.append(Reported(day(done), 1, "step_done", data))
    return run_case(reports).record


def found(until: int, new: Edition, done: int | None = None) -> Migration:
    """Ask what an edition does to the case on a day."""
    return plan_migration(lived(until, done), shipped_edition(), new, day(until))


def test_the_lines_name_what_moves_what_is_taken_back_and_until_when_it_holds_now() -> None:
    """Reminded of the old target: the reminder is taken back, and the day that holds now is named."""
    lines = list(migration_lines(found(40, EIGHT), EIGHT))
    assert lines[0].split() == ["stap", "was", "wordt", "waarom"]
    assert lines[1].startswith("Probleemanalyse ")
    assert lines[1].split()[1:5] == ["uiterlijk", "16-02-2026", "uiterlijk", "02-03-2026"]
    assert lines[-2:] == [
        "In te trekken: probleemanalyse · herinnering streef-7 (ging over 15-02-2026, nu 01-03-2026).",
        "In te trekken: probleemanalyse · herinnering uiterlijk-3 (ging over 16-02-2026, nu 02-03-2026).",
    ]


def test_a_reminder_of_an_abolished_step_says_that_its_day_lapses() -> None:
    """Nothing holds in its place: no day is named."""
    new = edition(no_report_at_42_weeks)
    lines = [line for line in migration_lines(found(293, new), new) if line.startswith("In te trekken")]
    assert lines
    assert all(line.endswith(", die vervalt).") for line in lines)


def test_what_is_kept_stands_with_its_old_day_twice_and_with_what_the_new_rules_would_ask() -> None:
    """An analysis done under six weeks keeps its day, whatever the new term."""
    (_, row) = migration_lines(found(45, EIGHT, done=40), EIGHT)
    assert row.split()[:5] == ["Probleemanalyse", "uiterlijk", "16-02-2026", "uiterlijk", "16-02-2026"]
    assert row.endswith("  Gedaan. Onder de nieuwe regels: uiterlijk 02-03-2026.")


def test_what_is_kept_of_an_abolished_step_has_no_day_under_the_new_rules() -> None:
    """The report was made; the new rules do not know it."""
    record = lived(290)
    told = run_case(
        [
            Reported(D, 1, "sick_reported", {"first_sick_day": D.isoformat()}),
            Reported(day(286), 1, "step_done", {"step": "melding_42_weken", "occurrence": 1, "on": "2026-10-18"}),
        ]
    ).record
    kept = plan_migration(
        Record(told.events, record.effects), shipped_edition(), edition(no_report_at_42_weeks), day(290)
    )
    (row,) = (line for line in migration_lines(kept, shipped_edition()) if line.startswith("42e-weeksmelding"))
    assert "Onder de nieuwe regels" not in row


def test_a_step_that_would_be_late_at_once_is_warned_of() -> None:
    """On day 38 five weeks are over."""
    lines = list(migration_lines(found(38, FIVE), FIVE))
    assert lines[-1] == "Let op: Probleemanalyse zou meteen te laat zijn."


def test_another_house_alone_shows_no_table() -> None:
    """Nothing moves: only what the house does otherwise, what it did before first."""
    new = edition(house=gentle_house)
    lines = list(migration_lines(found(20, new), new))
    assert lines[0].startswith("Huisbeleid, Probleemanalyse; ")
    assert lines[1].startswith("  niet meer: ")
    assert lines[-1] == "  voortaan: escalatie 5 dagen na de uiterste datum aan casemanager."


def test_the_json_of_a_migration_names_the_same() -> None:
    """Changes, what is kept, the house, what is withdrawn, and what would be late at once."""
    moved = migration_json(found(40, EIGHT))
    assert moved.keys() == {"changes", "kept", "policy", "withdrawn", "late_at_once"}
    (analysis,) = (one for one in moved["changes"] if one["step"] == "probleemanalyse")
    assert (analysis["occurrence"], analysis["label"], analysis["change"]) == (1, "Probleemanalyse", "verschoven")
    assert (analysis["before"]["due_on"], analysis["after"]["due_on"]) == ("2026-02-16", "2026-03-02")
    assert "+ 56 ziektedagen" in analysis["why"][0]
    assert len(moved["withdrawn"]) == 2
    assert (moved["kept"], moved["policy"], moved["late_at_once"]) == ([], [], [])
    assert [one["step"] for one in migration_json(found(45, EIGHT, done=40))["kept"]] == ["probleemanalyse"]
    assert migration_json(found(38, FIVE))["late_at_once"] == [["probleemanalyse", 1]]


def test_the_json_of_another_house_has_what_ends_and_what_begins() -> None:
    """Per step: the rungs that are climbed no more, and those in their place."""
    policy = migration_json(found(20, edition(house=gentle_house)))["policy"]
    assert policy[0] == {
        "step": "probleemanalyse",
        "occurrence": 1,
        "was": [
            "escalatie 1 dag na de uiterste datum aan casemanager",
            "escalatie 3 dagen na de uiterste datum aan leidinggevende",
            "escalatie 7 dagen na de uiterste datum aan HR",
            "escalatie 14 dagen na de uiterste datum aan directie",
        ],
        "becomes": ["escalatie 5 dagen na de uiterste datum aan casemanager"],
    }


@pytest.mark.parametrize(
    ("on", "taken"),
    [
        # The new last day has not passed: everything that said otherwise is taken back.
        (50, {"reminder": 2, "late": 1, "escalation": 3}),
        (56, {"reminder": 2, "late": 1, "escalation": 4}),
        # It has passed too: late is late. Only what named the old day is taken back.
        (57, {"reminder": 2}),
    ],
)
def test_what_said_that_a_step_is_late_is_taken_back_only_when_it_is_not(on: int, taken: dict[str, int]) -> None:
    """Eight weeks in place of six, while the analysis is not there: on the new last day it is in time again."""
    told = [each.key for each in found(on, EIGHT).withdrawn if each.key.step == "probleemanalyse"]
    assert Counter(key.kind for key in told) == taken


def test_what_is_taken_back_names_the_day_that_was_told_and_the_one_that_holds() -> None:
    """As it stands in the event: which message, about which day, which day now; told only to whom heard last."""
    written = [each.as_json() for each in found(50, EIGHT).withdrawn if each.key.step == "probleemanalyse"]
    assert all((each["told"], each["now"]) == ("2026-02-16", "2026-03-02") for each in written[1:])
    late, first = written[2:4]
    assert late == {
        "step": "probleemanalyse", "occurrence": 1, "kind": "late", "name": "2026-02-16", "attempt": 1,
        "told": "2026-02-16", "now": "2026-03-02", "to": None,
    }  # fmt: skip
    assert (first["kind"], first["name"], first["to"]) == ("escalation", "1", "casemanager")
    assert [each["to"] for each in written] == [None, None, None, "casemanager", "leidinggevende", "hr"]
    abolished = [each.as_json() for each in found(293, edition(no_report_at_42_weeks)).withdrawn]
    assert {each["now"] for each in abolished if each["step"] == "melding_42_weken"} == {None}


def test_of_what_is_done_nothing_is_taken_back() -> None:
    """The reminders before it were true when they were sent, whatever day the new rules would have named."""
    assert found(50, EIGHT, done=42).withdrawn == ()


@pytest.mark.parametrize(("on", "at_once"), [(35, False), (36, True), (42, True), (43, False)])
def test_a_step_is_late_at_once_when_only_the_new_last_day_has_passed(on: int, at_once: bool) -> None:
    """Five weeks in place of six: from the day after the new last day up to and including the old one."""
    assert [ref.key for ref in found(on, FIVE).late_at_once] == ["probleemanalyse"] * at_once


def test_a_migration_without_any_consequence_is_none() -> None:
    """Of the same edition nothing comes; one consequence of any kind is enough."""
    assert not found(50, shipped_edition())
    empty = found(50, shipped_edition())
    for filled in ("changes", "kept", "policy", "withdrawn"):
        assert replace(empty, **{filled: found(50, EIGHT).changes})


def test_the_event_of_a_migration_follows_the_last_and_holds_what_was_told() -> None:
    """Its number is the next one, its day that of the change; what changes and why can be read in it later."""
    record = lived(50)
    event = record_with_migration(record, found(50, edition(analysis_in_eight_weeks, gentle_house)), day(50)).events[-1]
    assert (event.seq, event.kind, event.on) == (len(record.events) + 1, "rules_changed", day(50))
    assert {"changes", "policy", "withdrawn", "kept"} <= event.data.keys()
    first = event.data["policy"][0]
    assert first.keys() == {"step", "occurrence", "was", "becomes"}
    assert (first["step"], first["occurrence"]) == ("probleemanalyse", 1)
    assert len(first["was"]) > len(first["becomes"])
