"""What another edition does to a case, as people and as machines read it."""

from datetime import date, timedelta
from functools import cache

from editions import analysis_in_eight_weeks, analysis_in_five_weeks, edition, gentle_house, no_report_at_42_weeks

from spoorboek.simulate import run_case
from spoorboek.statute.actions import Record
from spoorboek.statute.edition import Edition, shipped
from spoorboek.statute.migration import Migration, migrate
from spoorboek.statute.migration_text import migration_json, migration_lines
from spoorboek.stories import Reported

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
    return migrate(lived(until, done), shipped(), new, day(until))


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
    kept = migrate(Record(told.events, record.effects), shipped(), edition(no_report_at_42_weeks), day(290))
    (row,) = (line for line in migration_lines(kept, shipped()) if line.startswith("42e-weeksmelding"))
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
