"""The preparation within the agenda: who is asked, who is not, what a referral waits for, and what brings no flood."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from support.homes.older_editions import edition_before_the_corrections

from spoorboek.statute.actions import Action, Record
from spoorboek.statute.agenda.agenda import Agenda, make_agenda
from spoorboek.statute.editions.edition import Edition, shipped_edition
from spoorboek.statute.editions.migration import plan_migration, record_with_migration
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import milestone_table, rulebook
from spoorboek.statute.policy.policy_reader import read_house_policy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

D = date(2025, 6, 2)
PREPARED = ("haalbaarheidsonderzoek", "functioneel_profiel", "informeren_spoor_2", "zoekgegevens_spoor_2")
DONE = {
    "ziekmelding_arbodienst": 1,
    "probleemanalyse": 38,
    "plan_van_aanpak": 50,
    "melding_42_weken": 286,
    "eerstejaarsevaluatie": 340,
}


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(offset)


def told(record: Record, at: int, kind: EventKind, **data: Any) -> Record:
    """Add a report to a record."""
    return Record((*record.events, Event(len(record.events) + 1, kind, day(at), data)), record.effects)


def done(record: Record, on: int, key: str) -> Record:
    """Report a step done."""
    return told(record, on, "step_done", step=key, occurrence=1, on=day(on).isoformat(), evidence=None)


def case(adopted_on: int | None = None) -> Record:
    """Return a case whose first-year evaluation was held on day 340; its second track starts by day 382."""
    adopted = {} if adopted_on is None else {"adopted_on": day(adopted_on).isoformat()}
    record = told(Record(()), adopted_on or 0, "sick_reported", first_sick_day=D.isoformat(), **adopted)
    for key, on in DONE.items():
        record = done(record, on, key)
    return record


def ready(record: Record, on: int) -> Record:
    """Report all that a referral needs but that the employee was told."""
    record = told(record, on, "assessment_recorded", on=day(on).isoformat(), outcome="beide")
    record = told(record, on, "feasibility_asked", on=day(on).isoformat(), by="bureau")
    record = told(record, on, "profile_recorded", on=day(on).isoformat(), source="izp")
    return told(record, on, "search_data_recorded", on=day(on).isoformat())


def live(record: Record, days: Iterable[int], edition: Edition | None = None) -> tuple[Record, list[Action], Agenda]:
    """Wake on these days by an edition: the record after, what was done, and the last agenda."""
    edition, actions, agenda = edition or shipped_edition(), list[Action](), Agenda((), None, ())
    for offset in days:
        plan = timeline(fold_events(record.events, edition.rules), edition.rules)
        while (agenda := make_agenda(plan, record, edition.house, day(offset))).actions:
            record, actions = record.after(agenda.actions), [*actions, *agenda.actions]
    return record, actions, agenda


def of_preparation(actions: Iterable[Action], *kinds: str) -> list[tuple[int, str, str]]:
    """List what was done for the steps of the preparation: day, step and kind."""
    found = [each for each in actions if each.step in PREPARED and (not kinds or each.kind in kinds)]
    return [((each.on - D).days, each.step, each.kind) for each in found]


def with_search_form() -> Edition:
    """Return the shipped edition with a house that has its employees asked for search data by itself."""
    house = dict(read_data("policy/house.yaml"))
    step = {**house["steps"]["zoekgegevens_spoor_2"], "awaits": "werknemer"}
    step["papers"] = [{"document": "zoekgegevens", "to": "werknemer"}]
    house |= {
        "steps": {**house["steps"], "zoekgegevens_spoor_2": step},
        "lead_times": {**house["lead_times"], "werknemer": {"days": 10, "unit": "working"}},
        "chased": [*house["chased"], "werknemer"],
    }
    return Edition(rulebook(), read_house_policy(house, milestone_table()))


def test_the_form_for_search_data_is_asked_for_as_the_profile_is() -> None:
    """By a person in any house, or at the opening where the house says so: then who is silent is reminded once."""
    record, _, agenda = live(told(case(), 345, "paper_requested", document="zoekgegevens", on="2026-05-13"), [345])
    waits = {each.step: each for each in agenda.held_back}["zoekgegevens_spoor_2"]
    assert (waits.role, "formulier gestuurd op 13 mei 2026" in waits.why) == ("werknemer", True)
    assert [key.name for key in record.effects if key.kind == "mail" and key.step == "dossier"] == ["zoekgegevens"]
    _, actions, agenda = live(case(), range(300, 400), with_search_form())
    own = [each for each in actions if each.step == "zoekgegevens_spoor_2"]
    mailed = next(each.on for each in own if each.kind == "mail")
    to = [(each.kind, each.name, each.detail["to"]) for each in own if each.kind in ("reminder", "escalation")]
    assert to == [
        ("reminder", "streef-35", "casemanager"),
        ("reminder", "verzoek", "werknemer"),
        ("reminder", "streef-3", "casemanager"),
        ("escalation", "1", "casemanager"),
        ("escalation", "2", "leidinggevende"),
    ]
    assert next(each.on for each in own if each.name == "verzoek") > mailed + timedelta(10)
    waits = {each.step: each for each in agenda.held_back}["zoekgegevens_spoor_2"]
    assert waits.role == "werknemer"


def test_a_letter_of_this_morning_holds_back_until_tomorrow_and_the_case_wakes_then() -> None:
    """Told on the day of the target: the referral is prepared on the next, a working day, and no sooner."""
    record, actions, _ = live(ready(case(), 365), range(300, 366))
    letter = next(each for each in actions if (each.kind, each.name) == ("mail", "informatie_spoor_2"))
    assert letter.on == day(315)
    record, actions, agenda = live(ready(case(), 371), [371])  # the first wake of this case, so the letter goes today
    assert [each.kind for each in actions if each.name == "informatie_spoor_2"] == ["document", "mail"]
    assert not [each for each in actions if each.kind == "referral"]
    assert [each.step for each in agenda.held_back] == ["informeren_spoor_2"]
    assert agenda.next_wake == day(372)
    _, actions, agenda = live(record, [372])
    assert [each.name for each in actions if each.kind == "referral"] == ["1"]
    assert agenda.held_back == ()


def test_once_a_bureau_was_asked_nothing_is_asked_and_after_a_refusal_all_is_again() -> None:
    """A case whose first referral went before these steps: open while nobody agreed, asked anew once it declined."""
    old = edition_before_the_corrections()
    record, _, _ = live(case(), range(300, 370), old)
    record = told(told(record, 370, "referral_confirmed", referral=1), 370, "referral_approved", referral=1)
    record, sent, _ = live(record, [370], old)
    assert [each.kind for each in sent if each.kind == "referral_sent"] == ["referral_sent"]
    record = record_with_migration(record, plan_migration(record, old, shipped_edition(), day(375)), day(375))
    record, actions, agenda = live(record, range(375, 380))
    assert of_preparation(actions) == []
    assert agenda.held_back == ()
    record = told(record, 380, "bureau_answered", referral=1, answer="geweigerd", on=day(380).isoformat())
    _, actions, agenda = live(record, [380])
    assert {step for _, step, kind in of_preparation(actions) if kind == "open"} == {*PREPARED} - {"informeren_spoor_2"}
    assert not [each for each in actions if each.kind == "referral"]
    assert "functioneel_profiel" in [each.step for each in agenda.held_back]


@pytest.mark.parametrize(("applied", "begun"), [(450, False), (500, True)])
def test_new_rules_flood_no_running_case(applied: int, begun: bool) -> None:
    """A start that was late already: asked from that day on, and the ladder counts from it. Begun: nothing at all."""
    old, record = edition_before_the_corrections(), case()
    if begun:
        record = done(record, 369, "start_spoor_2")
    record, _, _ = live(record, range(300, applied), old)
    record = record_with_migration(record, plan_migration(record, old, shipped_edition(), day(applied)), day(applied))
    _, actions, _ = live(record, range(applied, applied + 15))
    if begun:
        assert of_preparation(actions) == []
        return
    assert of_preparation(actions, "mail") == [(450, "functioneel_profiel", "mail")]
    rungs = of_preparation(actions, "escalation")
    assert {on for on, _, _ in rungs} == {457, 464}
    assert len([each for each in actions if each.name == "informatie_spoor_2"]) == 0  # it went long ago


def test_a_case_that_comes_here_past_its_start_is_asked_about_the_start_alone() -> None:
    """The answer that it was not done asks for what a referral needs; that it was needs nothing."""
    _, actions, agenda = live(case(400), range(400, 420))
    assert of_preparation(actions) == []
    assert agenda.held_back == ()
    answered = told(case(400), 400, "step_not_done", step="start_spoor_2", occurrence=1)
    _, actions, agenda = live(answered, range(400, 415))
    assert {step for _, step, kind in of_preparation(actions) if kind == "open"} == {*PREPARED}
    assert {on for on, _, _ in of_preparation(actions, "escalation")} == {407, 414}
    assert len(agenda.held_back) == 4
    _, actions, _ = live(done(case(400), 370, "start_spoor_2"), range(400, 415))
    assert of_preparation(actions) == []


def test_what_holds_back_names_the_planned_day_of_each() -> None:
    """By when, from the plan: four weeks before the last day of the start."""
    _, _, agenda = live(case(), range(340, 350))
    by = {each.step: each.by for each in agenda.held_back}
    assert by["functioneel_profiel"] == by["zoekgegevens_spoor_2"] == day(382 - 28)
    start = next(state for state in agenda.steps if state.ref.key == "start_spoor_2")
    assert start.reason is not None
    assert start.reason.startswith("De verwijzing wacht op de uitkomst van het arbeidsdeskundig onderzoek")


def test_before_the_preparation_begins_the_dossier_says_nothing_of_it() -> None:
    """The day before its first step opens nothing is missing yet; on the day it is."""
    assert live(case(), range(300, 315))[2].held_back == ()
    assert live(case(), range(300, 316))[2].held_back != ()
