"""Another edition for a running case: what moves, what stays, what is taken back."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from support.house_policies import mailing_every_day
from support.invented_editions import (
    a_new_step,
    analysis_in_eight_weeks,
    analysis_in_five_weeks,
    edition,
    evaluation_every,
    gentle_house,
    no_contact,
    no_report_at_42_weeks,
)

from spoorboek.statute.actions import EffectKey, Record
from spoorboek.statute.agenda.agenda import Agenda, make_agenda
from spoorboek.statute.editions.edition import Edition, shipped_edition
from spoorboek.statute.editions.migration import Migration, plan_after_migration, plan_migration, record_with_migration
from spoorboek.statute.editions.migration_text import migration_lines
from spoorboek.statute.editions.what_if import Supposition, what_if
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.explain.explanation import PlanExplainer
from spoorboek.statute.facts import StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.house_policy import NO_LADDER
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
ANALYSIS, PLAN = StepRef("probleemanalyse"), StepRef("plan_van_aanpak")


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(offset)


def lived(until: int, *told: tuple[int, EventKind, dict[str, Any]], under: Edition | None = None) -> Record:
    """Live a case up to and including a day."""
    used, record, wake = under or shipped_edition(), Record(()), date.max
    reports = [(0, "sick_reported", {"first_sick_day": D.isoformat()}), *told]
    for offset in range(until + 1):
        for on, kind, data in reports:
            if on == offset:
                event = Event(len(record.events) + 1, kind, day(on), data)  # type: ignore[arg-type]
                record, wake = Record((*record.events, event), record.effects), day(on)
        while day(offset) >= wake:
            turn = asked(record, offset, used)
            record, wake = record.after(turn.actions), wake if turn.actions else turn.next_wake or date.max
    return record


def asked(record: Record, offset: int, used: Edition) -> Agenda:
    """Return what the agenda asks for on a day."""
    return make_agenda(timeline(fold_events(record.events, used.rules), used.rules), record, used.house, day(offset))


def done(offset: int, key: str, occurrence: int = 1) -> tuple[int, EventKind, dict[str, Any]]:
    """Report a step done."""
    return offset, "step_done", {"step": key, "occurrence": occurrence, "on": day(offset).isoformat()}


def applied(record: Record, new: Edition, offset: int) -> tuple[Migration, Record, Plan]:
    """Apply an edition on a day, through JSON as the database keeps it."""
    found = plan_migration(record, shipped_edition(), new, day(offset))
    after = record_with_migration(record, found, day(offset))
    events = tuple(Event(e.seq, e.kind, e.on, json.loads(json.dumps(dict(e.data)))) for e in after.events)
    return found, Record(events, after.effects), timeline(fold_events(events, new.rules), new.rules)


def test_the_same_edition_changes_nothing() -> None:
    """Nothing moves, nothing is kept, nothing is withdrawn."""
    assert not plan_migration(lived(40), shipped_edition(), shipped_edition(), day(40))


def test_what_is_not_done_moves_with_its_reason() -> None:
    """A term that grew: the step and what counts from it move, each with the new sum."""
    found, _, plan = applied(lived(20), edition(analysis_in_eight_weeks), 20)
    moved = {change.ref: change for change in found.changes}
    assert plan.milestone("probleemanalyse").due_on == day(56)
    assert moved[ANALYSIS].what == "verschoven"
    assert "+ 56 ziektedagen" in moved[ANALYSIS].why[0]
    assert plan.milestone("plan_van_aanpak").due_on == day(70)
    assert found.data["from"] == {"rules": shipped_edition().rules.version, "house": shipped_edition().house.version}
    assert found.data["to"]["rules"] == "2027-01-01"


def test_what_is_done_keeps_its_dates_and_says_why() -> None:
    """The analysis was done under six weeks; under eight weeks it is still judged by six."""
    new = edition(analysis_in_eight_weeks)
    found, _, plan = applied(lived(50, done(40, "probleemanalyse")), new, 50)
    assert [change.ref for change in found.kept] == [ANALYSIS]
    assert found.changes == ()
    milestone = plan.milestone("probleemanalyse")
    assert (milestone.target_on, milestone.due_on, milestone.status) == (day(41), day(42), "gedaan")
    text = PlanExplainer(plan, new.rules).explain(milestone)
    assert "Gedaan onder de regels van versie" in text
    assert "uiterlijk 16 februari 2026 in plaats van 2 maart 2026" in text


def test_a_record_of_done_that_is_withdrawn_follows_the_new_rules() -> None:
    """What turns out not to be done is not kept."""
    new = edition(analysis_in_eight_weeks)
    _, record, _ = applied(lived(50, done(40, "probleemanalyse")), new, 50)
    again = Event(9, "step_withdrawn", day(51), {"step": "probleemanalyse", "occurrence": 1})
    plan = timeline(fold_events((*record.events, again), new.rules), new.rules)
    assert plan.milestone("probleemanalyse").due_on == day(56)


@pytest.mark.parametrize("days", [28, 56])
def test_a_new_rhythm_counts_from_the_last_turn_that_began(days: int) -> None:
    """Evaluations 1 to 3 began under six weeks and keep their dates; the fourth follows the third in the new rhythm."""
    told = [done(38, "probleemanalyse"), done(50, "plan_van_aanpak"), done(92, "evaluatie"), done(134, "evaluatie", 2)]
    new = edition(evaluation_every(days))
    found, _, plan = applied(lived(165, *told), new, 165)
    targets = [m.target_on for m in plan if m.key == "evaluatie"][:5]
    assert targets == [day(92), day(134), day(176), day(176 + days), day(176 + 2 * days)]
    explainer = PlanExplainer(plan, new.rules)
    assert "Tot en met keer 3 gold het ritme" in explainer.explain(plan.milestone("evaluatie", 4))
    assert "Deze keer begon onder de regels van versie" in explainer.explain(plan.milestone("evaluatie", 3))
    assert all(change.ref.occurrence > 3 for change in found.changes if change.ref.key == "evaluatie")


def test_what_is_kept_says_whether_it_was_done_or_begun_and_what_the_new_rules_would_have_made_of_it() -> None:
    """Each kept turn by its name and number, with the target it keeps and the one it would have had."""
    told = [done(38, "probleemanalyse"), done(50, "plan_van_aanpak"), done(92, "evaluatie"), done(134, "evaluatie", 2)]
    new = edition(evaluation_every(56))
    record = lived(165, *told)
    kept = plan_migration(record, shipped_edition(), new, day(165)).kept
    assert [(each.label, each.what, each.why) for each in kept] == [
        ("Periodieke evaluatie 1", "blijft", ("Gedaan.",)),
        ("Periodieke evaluatie 2", "blijft", ("Gedaan.",)),
        ("Periodieke evaluatie 3", "blijft", ("Al begonnen.",)),
    ]
    targets = [(each.before.target_on, each.after.target_on) for each in kept if each.before and each.after]
    assert targets == [(day(92), day(50 + 56)), (day(134), day(50 + 2 * 56)), (day(176), day(50 + 3 * 56))]


def test_supposing_other_rules_names_the_version_under_which_a_turn_began() -> None:
    """What if these rules held: the explanation says whose dates are kept, as after a real change of rules."""
    told = [done(38, "probleemanalyse"), done(50, "plan_van_aanpak"), done(92, "evaluatie")]
    rules, other = shipped_edition().rules, edition(evaluation_every(56)).rules
    record = lived(140, *told)
    after = what_if(fold_events(record.events, rules), Supposition(), rules, other, record).after
    text = PlanExplainer(after, other).explain(after.milestone("evaluatie", 2))
    assert f"Deze keer begon onder de regels van versie {rules.version} en houdt de datums van toen." in text


def test_days_that_do_not_count_move_a_turn_that_was_kept() -> None:
    """Recovered after the change of rules: the turn under way waits as many days as everything else."""
    told = [done(38, "probleemanalyse"), done(50, "plan_van_aanpak")]
    new = edition(evaluation_every(56))
    _, record, _ = applied(lived(80, *told), new, 80)
    gap = [
        Event(8, "recovered", day(85), {"from": day(85).isoformat()}),
        Event(9, "relapsed", day(95), {"on": day(95).isoformat()}),
    ]
    plan = timeline(fold_events((*record.events, *gap), new.rules), new.rules)
    assert [m.target_on for m in plan if m.key == "evaluatie"][:2] == [day(102), day(102 + 56)]


def test_an_abolished_step_lapses_unless_it_was_done() -> None:
    """Not done: it is gone, and the event says so. Done: it stays, with the dates of then."""
    new = edition(no_report_at_42_weeks)
    found, _, plan = applied(lived(285), new, 285)
    assert ("melding_42_weken", "vervalt") in {(change.ref.key, change.what) for change in found.changes}
    assert "melding_42_weken" not in {milestone.key for milestone in plan}
    _, _, kept = applied(lived(290, done(286, "melding_42_weken")), new, 290)
    report = kept.milestone("melding_42_weken")
    assert (report.status, report.due_on) == ("gedaan", day(294))
    assert "Gedaan onder de regels" in PlanExplainer(kept, new.rules).explain(report)


def test_a_repeated_step_that_is_abolished_lapses_whole() -> None:
    """Contact moments come no more, the one that had opened included; each is named."""
    found, _, plan = applied(lived(60), edition(no_contact), 60)
    gone = {change.ref.occurrence for change in found.changes if change.what == "vervalt"}
    assert gone == set(range(1, 26))
    assert "contactmoment" not in {milestone.key for milestone in plan}


def test_a_new_step_is_planned() -> None:
    """A step the old rules did not have appears, and can be reported done."""
    new = edition(a_new_step)
    found, record, _ = applied(lived(60), new, 60)
    assert [(change.ref.key, change.what) for change in found.changes] == [("halfjaargesprek", "nieuw")]
    told = Event(9, "step_done", day(170), {"step": "halfjaargesprek", "occurrence": 1, "on": day(170).isoformat()})
    assert (
        timeline(fold_events((*record.events, told), new.rules), new.rules).milestone("halfjaargesprek").status
        == "gedaan"
    )


def test_a_reminder_that_became_wrong_is_withdrawn_once() -> None:
    """Reminded of day 41 and 42; the dates are 55 and 56 now: both are taken back, people hear it once."""
    new = edition(analysis_in_eight_weeks)
    found, record, _ = applied(lived(40), new, 40)
    assert [(each.key.name, each.old_date, each.new_date) for each in found.withdrawn] == [
        ("streef-7", day(41), day(55)),
        ("uiterlijk-3", day(42), day(56)),
    ]
    assert [each.to for each in found.withdrawn] == [None, "casemanager"]
    assert asked(record, 40, new).actions == (), "a Saturday"
    actions = asked(record, 42, new).actions
    assert [action.key.name for action in actions if action.kind == "withdrawal"] == [
        "reminder:streef-7",
        "reminder:uiterlijk-3",
    ]
    assert asked(record.after(actions), 42, new).actions == ()


def test_after_a_withdrawal_the_new_date_is_reminded_of() -> None:
    """A withdrawal is no reminder: the new date gets its own, as a second attempt."""
    new = edition(analysis_in_eight_weeks)
    _, record, _ = applied(lived(40), new, 40)
    for offset in range(40, 54):
        actions = asked(record, offset, new).actions
        record = record.after(actions)
    reminders = [key for key in record.effects if key.step == "probleemanalyse" and key.kind == "reminder"]
    told = [key for key in reminders if key.name != "verzoek"]  # which counts from the request, not from the date
    assert sorted((key.name, key.attempt) for key in told) == [
        ("streef-7", 1),
        ("streef-7", 2),
        ("uiterlijk-3", 1),
        ("uiterlijk-3", 2),
    ]


def test_marks_and_escalations_are_withdrawn_when_the_step_is_in_time_again() -> None:
    """Late on day 43, escalated; with eight weeks it is not late at all."""
    new = edition(analysis_in_eight_weeks)
    found, record, _ = applied(lived(46), new, 46)
    assert {each.key.kind for each in found.withdrawn} == {"reminder", "late", "escalation"}
    assert plan_migration(record, new, new, day(46)).withdrawn == ()


def test_a_step_that_would_be_late_at_once_is_named() -> None:
    """On day 38, five weeks are over and six are not: somebody must know before it is applied."""
    assert plan_migration(lived(38), shipped_edition(), edition(analysis_in_five_weeks), day(38)).late_at_once == (
        ANALYSIS,
    )
    assert plan_migration(lived(35), shipped_edition(), edition(analysis_in_five_weeks), day(35)).late_at_once == ()


def test_another_house_policy_is_told_step_by_step() -> None:
    """The ladder of every statutory step still to come: what is no longer done, what is done in its place."""
    found = plan_migration(lived(20), shipped_edition(), edition(house=gentle_house), day(20))
    policy = {change.ref.key: change for change in found.policy}
    assert policy["probleemanalyse"].becomes == ("escalatie 5 dagen na de uiterste datum aan casemanager",)
    assert "escalatie 14 dagen na de uiterste datum aan directie" in policy["probleemanalyse"].was
    assert "contactmoment" not in policy
    assert found.changes == found.kept == ()


def test_what_the_house_does_alike_for_many_steps_is_told_once() -> None:
    """One block names all its steps; nobody reads the same lines per step."""
    found = plan_migration(lived(20), shipped_edition(), edition(house=gentle_house), day(20))
    lines = list(migration_lines(found, edition(house=gentle_house)))
    assert lines.count("  voortaan: escalatie 5 dagen na de uiterste datum aan casemanager.") == 1
    heads = [line for line in lines if line.startswith("Huisbeleid, ")]
    assert len(heads) == 1
    assert heads[0].startswith("Huisbeleid, Probleemanalyse; Plan van aanpak; 42e-weeksmelding UWV; ")


def test_what_is_taken_back_is_worded_as_it_was_told() -> None:
    """No name of an effect in what people read: an escalation that is withdrawn reads as that escalation."""
    words = house_policy().effect_word(EffectKey("probleemanalyse", 1, "withdrawal", "escalation:2", 1))
    assert words == "ingetrokken escalatie trede 2"


@pytest.mark.parametrize("change", [analysis_in_eight_weeks, evaluation_every(56), no_contact, a_new_step])
def test_applying_twice_changes_nothing_more(change: Callable[[dict[str, Any]], None]) -> None:
    """Once applied, the same edition has nothing left to change."""
    new = edition(change)
    record = lived(140, done(38, "probleemanalyse"), done(50, "plan_van_aanpak"))
    _, after, plan = applied(record, new, 140)
    assert not plan_migration(after, new, new, day(141))
    assert plan_after_migration(record, plan_migration(record, shipped_edition(), new, day(140)), new, day(140)) == plan


def test_a_migration_is_something_as_soon_as_one_part_of_it_is() -> None:
    """A step that moves or is kept, another way of the house, or a message taken back: each alone is a difference."""
    nothing = plan_migration(lived(40), shipped_edition(), shipped_edition(), day(40))
    moved = plan_migration(lived(40), shipped_edition(), edition(analysis_in_eight_weeks), day(40))
    kept = plan_migration(
        lived(50, done(40, "probleemanalyse")), shipped_edition(), edition(analysis_in_eight_weeks), day(50)
    )
    gentle = plan_migration(lived(20), shipped_edition(), edition(house=gentle_house), day(20))
    parts: list[dict[str, Any]] = [
        {"changes": moved.changes},
        {"kept": kept.kept},
        {"policy": gentle.policy},
        {"withdrawn": moved.withdrawn},
    ]
    for part in parts:
        assert all(part.values())
        assert bool(replace(nothing, **part)) is True
    assert bool(nothing) is False


def test_a_message_taken_back_is_recorded_with_the_day_it_told_and_the_one_that_holds() -> None:
    """Under which key it was told, both days as ISO texts, and to whom it is said; null where no day holds any more."""
    moved = plan_migration(lived(40), shipped_edition(), edition(analysis_in_eight_weeks), day(40)).data["withdrawn"]
    reminder = {"step": "probleemanalyse", "occurrence": 1, "kind": "reminder", "attempt": 1}
    assert moved == [
        {**reminder, "name": "streef-7", "told": "2026-02-15", "now": "2026-03-01", "to": None},
        {**reminder, "name": "uiterlijk-3", "told": "2026-02-16", "now": "2026-03-02", "to": "casemanager"},
    ]
    gone = plan_migration(lived(292), shipped_edition(), edition(no_report_at_42_weeks), day(292)).data["withdrawn"]
    assert [(one["step"], one["told"], one["now"]) for one in gone] == [("melding_42_weken", "2026-10-26", None)]


def without_question_ladder() -> Edition:
    """Return the shipped edition as a house had it before questions escalated."""
    return Edition(shipped_edition().rules, replace(house_policy(), version="2026.1", questions=NO_LADDER))


def adopted(sick_days: int) -> Record:
    """Return the record of a case that is adopted so many days after its first."""
    data = {"first_sick_day": D.isoformat(), "adopted_on": day(sick_days).isoformat()}
    return Record((Event(1, "sick_reported", day(sick_days), data),))


def test_a_first_ladder_for_questions_counts_from_the_change() -> None:
    """The event names what is unanswered, not what is asked about a norm; the first rung goes a week on."""
    old = without_question_ladder()
    record = adopted(210)
    record = record.after(asked(record, 210, old).actions)
    found = plan_migration(record, old, shipped_edition(), day(300))
    assert found.questions == (ANALYSIS, PLAN)
    assert found.data["questions"] == [["probleemanalyse", 1], ["plan_van_aanpak", 1]]
    changed = record_with_migration(record, found, day(300))
    rungs = [
        (offset, action.name)
        for offset in range(300, 309)
        for action in asked(changed, offset, shipped_edition()).actions
        if action.step == "dossier"
    ]
    assert rungs == [(308, "1")]


def test_a_ladder_for_questions_is_shown_where_there_are_questions() -> None:
    """A case that asks says what begins; one that was never adopted does not change; nor does one with all answered."""
    old = without_question_ladder()
    lines = list(migration_lines(plan_migration(adopted(210), old, shipped_edition(), day(210)), shipped_edition()))
    assert lines[0] == "Huisbeleid, vragen over de overname:"
    assert "  voortaan: escalatie 7 dagen na een vraag zonder antwoord aan casemanager." in lines
    assert "  voortaan: de hoogste trede komt elke 28 dagen terug." in lines
    assert lines[-1] == "Onbeantwoord, de ladder telt vanaf vandaag: Probleemanalyse; Plan van aanpak."
    assert not plan_migration(lived(40), old, shipped_edition(), day(40))
    answers = (done(210, "probleemanalyse"), done(210, "plan_van_aanpak"))
    told = tuple(
        Event(2 + n, kind, day(210), {**data, "on": day(40 + n).isoformat()})
        for n, (_, kind, data) in enumerate(answers)
    )
    answered = Record((*adopted(210).events, *told))
    assert not plan_migration(answered, old, shipped_edition(), day(210))


def test_other_rungs_for_questions_go_on_counting_from_the_question() -> None:
    """Only the first ladder begins anew: a house that changes a rung changes nothing of when it was asked."""
    slower = replace(house_policy(), questions=house_policy().questions._replace(repeat=14))
    found = plan_migration(adopted(210), shipped_edition(), Edition(shipped_edition().rules, slower), day(210))
    assert found.questions == ()
    assert "questions" not in found.data
    (change,) = found.policy
    assert (change.was, change.becomes) == (
        ("de hoogste trede komt elke 28 dagen terug",),
        ("de hoogste trede komt elke 14 dagen terug",),
    )


def test_the_first_policy_that_keeps_mail_to_working_days_is_told_once() -> None:
    """As a change of all mail, not of each step; a case in which nothing is left to do does not change."""
    old = Edition(shipped_edition().rules, replace(mailing_every_day(), version="2026.2"))
    found = plan_migration(lived(40), old, shipped_edition(), day(40))
    lines = list(migration_lines(found, shipped_edition()))
    assert lines[lines.index("Huisbeleid, mail:") :][1:3] == [
        "  niet meer: mail gaat op elke dag.",
        "  voortaan: mail gaat op werkdagen.",
    ]
    assert [change.label for change in found.policy].count("mail") == 1
