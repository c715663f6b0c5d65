"""Lead times backwards: by when to ask, the warning when that is too late, what the record teaches."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.house_policies import mailing_every_day

from spoorboek.statute.actions import Action, Effect, EffectKey, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.agenda.requests import step_request_line, waiting_times
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.days.calendar import add_working_days, dutch_date, is_atw_day, working_days_between
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.explain.explanation_text import requests_text
from spoorboek.statute.facts import CaseFacts, Recovery, StepRef
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.lead_times import (
    MINIMUM_OBSERVATIONS,
    LeadTime,
    LeadTimeUnit,
    WaitingTime,
    learned_lead_times,
    request_deadline_line,
)
from spoorboek.statute.policy.policy_reader import house_policy, read_house_policy
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.simulation import run_case
from spoorboek.stories.story import Reported

D = date(2024, 3, 4)


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(offset)


def lives(told: list[tuple[int, EventKind, dict[str, Any]]], policy: HousePolicy) -> list[Action]:
    """Live a case; the first report says on which day it was known."""
    reports = [Reported(day(on), 1, kind, data) for on, kind, data in told]
    return list(run_case(reports, policy).actions)


def known_on(offset: int) -> tuple[int, EventKind, dict[str, Any]]:
    """Report the sickness so many days late."""
    return offset, "sick_reported", {"first_sick_day": D.isoformat()}


def done(on: int, key: str) -> tuple[int, EventKind, dict[str, Any]]:
    """Report a step done."""
    return on, "step_done", {"step": key, "occurrence": 1, "on": day(on).isoformat(), "evidence": None}


def ready(on: int = 330) -> list[Any]:
    """Report all that a referral needs, but the letter that the product sends."""
    reports: list[tuple[EventKind, dict[str, Any]]] = [
        ("assessment_recorded", {"outcome": "beide"}),
        ("feasibility_recorded", {"by": "werkgever", "reason": "haalbaar"}),
        ("profile_recorded", {"source": "izp"}),
        ("search_data_recorded", {}),
    ]
    return [(on, kind, {"on": day(on).isoformat(), **data}) for kind, data in reports]


def waiting(role: str, days: int, unit: LeadTimeUnit = "calendar") -> HousePolicy:
    """Make a house in which a role takes so long."""
    return mailing_every_day().with_leads({**mailing_every_day().lead_times, role: LeadTime(role, days, unit)})


def first(actions: list[Action], kind: str, step: str) -> date | None:
    """Return the day of the first action of a kind for a step."""
    return next((action.on for action in actions if (action.kind, action.step) == (kind, step)), None)


@pytest.mark.parametrize(
    ("lead", "deadline", "ask_by", "too_late"),
    [
        (LeadTime("bureau", 14, "calendar"), date(2024, 5, 31), date(2024, 5, 17), date(2024, 5, 18)),
        (LeadTime("bedrijfsarts", 1, "working"), date(2024, 4, 2), date(2024, 3, 28), date(2024, 4, 2)),
        (LeadTime("bedrijfsarts", 10, "working"), date(2024, 4, 15), date(2024, 3, 28), date(2024, 4, 2)),
        (LeadTime("bedrijfsarts", 0, "working"), date(2024, 4, 14), date(2024, 4, 12), date(2024, 4, 15)),
        (LeadTime("bedrijfsarts", 5, "working"), date(2024, 5, 13), date(2024, 5, 3), date(2024, 5, 6)),
    ],
)
def test_by_when_to_ask(lead: LeadTime, deadline: date, ask_by: date, too_late: date) -> None:
    """Counted back over weekends, Good Friday, Easter Monday, Ascension Day and Whit Monday alike."""
    assert (lead.ask_by(deadline), lead.too_late_from(deadline)) == (ask_by, too_late)
    assert lead.ready(ask_by) <= deadline < lead.ready(too_late)


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(DAYS, st.integers(0, 60), st.sampled_from(["working", "calendar"]))
def test_asking_on_the_last_day_is_in_time_and_a_day_later_is_not(
    deadline: date, days: int, unit: LeadTimeUnit
) -> None:
    """Backwards and forwards agree, whatever weekends and holidays lie between."""
    lead = LeadTime("bedrijfsarts", days, unit)
    assert lead.ready(lead.ask_by(deadline)) <= deadline < lead.ready(lead.too_late_from(deadline))


@given(DAYS, st.integers(0, 60))
def test_counting_working_days_is_the_inverse_of_adding_them(start: date, count: int) -> None:
    """So many working days after a day there lie so many between."""
    end = add_working_days(start, count)
    assert working_days_between(start, end) == count
    assert not count or not is_atw_day(end)


def test_with_the_house_as_shipped_nothing_is_warned_of_and_nothing_asked_earlier() -> None:
    """Asked on day 14, ten working days: ready long before day 42."""
    actions = lives([known_on(0), done(38, "probleemanalyse")], mailing_every_day())
    assert first(actions, "warning", "probleemanalyse") is None
    assert first(actions, "open", "probleemanalyse") == day(14)


def test_who_takes_longer_is_asked_earlier() -> None:
    """With five weeks the letter goes out on day 7 in place of day 14, and nothing need be warned of."""
    actions = lives([known_on(0), done(41, "probleemanalyse")], waiting("bedrijfsarts", 35))
    assert first(actions, "mail", "probleemanalyse") == day(7)
    assert first(actions, "warning", "probleemanalyse") is None


@pytest.mark.parametrize(("days", "known", "warned"), [(28, 14, None), (28, 15, 15), (45, 0, 0), (28, 40, 40)])
def test_with_four_weeks_waiting_the_warning_comes_as_soon_as_it_is_known(
    days: int, known: int, warned: int | None
) -> None:
    """Known one day too late for four weeks: warned that same day, four weeks before the step is late."""
    actions = lives([known_on(known)], waiting("bedrijfsarts", days))
    assert first(actions, "warning", "probleemanalyse") == (None if warned is None else day(warned))
    late = first(actions, "late", "probleemanalyse")
    assert late == day(43)
    if warned is not None and warned <= 15:
        assert late - day(warned) >= timedelta(weeks=4)


def test_a_warning_names_the_earliest_day_and_is_given_once() -> None:
    """Asked on day 15 with four weeks: day 43 at the earliest; nobody hears it twice."""
    actions = lives([known_on(15)], waiting("bedrijfsarts", 28))
    warnings = [action for action in actions if action.kind == "warning" and action.step == "probleemanalyse"]
    assert [(action.name, action.detail["earliest"]) for action in warnings] == [
        (day(42).isoformat(), day(43).isoformat())
    ]
    assert warnings[0].detail["to"] == "casemanager"


def yes(on: int, number: int = 1) -> list[Any]:
    """Confirm and approve a referral on a day."""
    return [(on, kind, {"referral": number}) for kind in ("referral_confirmed", "referral_approved")]


def test_a_bureau_that_takes_four_weeks_is_asked_two_weeks_before_the_target() -> None:
    """The evaluation is held on day 340: asked on day 354, in time for day 382; no warning."""
    told = [known_on(0), *ready(), done(340, "eerstejaarsevaluatie"), *yes(382 - 28)]
    actions = lives(told, waiting("bureau", 28))
    assert first(actions, "referral", "start_spoor_2") == day(382 - 28)
    assert first(actions, "warning", "start_spoor_2") is None


def test_a_bureau_is_asked_on_the_day_of_the_yes_and_no_sooner() -> None:
    """Prepared in time and left for ten days: what it takes counts from the day it went, and that is warned of."""
    told = [known_on(0), *ready(), done(340, "eerstejaarsevaluatie"), *yes(364)]
    actions = lives(told, waiting("bureau", 28))
    assert first(actions, "referral", "start_spoor_2") == day(354)
    assert first(actions, "referral_sent", "start_spoor_2") == day(364)
    warned = [action for action in actions if (action.kind, action.step) == ("warning", "start_spoor_2")]
    assert [action.on for action in warned] == [day(355), day(364)]
    assert warned[-1].detail["asked"] == day(364).isoformat()


def test_no_bureau_is_asked_before_the_evaluation_and_that_is_warned_of_in_time() -> None:
    """The evaluation is not held: four weeks before the last day it is said that a bureau cannot make it."""
    actions = lives([known_on(0), *ready(), *yes(391)], waiting("bureau", 28))
    warned = [action.on for action in actions if (action.kind, action.step) == ("warning", "start_spoor_2")]
    assert warned == [day(405 - 28 + 1), day(391)]  # again only once a bureau is asked, for day 419 in place of 406
    late = first(actions, "late", "start_spoor_2")
    assert late is not None
    assert late - warned[0] >= timedelta(weeks=4)


def test_a_bureau_that_declines_leaves_less_time() -> None:
    """The next one is asked the same day; when that is too late it is warned of at once."""
    asked, declined = (
        yes(368),
        (380, "bureau_answered", {"referral": 1, "answer": "geweigerd", "on": day(380).isoformat()}),
    )
    told: list[Any] = [known_on(0), *ready(), done(340, "eerstejaarsevaluatie"), *asked, declined]
    actions = lives(told, mailing_every_day())
    warned = [action for action in actions if action.kind == "warning" and action.step == "start_spoor_2"]
    assert [(action.on, action.detail["earliest"]) for action in warned] == [(day(380), day(394).isoformat())]


def test_a_step_without_a_last_day_is_never_warned_of() -> None:
    """The norm of an expert's report has a day to ask by, and no last day that could be missed."""
    policy = waiting("arbeidsdeskundige", 200)
    actions = lives([known_on(0)], policy)
    assert first(actions, "warning", "arbeidsdeskundig_onderzoek") is None
    assert first(actions, "open", "arbeidsdeskundig_onderzoek") == day(322 - 200)


def seen(count: int, days: int, role: str = "bureau") -> list[WaitingTime]:
    """Make so many finished requests of so many days."""
    return [WaitingTime(role, day(number), day(number + days)) for number in range(count)]


def test_the_median_takes_over_once_enough_was_seen() -> None:
    """Five say nothing yet (a chance of 6% that all lie on one side), six do (3%)."""
    few, enough = (
        learned_lead_times(seen(count, 21), mailing_every_day().lead_times, day(100))
        for count in (MINIMUM_OBSERVATIONS - 1, MINIMUM_OBSERVATIONS)
    )
    assert (few["bureau"].days, few["bureau"].observations) == (14, 0)
    assert (enough["bureau"].days, enough["bureau"].observations) == (21, MINIMUM_OBSERVATIONS)
    assert enough["bedrijfsarts"] == mailing_every_day().lead_times["bedrijfsarts"]


def test_the_median_is_in_the_unit_of_the_house_and_never_flattering() -> None:
    """Working days for the bedrijfsarts; of two middle values the longer."""
    short, long = seen(3, 7, "bedrijfsarts"), seen(3, 14, "bedrijfsarts")
    learned = learned_lead_times([*short, *long], mailing_every_day().lead_times, day(100))["bedrijfsarts"]
    assert (learned.days, learned.unit, learned.observations) == (10, "working", 6)


def test_old_waits_and_waits_to_come_do_not_count() -> None:
    """What was asked over a year ago, or answered after today, is left out."""
    assert learned_lead_times(seen(9, 21), mailing_every_day().lead_times, day(500))["bureau"].observations == 0
    assert learned_lead_times(seen(9, 21), mailing_every_day().lead_times, day(25))["bureau"].observations == 0


def test_waits_are_read_from_events_and_effects() -> None:
    """From the letter to the day the analysis was there; a step done before anybody asked tells nothing."""
    record = run_case(
        [Reported(day(on), 1, kind, data) for on, kind, data in [known_on(0), done(38, "probleemanalyse")]]
    )
    assert list(waiting_times(record.record, mailing_every_day())) == [WaitingTime("bedrijfsarts", day(14), day(38))]
    unasked = Record(record.record.events, dict[Any, Effect]())
    assert list(waiting_times(unasked, mailing_every_day())) == []


def test_a_result_on_the_day_of_the_request_is_no_wait() -> None:
    """Cases taken in late send letters at once, for what was long asked: such days would make others look fast."""
    for answered, waited in ((30, []), (31, [WaitingTime("bedrijfsarts", day(30), day(31))])):
        told = [(30, *known_on(0)[1:]), done(answered, "probleemanalyse")]
        record = run_case([Reported(day(on), 1, kind, data) for on, kind, data in told]).record
        assert list(waiting_times(record, mailing_every_day())) == waited


def test_the_line_for_an_explanation_says_by_whose_account() -> None:
    """House or record: which days, how many requests."""
    assert "10 werkdagen (huisbeleid)" in request_deadline_line(mailing_every_day().lead_times["bedrijfsarts"], day(42))
    assert "1 dag (mediaan van 8 aanvragen)" in request_deadline_line(LeadTime("bureau", 1, "calendar", 8), day(42))


def test_a_plan_shows_what_to_ask_by_when() -> None:
    """Beside the dates of the law: who, how long, by when; what is done or lapsed needs no asking."""
    shown = requests_text(timeline(CaseFacts(D, done={StepRef("probleemanalyse"): day(38)})), mailing_every_day())
    assert "Probleemanalyse" not in shown
    assert "Actueel oordeel bedrijfsarts" in shown
    assert "10 werkdagen (huisbeleid)" in shown
    assert requests_text(timeline(CaseFacts(D, recoveries=(Recovery(day(5)),))), mailing_every_day()) == ""


def test_the_line_of_a_step_stands_only_where_somebody_is_to_be_asked() -> None:
    """A day that was agreed counts before the last one; a step nobody waits for, or that is asked, has no line."""
    step = StepState(StepRef("probleemanalyse"), "Probleemanalyse", "open", None, day(41), day(42), None)
    asked = step._replace(request_by=day(28))
    policy = waiting("bedrijfsarts", 14)
    line = (
        f"Huisregel: Uiterlijk aan te vragen op {dutch_date(day(28))}: 14 dagen (huisbeleid) vóór "
        f"{dutch_date(day(42))}."
    )
    assert step_request_line(policy, asked) == line
    assert step_request_line(policy, asked._replace(agreed_on=day(49), due_on=day(40))) == (
        f"Huisregel: Uiterlijk aan te vragen op {dutch_date(day(35))}: 14 dagen (huisbeleid) vóór "
        f"{dutch_date(day(49))}."
    )
    without_due = step_request_line(policy, asked._replace(due_on=None))
    assert without_due is not None
    assert f"vóór {dutch_date(day(41))}." in without_due
    assert step_request_line(policy, step) is None
    assert step_request_line(policy, asked._replace(due_on=None, target_on=None)) is None
    assert step_request_line(policy, asked._replace(ref=StepRef("wia_aanvraag"))) is None


@pytest.mark.parametrize(("asked", "answered", "on", "counts"), [(0, 21, 365, 6), (0, 21, 366, 0), (30, 51, 51, 6)])
def test_a_wait_counts_for_a_year_and_from_the_day_of_its_answer(
    asked: int, answered: int, on: int, counts: int
) -> None:
    """Asked a year ago to the day still counts; answered today counts already."""
    found = learned_lead_times(
        [WaitingTime("bureau", day(asked), day(answered))] * 6, mailing_every_day().lead_times, day(on)
    )
    assert found["bureau"].observations == counts


def test_a_result_on_the_day_itself_counts_as_no_days() -> None:
    """Whoever answers at once has waited no day."""
    assert (
        learned_lead_times([WaitingTime("bureau", day(9), day(9))] * 6, mailing_every_day().lead_times, day(20))[
            "bureau"
        ].days
        == 0
    )


@pytest.mark.parametrize(
    ("key", "letter", "answered", "waited"),
    [
        ("probleemanalyse", "verzoek_probleemanalyse", 13, []),  # there before anybody asked
        ("probleemanalyse", "verzoek_probleemanalyse", 14, []),
        ("probleemanalyse", "verzoek_probleemanalyse", 15, [WaitingTime("bedrijfsarts", day(14), day(15))]),
        ("wia_aanvraag", "wia_informatie", 30, []),  # a letter that asks nobody for a result
        ("stap_van_vroeger", "brief_van_toen", 30, []),  # a step of rules that no longer hold
    ],
)
def test_a_wait_begins_with_the_letter_and_ends_after_that_day(
    key: str, letter: str, answered: int, waited: list[WaitingTime]
) -> None:
    """Only who was asked by letter, for a step of this house, and answered on a later day, tells how long it takes."""
    asked = EffectKey(key, 1, "mail", letter, 1)
    event = Event(1, "step_done", day(answered), {"step": key, "on": day(answered).isoformat()})
    assert list(waiting_times(Record((event,), {asked: Effect(asked, day(14))}), mailing_every_day())) == waited


@pytest.mark.parametrize(("days", "again"), [(28, None), (34, None), (35, 50)])
def test_people_are_told_again_when_it_becomes_a_week_worse(days: int, again: int | None) -> None:
    """Told of day 43 at the earliest, asked on day 15: told again once day 50 is reckoned with, not with day 49."""
    letter = EffectKey("probleemanalyse", 1, "mail", "verzoek_probleemanalyse", 1)
    told = EffectKey("probleemanalyse", 1, "warning", day(42).isoformat(), 1)
    said = Effect(told, day(15), {"to": "casemanager", "earliest": day(43).isoformat()})
    event = Event(1, "sick_reported", day(15), {"first_sick_day": D.isoformat()})
    record = Record((event,), {letter: Effect(letter, day(15)), told: said})
    actions = make_agenda(timeline(CaseFacts(D)), record, waiting("bedrijfsarts", days), day(20)).actions
    warned = [action.detail["earliest"] for action in actions if action.kind == "warning"]
    assert warned == ([day(again).isoformat()] if again else [])


def chased(told: list[tuple[int, EventKind, dict[str, Any]]], step: str = "probleemanalyse") -> list[tuple[int, str]]:
    """Live a case in a house that mails on working days; list the reminders of requests: day and role."""
    found = [a for a in lives(told, house_policy()) if (a.kind, a.name, a.step) == ("reminder", "verzoek", step)]
    return [((action.on - D).days, action.detail["to"]) for action in found]


@pytest.mark.parametrize(
    ("analysis", "reminded"),
    [(29, []), (30, []), (31, []), (32, [(31, "bedrijfsarts")]), (60, [(31, "bedrijfsarts")])],
)
def test_who_was_asked_is_reminded_once_the_day_after_the_result_was_expected(
    analysis: int, reminded: list[tuple[int, str]]
) -> None:
    """Asked on day 14, ten working days over Easter make day 30; a result on the morning of day 31 is in time."""
    assert chased([known_on(0), done(analysis, "probleemanalyse")]) == reminded


def test_a_reminder_of_a_request_names_its_day_and_its_document() -> None:
    """And not what was sent to others; nor does it repeat the date it was expected as if it were the law's."""
    actions = lives([known_on(0), done(60, "probleemanalyse")], house_policy())
    assert next(action for action in actions if action.name == "verzoek").detail == {
        "to": "bedrijfsarts",
        "asked": day(14).isoformat(),
        "expected": day(30).isoformat(),
        "document": "verzoek_probleemanalyse",
    }


def test_a_request_that_is_sent_again_is_reminded_of_again() -> None:
    """Ten working days after the new letter, as a second reminder."""
    again = (35, "step_retriggered", {"step": "probleemanalyse", "occurrence": 1, "mode": "opnieuw"})
    told: list[tuple[int, EventKind, dict[str, Any]]] = [known_on(0), again, done(60, "probleemanalyse")]  # type: ignore[list-item]
    assert chased(told) == [(31, "bedrijfsarts"), (50, "bedrijfsarts")]


def test_the_labour_expert_is_reminded_a_bureau_is_not() -> None:
    """A bureau has its own answer to give; a house policy of before reminds nobody."""
    silent = [known_on(0), done(38, "probleemanalyse"), done(50, "plan_van_aanpak")]
    assert [role for _, role in chased(silent, "arbeidsdeskundig_onderzoek")] == ["arbeidsdeskundige"]
    assert [role for _, role in chased(silent, "actueel_oordeel")] == ["bedrijfsarts"]
    assert chased(silent, "start_spoor_2") == []
    data = {
        name: value for name, value in read_data("policy/house.yaml").items() if name not in ("chased", "mail_days")
    }
    before = read_house_policy(data, milestone_table())
    assert not [action for action in lives(silent, before) if action.name == "verzoek"]


def test_a_later_day_agreed_by_deviation_is_awaited() -> None:
    """Nobody is reminded before the day employer and employee agreed on."""
    agreed = {"step": "probleemanalyse", "agreed_on": day(56).isoformat(), "reason": "herstel_verwacht"}
    deviated = (20, "deviated", agreed)
    told: list[tuple[int, EventKind, dict[str, Any]]] = [known_on(0), deviated]  # type: ignore[list-item]
    assert chased([*told, done(57, "probleemanalyse")]) == []
    assert chased([*told, done(70, "probleemanalyse")]) == [(57, "bedrijfsarts")]
