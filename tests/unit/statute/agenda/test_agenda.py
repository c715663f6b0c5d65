"""The agenda on hand-made plans: what fires on the day, the day before, the day after, and what must not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.hand_made_plans import END, SECOND_TRACK, D, day, live, milestone, plan, reported
from support.house_policies import mailing_every_day

from spoorboek.statute.actions import Action, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.events import Event
from spoorboek.statute.facts import CaseFacts, Recovery


def told(actions: list[Action] | tuple[Action, ...]) -> list[str]:
    """Say shortly what was done."""
    return [f"{a.kind} {a.name}".strip() for a in actions]


ANALYSIS = milestone("probleemanalyse", 14, 41, 42)
PAPERS = [
    "document verzoek_probleemanalyse",
    "mail verzoek_probleemanalyse",
    "document uitnodiging_spreekuur",
    "mail uitnodiging_spreekuur",
]


def test_a_step_opens_on_its_day_and_brings_out_its_papers() -> None:
    """Nothing on the day before; on the day the opening, each document, and its mail to the role of the policy."""
    assert live([13], plan(ANALYSIS))[1] == []
    actions = live([14], plan(ANALYSIS))[1]
    assert told(actions) == ["open", *PAPERS]
    assert [a.detail["to"] for a in actions if a.kind == "mail"] == ["bedrijfsarts", "werknemer"]


def test_reminders_come_before_target_and_before_due_once() -> None:
    """Seven days before the target and three days before the last day, to the casemanager, each once."""
    _, actions = live([14, 33, 34, 35, 38, 39, 40, 42], plan(ANALYSIS))
    reminders = [a for a in actions if a.kind == "reminder" and "date" in a.detail]
    assert [(a.on, a.name, a.detail["date"]) for a in reminders] == [
        (day(34), "streef-7", day(41).isoformat()),
        (day(39), "uiterlijk-3", day(42).isoformat()),
    ]


def test_a_late_step_is_marked_and_climbs_every_rung_once() -> None:
    """On the last lawful day nothing is late; afterwards: mark and casemanager, then 3, 7 and 14 days late."""
    _, actions = live([14, 34, 39, 42, 43, 44, 45, 49, 56, 57, 90], plan(ANALYSIS))
    found = [(a.on, a.kind, a.name, a.detail.get("to")) for a in actions if a.on > day(39)]
    assert found == [
        (day(43), "late", day(42).isoformat(), None),
        (day(43), "escalation", "1", "casemanager"),
        (day(45), "escalation", "2", "leidinggevende"),
        (day(49), "escalation", "3", "hr"),
        (day(56), "escalation", "4", "directie"),
    ]


def test_after_downtime_only_the_highest_rung_reached_fires() -> None:
    """After weeks of silence opening and mark fire; overdue reminders and lower rungs are skipped with a reason."""
    _, actions = live([50], plan(ANALYSIS))
    assert told(actions) == [
        "open",
        *PAPERS,
        "skip reminder:streef-7",
        "skip reminder:uiterlijk-3",
        f"late {day(42).isoformat()}",
        "skip escalation:1",
        "skip escalation:2",
        "escalation 3",
    ]
    assert {a.detail["why"] for a in actions if a.kind == "skip"} == {"verlopen", "hogere_trede"}


def test_of_overdue_reminders_the_latest_with_a_meaning_fires() -> None:
    """Two days before the last day both reminders are overdue: the later one fires, the earlier is overtaken.

    Asked this late the bedrijfsarts cannot be ready in time, which is told as well.
    """
    _, actions = live([40], plan(ANALYSIS))
    assert told(actions)[5:] == ["skip reminder:streef-7", "reminder uiterlijk-3", f"warning {day(42)}"]
    assert actions[5].detail == {"why": "ingehaald"}


def test_a_done_step_is_left_alone() -> None:
    """Done before it opened: no opening. Done while late: the ladder stops."""
    done = plan(ANALYSIS._replace(status="gedaan"))
    assert live([14, 50], done)[1] == []
    record, _ = live([14, 45], plan(ANALYSIS))
    assert live([49, 60], done, record=record)[1] == []


def test_a_date_that_moves_later_withdraws_what_became_wrong() -> None:
    """Late, then 21 days moved: nothing fires until the new date; that date counts anew, as second attempts."""
    moved = plan(ANALYSIS._replace(target_on=day(62), due_on=day(63)))
    record, _ = live([14, 34, 39, 43, 45], plan(ANALYSIS))
    asked = make_agenda(moved, record, mailing_every_day(), day(46))
    assert asked.actions == ()
    assert asked.steps[0].status == "open"
    _, after = live([46, 55, 60, 64, 66], moved, record=record)
    assert [(a.on, a.kind, a.name, a.attempt) for a in after] == [
        (day(55), "reminder", "streef-7", 2),
        (day(60), "reminder", "uiterlijk-3", 2),
        (day(64), "late", day(63).isoformat(), 1),
        (day(64), "escalation", "1", 2),
        (day(66), "escalation", "2", 2),
    ]


@pytest.mark.parametrize("days", [-3, 1, 3])
def test_a_date_that_moves_a_little_repeats_nothing(days: int) -> None:
    """A correction by a few days after the ladder began: mark, reminders and rungs that were fired stay fired."""
    shift = timedelta(days=days)
    moved = plan(ANALYSIS._replace(target_on=day(41) + shift, due_on=day(42) + shift))
    record, _ = live([14, 34, 39, 43, 45, 49], plan(ANALYSIS))
    _, after = live([50, 51], moved, record=record)
    assert told(after) == []


def test_a_postponed_target_reminds_again_only_when_it_moved_by_weeks() -> None:
    """Postponed by four days the reminder of seven days before is not repeated; postponed by two weeks it is."""
    step = milestone("eerstejaarsevaluatie", 315, 336, 363)
    record, _ = live([315, 329], plan(step))
    little, much = (plan(step._replace(target_on=day(336 + days))) for days in (4, 14))
    assert told(live([333], little, record=record)[1]) == []
    assert told(live([342, 343], much, record=record)[1]) == ["reminder streef-7"]


def test_a_deviation_stops_the_ladder_until_its_date_passes() -> None:
    """Agreed on day 70: no mark or rung before; the day after, the ladder begins for the agreed date."""
    agreed = plan(ANALYSIS._replace(status="afgeweken", agreed_on=day(70)))
    record, _ = live([14, 34, 39], plan(ANALYSIS))
    _, actions = live([42, 43, 56, 63, 67, 70, 71], agreed, record=record)
    assert [(a.on, a.kind, a.name) for a in actions] == [
        (day(63), "reminder", "streef-7"),
        (day(67), "reminder", "uiterlijk-3"),
        (day(71), "late", day(70).isoformat()),
        (day(71), "escalation", "1"),
    ]


def test_while_recovered_every_open_step_waits() -> None:
    """From the first recovered day nothing opens, reminds or climbs; the case closes on the 28th recovered day."""
    recovered = plan(ANALYSIS, end=67, facts=CaseFacts(D, recoveries=(Recovery(day(40)),)), reason="hersteld")
    record, _ = live([14, 34, 39], plan(ANALYSIS))
    asked = make_agenda(recovered, record, mailing_every_day(), day(43))
    assert (asked.actions, asked.next_wake, asked.steps[0].status) == ((), day(67), "open")
    _, actions = live([50, 66, 67, 68, 90], recovered, record=record)
    assert [(a.on, a.kind, a.step, a.name) for a in actions] == [
        (day(67), "document", "dossier", "afsluiting"),
        (day(67), "mail", "dossier", "afsluiting"),
        (day(67), "close", "dossier", day(67).isoformat()),
    ]


def test_a_closed_case_opens_again_when_its_end_moves_away() -> None:
    """Closed after recovery, then a relapse within four weeks turns out: the agenda goes on, and may close anew."""
    recovered = plan(ANALYSIS, end=38, facts=CaseFacts(D, recoveries=(Recovery(day(11)),)), reason="hersteld")
    record, _ = live([38], recovered)
    assert make_agenda(recovered, record, mailing_every_day(), day(39)).next_wake is None
    relapsed = plan(
        ANALYSIS._replace(opens_on=day(24)), end=90, facts=CaseFacts(D, recoveries=(Recovery(day(11), day(20)),))
    )
    asked = make_agenda(relapsed, record, mailing_every_day(), day(40))
    assert told(asked.actions)[0] == "open"
    _, actions = live([90, 91], relapsed, record=record)
    assert (actions[-1].kind, actions[-1].name) == ("close", day(90).isoformat())


def test_an_end_that_moves_into_the_past_closes_nothing_twice() -> None:
    """A closed case whose end turns out to be some days earlier stays closed, with one letter."""
    record, _ = live([38], plan(ANALYSIS, end=38, reason="hersteld"))
    assert live([39, 50], plan(ANALYSIS, end=30, reason="hersteld"), record=record)[1] == []


def test_the_closing_names_what_stays_undone() -> None:
    """A contract end closes the case with its letter; the mark says which steps were too late."""
    _, actions = live([14, 60], plan(ANALYSIS, end=60, reason="einde_dienstverband"))
    assert actions[-1].detail == {"reason": "einde_dienstverband", "undone": ["probleemanalyse 1"]}
    assert told(actions[-3:])[:2] == ["document afsluiting", "mail afsluiting"]


def test_a_report_due_on_the_last_day_holds_the_closing_until_its_ladder_is_climbed() -> None:
    """Nobody reports the end of the contract: the case stays open, escalates to the top, and closes that day."""
    ended = plan(milestone("ziek_uit_dienst_melding", 50, 57, 57), ANALYSIS, end=57, reason="einde_dienstverband")
    assert make_agenda(ended, reported(), mailing_every_day(), day(57)).next_wake == day(58)
    record, actions = live([50, 57, 58, 60, 64, 70, 71], ended)
    climbed = [(a.on, a.name) for a in actions if a.kind == "escalation" and a.step == "ziek_uit_dienst_melding"]
    assert climbed == [(day(58), "1"), (day(60), "2"), (day(64), "3"), (day(71), "4")]
    assert (actions[-1].kind, actions[-1].on) == ("close", day(71))
    assert not [a for a in actions if a.step == "probleemanalyse" and a.on > day(57)]
    assert live([72, 90], ended, record=record)[1] == []


def test_a_report_that_is_done_lets_the_case_close_on_its_last_day() -> None:
    """Reported in time: closed on the last day of the contract; reported late: closed that day."""
    report = milestone("ziek_uit_dienst_melding", 50, 57, 57, status="gedaan")
    closing = ["document afsluiting", "mail afsluiting", f"close {day(57).isoformat()}"]
    assert told(live([57], plan(report, end=57, reason="einde_dienstverband"))[1]) == closing
    late = plan(report._replace(status="gepland"), end=57, reason="einde_dienstverband")
    record, _ = live([50, 57, 58], late)
    done = plan(report, end=57, reason="einde_dienstverband")
    assert told(live([59], done, record=record)[1]) == closing


ADOPTED = {"first_sick_day": D.isoformat(), "adopted_on": day(210).isoformat()}


def test_an_adopted_case_asks_about_its_past_and_fires_nothing_for_it() -> None:
    """Due before the adoption: one question; contact, evaluation, information: nothing. Due on the day: opens."""
    record = Record((Event(1, "sick_reported", day(210), ADOPTED),))
    steps = (
        ANALYSIS,
        milestone("evaluatie", 84, 98, None),
        milestone("contactmoment", 25, 28, None),
        milestone("vervroegde_iva", 21, None, 100),
        milestone("plan_van_aanpak", 42, 200, 210),
        milestone("melding_42_weken", 280, 287, 294),
    )
    asked = make_agenda(plan(*steps), record, mailing_every_day(), day(210))
    assert (asked.actions[0].kind, asked.actions[0].step) == ("question", "probleemanalyse")
    assert {a.step for a in asked.actions[1:]} == {"plan_van_aanpak"}
    assert [s.status for s in asked.steps] == ["vraag", "vervallen", "vervallen", "vervallen", "open", "gepland"]
    assert make_agenda(plan(*steps), record.after(asked.actions), mailing_every_day(), day(210)).actions == ()


def test_answering_the_question_clears_it() -> None:
    """Once the step is recorded done nothing asks for it any more."""
    record = Record((Event(1, "sick_reported", day(210), ADOPTED),))
    asked = make_agenda(plan(ANALYSIS._replace(status="gedaan")), record, mailing_every_day(), day(220))
    assert (asked.actions, asked.steps[0].status) == ((), "gedaan")


def retriggered(record: Record, mode: str, times: int = 1) -> Record:
    """Add triggers of the problem analysis to a record."""
    trigger = {"step": "probleemanalyse", "occurrence": 1, "mode": mode}
    again = [Event(90 + number, "step_retriggered", D, trigger) for number in range(times)]
    return replace(record, events=(*record.events, *again))


@pytest.mark.parametrize("presses", [1, 2, 5])
def test_herstel_performs_only_what_is_missing(presses: int) -> None:
    """One mail lost: `herstel` makes that mail and nothing else, however often it is pressed."""
    record, _ = live([14], plan(ANALYSIS))
    lost = {key: effect for key, effect in record.effects.items() if key[2:4] != ("mail", "uitnodiging_spreekuur")}
    again = retriggered(replace(record, effects=lost), "herstel", presses)
    assert told(live([20, 20, 21], plan(ANALYSIS), record=again)[1]) == ["mail uitnodiging_spreekuur"]
    assert live([20], plan(ANALYSIS), record=retriggered(record, "herstel", presses))[1] == []


@pytest.mark.parametrize("status", ["gepland", "gedaan"])
def test_opnieuw_makes_a_new_attempt_of_every_paper(status: str) -> None:
    """New documents and mails as attempt 2, open or done; the step does not open a second time."""
    record, _ = live([14], plan(ANALYSIS))
    _, actions = live([20, 20], plan(ANALYSIS._replace(status=status)), record=retriggered(record, "opnieuw"))  # type: ignore[arg-type]
    assert told(actions) == PAPERS
    assert {a.attempt for a in actions} == {2}


@pytest.mark.parametrize("mode", ["herstel", "opnieuw"])
def test_a_past_step_of_an_adopted_case_can_be_made_by_hand(mode: str) -> None:
    """Its documents are made when somebody asks for them; the question stays."""
    record = retriggered(Record((Event(1, "sick_reported", day(210), ADOPTED),)), mode)
    _, actions = live([210, 211], plan(ANALYSIS), record=record)
    assert told(actions) == ["question", *PAPERS]


def test_a_broken_wake_is_finished_but_a_new_policy_does_not_reach_back() -> None:
    """What the opening promised is made later; a paper the opening did not promise is not."""
    record, actions = live([14], plan(ANALYSIS))
    only_opened = Record(record.events).after(actions[:1])
    assert told(live([15], plan(ANALYSIS), record=only_opened)[1]) == PAPERS
    promised_less = Record(record.events).after([replace(actions[0], detail={"papers": []})])
    assert live([15], plan(ANALYSIS), record=promised_less)[1] == []


def test_a_contact_moment_reminds_once_and_is_followed_by_the_next() -> None:
    """One reminder to the manager on the opening day, no second wake, no ladder; the next one takes its place."""
    contacts = [milestone("contactmoment", 28 * n - 3, 28 * n, None, occurrence=n) for n in (1, 2, 3)]
    asked = make_agenda(plan(*contacts), reported(), mailing_every_day(), day(25))
    assert told(asked.actions) == ["open", "reminder streef-3"]
    assert asked.actions[1].detail["to"] == "leidinggevende"
    assert asked.next_wake == day(53)
    late = make_agenda(plan(*contacts), reported(), mailing_every_day(), day(60))
    assert told(late.actions) == ["skip open:", "open", "skip reminder:streef-3"]
    assert [s.status for s in late.steps] == ["vervallen", "open", "gepland"]


@pytest.mark.parametrize(("key", "status"), [("einde_wachttijd", "gedaan"), ("vervroegde_iva", "vervallen")])
def test_a_date_comes_and_a_window_passes_but_neither_is_late(key: str, status: str) -> None:
    """Nobody has to act on the end of the wait: it opens on its day and never climbs a ladder."""
    plan_ = plan(milestone(key, None, None, 100))
    assert told(live([99, 100, 101, 130], plan_)[1]) == ["open"]
    assert make_agenda(plan_, reported(), mailing_every_day(), day(101)).steps[0].status == status


def test_a_report_that_outlives_recovery_does_not_wait() -> None:
    """The recovery report to UWV is due while the employee is recovered: it opens, reminds and climbs."""
    report = milestone("vangnet_hersteldmelding", 40, 41, 42)
    recovered = plan(report, ANALYSIS, end=67, facts=CaseFacts(D, recoveries=(Recovery(day(40)),)), reason="hersteld")
    _, actions = live([40, 41, 43], recovered)
    assert told(actions) == ["open", "reminder uiterlijk-1", f"late {day(42).isoformat()}", "escalation 1"]
    assert make_agenda(recovered, reported(), mailing_every_day(), day(39)).next_wake == day(40)


def test_nothing_is_lost_between_wakes() -> None:
    """Following next_wake alone does the same as waking every single day."""
    steps = plan(ANALYSIS, SECOND_TRACK, milestone("contactmoment", 25, 28, None), milestone("evaluatie", 84, 98, None))
    wakes, on = [], 0
    while on is not None:
        wakes.append(on)
        record, _ = live(wakes, steps)
        coming = make_agenda(steps, record, mailing_every_day(), day(on)).next_wake
        on = (coming - D).days if coming else None
    assert live(wakes, steps)[1] == live(list(range(END + 5)), steps)[1]
