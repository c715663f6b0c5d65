"""What people agreed: from events to a plan, from a form to events, and from the plan to the next form."""

from datetime import date
from typing import Any

import pytest

from spoorboek.statute.dossier.agreed_plan import Activity, AgreedPlan, agreed_plan
from spoorboek.statute.dossier.plan_forms import listed_activities, plan_fields, said_of_plan
from spoorboek.statute.events import Event

D = date(2026, 1, 5)
WORKER, EMPLOYER = "werknemer", "werkgever"
PLAN, REVIEW, LAST = "plan_van_aanpak", "evaluatie", "eindevaluatie"


def agreed(on: str, **data: Any) -> dict[str, Any]:
    """Return the data of an event about what was agreed."""
    return {"on": on, **data}


def planned(*told: dict[str, Any]) -> AgreedPlan:
    """Return the plan after what was told, in this order."""
    return agreed_plan(Event(seq, "plan_agreed", D, data) for seq, data in enumerate(told, start=1))


def activity(by: str, number: int, **days: str | None) -> dict[str, Any]:
    """Return what is said of one activity."""
    return {"by": by, "number": number, **days}


def test_nothing_was_agreed_before_anybody_said_so() -> None:
    """No goal, no activities, no paper."""
    assert planned() == AgreedPlan()


def test_papers_are_laid_over_each_other_in_the_order_of_their_dates() -> None:
    """What a later paper does not name stays; what it empties goes; of one date the one looked at later holds."""
    plan = planned(
        agreed("2026-05-01", activities=[activity(WORKER, 1, due_on="2026-07-01")], goal_on=None),
        agreed(
            "2026-03-01",
            goal="eigen_werk",
            goal_on="2026-09-01",
            activities=[
                activity(WORKER, 1, begins_on="2026-03-02", due_on="2026-06-01"),
                activity(EMPLOYER, 2, done_on="2026-04-01"),
                activity(EMPLOYER, 1, due_on="2026-04-02"),
                activity(WORKER, 3),
            ],
        ),
        agreed(
            "2026-05-01",
            goal="ander_werk",
            activities=[activity(WORKER, 3, dropped="x"), activity(WORKER, 9, dropped="x")],
        ),
    )
    assert plan == AgreedPlan(
        goal="ander_werk",
        goal_on=None,
        activities=(
            Activity(EMPLOYER, 1, None, date(2026, 4, 2)),
            Activity(EMPLOYER, 2, done_on=date(2026, 4, 1)),
            Activity(WORKER, 1, date(2026, 3, 2), date(2026, 7, 1)),
        ),
        events=(2, 1, 3),
        dated=date(2026, 5, 1),
    )
    assert [each.number for each in plan.unfinished] == [1, 1]


def test_an_evaluation_asks_for_an_adjusted_plan_until_there_is_one() -> None:
    """The last that asked is named; an adjusted plan of a later date answers it, one of before does not."""
    asks, adjusted = {"adjust": True}, {"type": "bijstelling_plan_van_aanpak"}
    assert planned(agreed("2026-05-01", **asks)).adjustment_asked_on == date(2026, 5, 1)
    both = planned(agreed("2026-05-01", **asks), agreed("2026-06-01", **asks), agreed("2026-07-01", type=REVIEW))
    assert both.adjustment_asked_on == date(2026, 6, 1)
    assert planned(agreed("2026-05-01", **asks), agreed("2026-05-02", **adjusted)).adjustment_asked_on is None
    assert planned(agreed("2026-05-01", **asks), agreed("2026-04-30", **adjusted)).adjustment_asked_on == date(
        2026, 5, 1
    )


def test_what_a_paper_said_counts_once_somebody_looked_at_it() -> None:
    """A paper that is not confirmed says nothing yet; what was told without a paper does."""
    assert planned(agreed("2026-03-01", goal="eigen_werk", paper=4)) == AgreedPlan()
    assert planned(agreed("2026-03-01", goal="eigen_werk", paper=0)).goal == "eigen_werk"


def test_an_activity_is_late_from_the_day_after_its_last() -> None:
    """Never one that was done, and never one without a day; the longest late comes first."""
    done = Activity(WORKER, 1, due_on=date(2026, 3, 1), done_on=date(2026, 9, 1))
    later, sooner = Activity(EMPLOYER, 2, due_on=date(2026, 3, 3)), Activity(WORKER, 2, due_on=date(2026, 3, 2))
    plan = AgreedPlan(activities=(done, later, sooner, Activity(WORKER, 4)))
    assert plan.late(date(2026, 3, 2)) == ()
    assert plan.late(date(2026, 3, 3)) == (sooner,)
    assert plan.late(date(2026, 3, 4)) == (sooner, later)


def test_what_a_plan_says_becomes_codes_days_and_words() -> None:
    """Texts go into the words alone; a day that is no day says nothing, one that was emptied is taken away."""
    changed = {
        "einddoel": "eigen_werk",
        "einddoel_datum": "01-09-2026",
        "einddoel_uren": "32",
        "opbouw_1_uren": "8",
        "opbouw_0_uren": "8",
        "werknemer_1_wat": "Oefenen",
        "werknemer_1_begin": "02-03-2026",
        "werknemer_1_klaar": "volgende week",
        "werkgever_2_wat": "Werkplek",
        "werkgever_2_klaar": "",
        "werkgever_3_klaar": "01-05-2026",
        "handtekening": "x",
    }
    days = {
        "einddoel_datum": date(2026, 9, 1),
        "werknemer_1_begin": date(2026, 3, 2),
        "werkgever_3_klaar": date(2026, 5, 1),
    }
    said = said_of_plan(PLAN, changed, days, AgreedPlan())
    assert said.data == {
        "goal": "eigen_werk",
        "goal_on": "2026-09-01",
        "activities": [
            {"by": WORKER, "number": 1, "begins_on": "2026-03-02"},
            {"by": EMPLOYER, "number": 2, "due_on": None},
        ],
    }
    assert said.words == {
        "einddoel_uren": "32",
        "opbouw_1_uren": "8",
        "werknemer_1_wat": "Oefenen",
        "werkgever_2_wat": "Werkplek",
    }
    assert said


def test_what_is_known_may_change_without_its_words_and_drops_when_they_are_emptied() -> None:
    """An activity of the plan is meant by its number; emptying what it is takes it away."""
    plan = AgreedPlan(activities=(Activity(WORKER, 1), Activity(WORKER, 2)))
    changed = {"werknemer_1_klaar": "01-05-2026", "werknemer_2_wat": ""}
    said = said_of_plan(PLAN, changed, {"werknemer_1_klaar": date(2026, 5, 1)}, plan)
    assert said.data["activities"] == [
        {"by": WORKER, "number": 1, "due_on": "2026-05-01"},
        {"by": WORKER, "number": 2, "dropped": True},
    ]
    assert said.words == {"werknemer_2_wat": ""}


def test_an_evaluation_says_what_was_done_and_whether_the_plan_is_to_change() -> None:
    """The last day and the day it was done stand apart; the goal is asked under its own name."""
    plan = AgreedPlan(activities=(Activity(WORKER, 1),))
    changed = {
        "gedaan_werknemer_1_begin": "01-03-2026",
        "gedaan_werknemer_1_eind": "01-05-2026",
        "gedaan_werknemer_1_klaar": "02-05-2026",
        "doel": "ander_werk",
        "einddoel_datum": "",
        "aanpak": "ja",
    }
    days = {
        "gedaan_werknemer_1_begin": date(2026, 3, 1),
        "gedaan_werknemer_1_eind": date(2026, 5, 1),
        "gedaan_werknemer_1_klaar": date(2026, 5, 2),
    }
    for kind in (REVIEW, "eerstejaarsevaluatie", LAST):
        assert said_of_plan(kind, changed, days, plan).data == {
            "goal": "ander_werk",
            "goal_on": None,
            "adjust": True,
            "activities": [
                {
                    "by": WORKER,
                    "number": 1,
                    "begins_on": "2026-03-01",
                    "due_on": "2026-05-01",
                    "done_on": "2026-05-02",
                }
            ],
        }
    assert "adjust" not in said_of_plan(PLAN, changed, days, plan).data
    assert "adjust" not in said_of_plan(REVIEW, changed | {"aanpak": "nee"}, days, plan).data
    assert "goal" not in said_of_plan(REVIEW, changed | {"doel": "rijk worden"}, days, plan).data


def test_a_line_beside_the_plan_gets_the_next_number_of_who_did_it() -> None:
    """Who did it is read in any case of letters; without who or what it is nobody's."""
    plan = AgreedPlan(activities=(Activity(WORKER, 4), Activity(EMPLOYER, 1)))
    changed = {
        "gedaan_1_wat": "Gebeld",
        "gedaan_1_wie": "De Werknemer",
        "gedaan_1_klaar": "02-05-2026",
        "gedaan_2_wat": "Bureau besteld",
        "gedaan_2_wie": "werkgever",
        "gedaan_3_wat": "Iets",
        "gedaan_3_wie": "de buurman",
        "gedaan_4_wie": "werknemer",
        "gedaan_9_wat": "Gewandeld",
        "gedaan_9_wie": "werknemer",
    }
    said = said_of_plan(REVIEW, changed, {"gedaan_1_klaar": date(2026, 5, 2)}, plan)
    assert said.data["activities"] == [
        {"by": WORKER, "number": 5, "done_on": "2026-05-02"},
        {"by": EMPLOYER, "number": 2},
        {"by": WORKER, "number": 6},
    ]
    assert said.words == {
        "werknemer_5_wat": "Gebeld",
        "werkgever_2_wat": "Bureau besteld",
        "werknemer_6_wat": "Gewandeld",
    }
    full = AgreedPlan(activities=(Activity(WORKER, 60),))
    assert not said_of_plan(REVIEW, {"gedaan_1_wat": "x", "gedaan_1_wie": "werknemer"}, {}, full)
    almost = AgreedPlan(activities=(Activity(WORKER, 59),))
    assert said_of_plan(REVIEW, {"gedaan_1_wat": "x", "gedaan_1_wie": "werknemer"}, {}, almost)


@pytest.mark.parametrize("kind", ["melding_42_weken", ""])
def test_a_form_of_another_kind_says_nothing_of_the_plan(kind: str) -> None:
    """Whatever its fields are called."""
    said = said_of_plan(kind, {"einddoel": "eigen_werk", "einddoel_uren": "32"}, {}, AgreedPlan())
    assert not said
    assert (said.data, said.words) == ({}, {})


def test_the_next_form_is_filled_in_with_what_was_agreed() -> None:
    """Days as people write them, the goal in the plan alone; an evaluation of a year lists what was done too."""
    plan = AgreedPlan(
        "eigen_werk",
        date(2026, 9, 1),
        (
            Activity(WORKER, 1, date(2026, 3, 2), date(2026, 6, 1)),
            Activity(EMPLOYER, 1, done_on=date(2026, 4, 1)),
        ),
    )
    words = {"werknemer_1_wat": "Oefenen", "advies": "Rustig aan", "opbouw_2_taken": "post", "vreemd": "x"}
    kept = {"advies": "Rustig aan", "opbouw_2_taken": "post", "einddoel_datum": "01-09-2026"}
    mine = {"wat": "Oefenen", "begin": "02-03-2026"}
    assert plan_fields(PLAN, plan, words) == {
        **kept,
        "einddoel": "eigen_werk",
        **{f"werknemer_1_{part}": text for part, text in mine.items()},
        "werknemer_1_klaar": "01-06-2026",
    }
    reviewed = {
        **kept,
        **{f"gedaan_werknemer_1_{part}": text for part, text in mine.items()},
        "gedaan_werknemer_1_eind": "01-06-2026",
    }
    assert plan_fields(REVIEW, plan, words) == reviewed
    whole = reviewed | {"gedaan_werkgever_1_wat": "", "gedaan_werkgever_1_klaar": "01-04-2026"}
    for kind in ("eerstejaarsevaluatie", LAST):
        assert plan_fields(kind, plan, words) == whole
        assert listed_activities(kind, plan) == plan.activities
    assert plan_fields(REVIEW, AgreedPlan(), {}) == {}
    assert listed_activities(PLAN, plan) == listed_activities(REVIEW, plan) == plan.activities[:1]
