"""What an agenda says in detail: of a step that prepares another, a paper, a retraction, a referral of before.

Day 0 is Monday 2 March 2026, the first sick day.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.hand_made_plans import READY, SECOND_TRACK, D, day, milestone, plan
from support.house_policies import mailing_every_day

from spoorboek.statute.actions import AWAITS_APPROVAL, Action, Effect, EffectKey, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.agenda.preparing import preparation_verdict, waits_on
from spoorboek.statute.agenda.record_index import CASE_STEP, RecordIndex
from spoorboek.statute.agenda.referral_timing import referral_actions
from spoorboek.statute.agenda.referral_upkeep import upkeep_actions
from spoorboek.statute.agenda.requested_papers import requested_papers
from spoorboek.statute.agenda.retractions import retraction_actions
from spoorboek.statute.agenda.step_status import AgendaStep, step_states
from spoorboek.statute.events import Event
from spoorboek.statute.facts import CaseFacts, Recovery, StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.house_policy import Ladder, Rung, StepDocument, StepPolicy
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.referrals.referral import WITH_THE_CASE, Move, ReferralFacts
from spoorboek.statute.second_track.preparation import Missing

START = SECOND_TRACK.ref
TODAY = day(400)


def effect(kind: str, name: str, on: int = 390, *, ref: StepRef = START, attempt: int = 1, **detail: Any) -> Effect:
    """Make an effect, of the start of the second track unless another step is meant."""
    return Effect(EffectKey(*ref, kind, name, attempt), day(on), detail)


def told(kind: str, on: int, seq: int = 1, /, **data: Any) -> Event:
    """Make a report that was entered on a day."""
    return Event(seq, kind, day(on), data)  # type: ignore[arg-type]


def index(*effects: Effect, events: tuple[Event, ...] = ()) -> RecordIndex:
    """Index a record."""
    return RecordIndex(Record(events, {each.key: each for each in effects}))


PREPARES = StepPolicy("functioneel_profiel", "Profiel", "task", prepares=START.key, shown_by="brief")
ASKED = (effect("referral", "1", **AWAITS_APPROVAL), effect("referral_sent", "1", 399))
REFUSED = (told("bureau_answered", 399, referral=1, answer="geweigerd"),)


@pytest.mark.parametrize(
    ("effects", "events", "verdict"),
    [
        ((), (), None),
        (ASKED, (), ("vervallen", "Een bureau is al gevraagd.")),
        ((ASKED[0], effect("referral_sent", "1", 400)), (), None),  # what goes today is decided as it was this morning
        (ASKED, REFUSED, None),
        (ASKED[:1], (), None),
        ((effect("mail", "brief", 399),), (), ("gedaan", "De brief aan de werknemer ging op 5 april 2027.")),
        ((effect("mail", "brief", 400),), (), None),
        ((effect("mail", "ander", 399),), (), None),
        (
            (effect("mail", "brief", 390), effect("mail", "brief", 395, attempt=2)),
            (),
            ("gedaan", "De brief aan de werknemer ging op 27 maart 2027."),
        ),
    ],
)
def test_a_step_that_prepares_a_referral_is_over_once_it_went(
    effects: tuple[Effect, ...], events: tuple[Event, ...], verdict: tuple[str, str] | None
) -> None:
    """Or once its letter was mailed; from the day after. A step that prepares nothing has no verdict of its own."""
    assert preparation_verdict(PREPARES, index(*effects, events=events), TODAY) == verdict
    other = replace(PREPARES, prepares=None)
    assert preparation_verdict(other, index(*effects, events=events), TODAY) is None
    unshown = preparation_verdict(replace(PREPARES, shown_by=None), index(*effects, events=events), TODAY)
    assert unshown == (verdict if verdict and verdict[0] == "vervallen" else None)


def test_what_a_referral_waits_for_is_one_sentence() -> None:
    """Each thing after the other; nothing when it waits for nothing."""
    held = [Missing("a", "hr", "het profiel"), Missing("b", "hr", "de zoekgegevens")]
    assert waits_on(held) == "De verwijzing wacht op het profiel; de zoekgegevens."
    assert waits_on(held[:1]) == "De verwijzing wacht op het profiel."
    assert waits_on([]) is None


def start(**changed: Any) -> AgendaStep:
    """Make the step that refers, open today."""
    step = AgendaStep(START, SECOND_TRACK, StepPolicy(START.key, "Start", "task", refers=True), "open", True, True)
    return step._replace(**changed)


@pytest.mark.parametrize(
    ("changed", "closed", "waits", "status", "reason"),
    [
        ({}, False, None, "open", None),
        ({}, False, "De verwijzing wacht op x.", "open", "De verwijzing wacht op x."),
        (
            {"reason": "Uitgesteld."},
            False,
            "De verwijzing wacht op x.",
            "open",
            "Uitgesteld. De verwijzing wacht op x.",
        ),
        ({"reason": "Uitgesteld"}, False, "De verwijzing wacht op x.", "open", "Uitgesteld. De verwijzing wacht op x."),
        ({"reason": "Uitgesteld."}, False, None, "open", "Uitgesteld."),
        ({"outstanding": False, "status": "gedaan"}, False, "De verwijzing wacht op x.", "gedaan", None),
        ({"policy": StepPolicy(START.key, "Start", "task")}, False, "De verwijzing wacht op x.", "open", None),
        ({"status": "te_laat"}, True, None, "te_laat", None),
        ({"status": "open"}, True, None, "vervallen", "De zaak is gesloten."),
        ({"status": "gepland"}, True, None, "vervallen", "De zaak is gesloten."),
        ({"status": "afgeweken"}, True, None, "vervallen", "De zaak is gesloten."),
        ({"status": "gedaan", "outstanding": False}, True, None, "gedaan", None),
    ],
)
def test_the_state_of_a_step_says_what_it_waits_for(
    changed: dict[str, Any], closed: bool, waits: str | None, status: str, reason: str | None
) -> None:
    """In one sentence after its own; in a closed case nothing is open any more."""
    (state,) = step_states(plan(SECOND_TRACK), [start(**changed)], closed, waits)
    assert (state.status, state.reason, state.ref, state.label) == (
        status,
        reason,
        START,
        changed.get("label", "Start"),
    )
    assert (state.opens_on, state.target_on, state.due_on, state.postponed) == (day(56), day(364), day(378), False)


def test_a_report_of_a_step_without_a_number_is_of_its_first_occurrence() -> None:
    """An answer, one that was taken back, and a step that other rules brought."""
    events = (
        told("step_not_done", 10, 1, step="evaluatie"),
        told("step_withdrawn", 11, 2, step="plan_van_aanpak"),
        told("step_withdrawn", 12, 3, step="evaluatie", occurrence=2),
        told("step_retriggered", 13, 4, step="evaluatie", mode="opnieuw"),
        told(
            "rules_changed",
            14,
            5,
            withdrawn=[],
            changes=[
                {"change": "nieuw", "step": "nazorg", "occurrence": 3},
                {"change": "verplaatst", "step": "evaluatie", "occurrence": 1},
            ],
            questions=[["evaluatie", 2]],
        ),
    )
    found = index(events=events)
    assert found.past_steps == {StepRef("evaluatie"): events[0]}
    assert found.asked_anew == {StepRef("plan_van_aanpak"): day(11), StepRef("evaluatie", 2): day(12)}
    assert (found.attempts, found.retriggered) == ({StepRef("evaluatie"): 2}, {StepRef("evaluatie"): day(13)})
    assert (found.brought, found.rules_on) == ({StepRef("nazorg", 3): day(14)}, day(14))
    assert found.questions_from == {StepRef("evaluatie", 2): day(14)}


PAPER = house_policy().on_request[0]


@pytest.mark.parametrize(
    ("asked", "effects", "made"),
    [
        (400, (), ["document", "mail"]),
        (399, (), ["document", "mail"]),
        (400, (effect("document", PAPER.document, ref=CASE_STEP),), ["mail"]),
        (400, (effect("mail", PAPER.document, ref=CASE_STEP),), ["document"]),
        (400, (effect("document", PAPER.document, ref=CASE_STEP), effect("mail", PAPER.document, ref=CASE_STEP)), []),
        (400, (effect("document", PAPER.document, ref=CASE_STEP, attempt=2),), ["document", "mail"]),
    ],
)
def test_a_paper_that_a_person_asked_for_is_made_and_mailed_once(
    asked: int, effects: tuple[Effect, ...], made: list[str]
) -> None:
    """About its own day, to its receiver; it does not wait for a day of mail when it was asked today."""
    request = told("paper_requested", asked, document=PAPER.document, on="2027-04-01")
    found = list(requested_papers(index(*effects, events=(request,)), house_policy(), plan(), TODAY))
    detail = {"document": {"about": "2027-04-01"}, "mail": {"to": PAPER.to}}
    key = (*CASE_STEP, PAPER.document, 1)
    expected = [(Action(TODAY, kind, *CASE_STEP, *key[2:], detail[kind]), asked == 400) for kind in made]  # type: ignore[arg-type]
    assert found == expected


@pytest.mark.parametrize(
    ("end", "effects", "told_"),
    [
        (None, (), True),
        ("afgesloten", (), False),
        (None, (effect("mail", "wijziging_spoor_2", ref=CASE_STEP),), False),
        (None, (effect("mail", "wijziging_spoor_2", ref=CASE_STEP, attempt=2),), True),
    ],
)
def test_a_bureau_at_work_is_told_what_somebody_can_work_now(
    end: str | None, effects: tuple[Effect, ...], told_: bool
) -> None:
    """Once, with the version of the profile; a bureau that is done is told nothing."""
    moves = [Move("loopt", day(380)), *([Move(end, day(390))] if end else [])]  # type: ignore[arg-type]
    known = plan(facts=CaseFacts(D, referrals=(ReferralFacts(2, tuple(moves)),)))
    change = told("trajectory_changed", 399, referral=2, profile=3, what="belastbaarheid", on="2027-04-05")
    found = list(requested_papers(index(*effects, events=(change,)), house_policy(), known, TODAY))
    mail = Action(TODAY, "mail", *CASE_STEP, "wijziging_spoor_2", 1, {"to": "bureau", "referral": 2, "profile": 3})
    assert found == ([(mail, False)] if told_ else [])


def test_each_request_is_one_of_its_own() -> None:
    """What a bureau is told holds no later request back; a second request of one paper is its second attempt."""
    change = told("trajectory_changed", 399, 1, referral=2, profile=3, what="belastbaarheid", on="2027-04-05")
    asked = [told("paper_requested", 400, seq, document=PAPER.document, on="2027-04-01") for seq in (2, 3)]
    done = [effect(kind, PAPER.document, ref=CASE_STEP) for kind in ("document", "mail")]
    found = requested_papers(index(*done, events=(change, *asked)), house_policy(), plan(), TODAY)
    assert [(action.kind, action.name, action.attempt) for action, _ in found] == [
        ("document", PAPER.document, 2),
        ("mail", PAPER.document, 2),
    ]


WRONG = {"step": "evaluatie", "occurrence": 2, "kind": "late", "name": "2026-04-01", "attempt": 3}


@pytest.mark.parametrize(("to", "more"), [("hr", {"to": "hr"}), (None, {})])
def test_what_other_rules_made_wrong_is_retracted_once(to: str | None, more: dict[str, str]) -> None:
    """With what was told and what holds now; to nobody where somebody hears it already."""
    item = {**WRONG, "told": "2026-04-01", "now": "2026-05-01", "to": to}
    change = told("rules_changed", 399, withdrawn=[item])
    ref = StepRef("evaluatie", 2)
    (found,) = retraction_actions(index(events=(change,)), TODAY)
    detail = {"why": "nieuwe_regels", "told": "2026-04-01", "now": "2026-05-01", **more}
    assert found == Action(TODAY, "withdrawal", *ref, "late:2026-04-01", 3, detail)
    done = effect("withdrawal", "late:2026-04-01", ref=ref, attempt=3)
    assert list(retraction_actions(index(done, events=(change,)), TODAY)) == []


def case(*moves: Move, **facts: Any) -> Plan:
    """Make a plan of a case with one referral, under rules that have clocks for it."""
    known = CaseFacts(D, preparation=READY, referrals=(ReferralFacts(1, moves),), **facts)
    return replace(plan(SECOND_TRACK, facts=known), watches_referrals=True)


CLOSED = Move("ingetrokken", day(395), reason=WITH_THE_CASE)
STOPPED = Move("opgeschort", day(390), reason="verlof")


@pytest.mark.parametrize(
    ("moves", "detail"),
    [
        ((Move("loopt", day(380)), CLOSED), {"moves": "loopt"}),
        ((Move("loopt", day(380)), STOPPED, CLOSED), {"moves": "opgeschort", "reason": "verlof"}),
        ((Move("loopt", day(380)), STOPPED._replace(reason=None), CLOSED), {"moves": "opgeschort"}),
        ((STOPPED, Move("loopt", day(392)), CLOSED), {"moves": "loopt"}),
        ((Move("loopt", day(380)), CLOSED._replace(reason=None)), None),
    ],
)
def test_a_referral_that_ended_with_its_case_goes_on_where_it_stood(
    moves: tuple[Move, ...], detail: dict[str, str] | None
) -> None:
    """Each time under the next number; not on the last day of the case, nor without clocks."""
    found = list(upkeep_actions(start(), case(*moves), index(), TODAY))
    assert found == ([Action(TODAY, "referral_taken_up", *START, "1", 1, detail)] if detail else [])
    again = list(upkeep_actions(start(), case(*moves), index(effect("referral_taken_up", "1")), TODAY))
    assert [each.attempt for each in again] == ([2] if detail else [])
    assert list(upkeep_actions(start(), replace(case(*moves), ends_on=TODAY), index(), TODAY)) == []
    assert list(upkeep_actions(start(), replace(case(*moves), watches_referrals=False), index(), TODAY)) == []


PROFILE = milestone("functioneel_profiel", 300, 340, None)
SENT = (Move("aangemeld", day(365)), Move("bevestigd", day(366)))


@pytest.mark.parametrize(
    ("status", "known", "recovered", "effects", "waits"),
    [
        ("gepland", {"profile": None}, False, (), ["functioneel_profiel"]),
        ("gepland", {}, False, (), []),
        ("gedaan", {"profile": None}, False, (), []),  # the track has begun
        ("gepland", {"profile": None}, True, (), []),
        ("gepland", {"profile": None}, False, ASKED, []),  # a bureau was asked
    ],
)
def test_a_case_says_what_its_referral_waits_for_while_one_is_to_come(
    status: str, known: dict[str, Any], recovered: bool, effects: tuple[Effect, ...], waits: list[str]
) -> None:
    """Once a step that prepares it began; not while the employee is recovered."""
    facts = CaseFacts(D, preparation=READY._replace(**known), recoveries=(Recovery(day(380)),) if recovered else ())
    planned = plan(PROFILE, SECOND_TRACK._replace(status=status), facts=facts)  # type: ignore[arg-type]
    record = Record((), {each.key: each for each in effects})
    found = make_agenda(planned, record, mailing_every_day(), TODAY)
    assert [each.step for each in found.held_back] == waits


@pytest.mark.parametrize(
    ("replaced", "recovered", "prepared"), [(True, False, True), (False, False, False), (True, True, False)]
)
def test_a_bureau_that_was_replaced_asks_for_another_though_the_step_is_done(
    replaced: bool, recovered: bool, prepared: bool
) -> None:
    """The second track has begun; a next referral is prepared all the same, not while the employee is recovered."""
    moves = (*SENT, *([Move("vervangen", day(390))] if replaced else []))
    facts = CaseFacts(
        D,
        preparation=READY,
        referrals=(ReferralFacts(1, moves),),
        recoveries=(Recovery(day(395)),) if recovered else (),
        done={START: day(366)},
    )
    planned = plan(SECOND_TRACK._replace(status="gedaan"), facts=facts)
    found = make_agenda(planned, Record(()), mailing_every_day(), TODAY).actions
    assert [(each.kind, each.name) for each in found if each.step == START.key] == (
        [("referral", "2")] if prepared else []
    )


@pytest.mark.parametrize(
    ("states", "sent"),
    [
        (("uitvraag", "aangeboden"), False),
        (("uitvraag", "aangeboden", "gekozen"), False),  # the employee has not agreed yet
        (("uitvraag", "aangeboden", "gekozen", "akkoord"), True),
        (("uitvraag", "aangeboden", "gekozen", "akkoord", "aangemeld"), False),
    ],
)
def test_who_was_asked_without_a_name_gets_everything_once_all_agreed(states: tuple[str, ...], sent: bool) -> None:
    """Its content was confirmed and approved; the bureau that was chosen hears it on the agreement alone."""
    asked = effect("referral_asked", "1", round=1, of=1, yes=1, **AWAITS_APPROVAL)
    yes = (told("referral_confirmed", 395, 1, referral=1), told("referral_approved", 396, 2, referral=1))
    moves = tuple(Move(state, day(390 + number)) for number, state in enumerate(states))  # type: ignore[arg-type]
    found = referral_actions(start(), case(*moves), index(asked, events=yes), 3, TODAY)
    expected = Action(TODAY, "referral_sent", *START, "1", 1, {"moves": "aangemeld"})
    assert [each for each in found if each.kind == "referral_sent"] == ([expected] if sent else [])


def test_a_ladder_repeats_only_where_it_says_so() -> None:
    """So many days after its top, so many times; no ladder, no repeats."""
    ladder = Ladder("due_on", (Rung(1, "hr"),), 10, 2)
    policy = StepPolicy("evaluatie", "Evaluatie", "task", ladder=ladder)
    assert policy.repeat_days(day(0)) == [day(10), day(20)]
    assert replace(policy, ladder=ladder._replace(repeat=0)).repeat_days(day(0)) == []
    assert replace(policy, ladder=None).repeat_days(day(0)) == []
    assert replace(policy, mail_days="working").repeat_days(day(2)) == [day(14), day(22)]  # a Saturday, a Sunday
    assert replace(policy, papers=(StepDocument("a", "hr", "b"), StepDocument("c", "hr"))).document_triggers == {"b"}


def test_days_are_counted_from_a_monday() -> None:
    """The days named here are those."""
    assert (day(0), TODAY, milestone("x", 0, None, None).opens_on) == (date(2026, 3, 2), date(2027, 4, 6), day(0))
