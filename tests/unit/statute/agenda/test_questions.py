"""Questions about a case that ran elsewhere: asked once, escalated until somebody answers, and never closed over."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from support.house_policies import mailing_every_day

from spoorboek.statute.actions import Action, EffectKey, Record
from spoorboek.statute.agenda.agenda import Agenda, make_agenda
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import StepRef
from spoorboek.statute.policy.house_policy import NO_LADDER, HousePolicy, QuestionLadder, Rung
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.simulation import run_case
from spoorboek.stories.story import Reported

D = date(2024, 3, 4)
END = 730  # the last day of the case: two calendar years after its first
WIA, ANALYSIS = StepRef("wia_aanvraag"), StepRef("probleemanalyse")
Told = tuple[int, EventKind, dict[str, Any]]
EARLY = ("ziekmelding_arbodienst", "probleemanalyse", "plan_van_aanpak", "melding_42_weken", "eerstejaarsevaluatie")
LATER = ("arbeidsdeskundig_onderzoek", "start_spoor_2", "actueel_oordeel", "eindevaluatie", "re_integratieverslag")


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(offset)


def done(on: int, key: str, at: int) -> Told:
    """Say that a step was done on a day."""
    return on, "step_done", {"step": key, "occurrence": 1, "on": day(at).isoformat()}


def answer(on: int, kind: EventKind, ref: StepRef = WIA, **more: Any) -> Told:
    """Answer a question."""
    return on, kind, {"step": ref.key, "occurrence": ref.occurrence, **more}


def known(on: int, *but: str) -> list[Told]:
    """Say on a day that everything of before was done on its last day, but for some steps."""
    plan = timeline(fold_events([Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()})]))
    told = []
    for key in (*EARLY, *LATER):
        last = plan.milestone(key).due_on or plan.milestone(key).target_on
        if key not in but and last is not None and last < day(on):
            told.append(done(on, key, (last - D).days))
    return told


class Life:
    """An adopted case that is woken when its agenda asks for it, and when something is told."""

    def __init__(self, adopted: int, *told: Told, policy: HousePolicy | None = None, **context: Any) -> None:
        data = {"first_sick_day": D.isoformat(), "adopted_on": day(adopted).isoformat(), **context}
        self.told: list[Told] = sorted([(adopted, "sick_reported", data), *told], key=lambda each: each[0])
        self.policy, self.record = policy or mailing_every_day(), Record(())
        self.actions: list[Action] = []
        self.agenda: Agenda | None = None

    def wake(self, on: int) -> Agenda:
        """Wake on a day: hear what was told, and do what is due."""
        events = tuple(Event(seq, kind, day(at), data) for seq, (at, kind, data) in enumerate(self.told, 1) if at <= on)
        self.record = Record(events, self.record.effects)
        plan = timeline(fold_events(events))
        while (agenda := make_agenda(plan, self.record, self.policy, day(on))).actions:
            self.actions += agenda.actions
            self.record = self.record.after(agenda.actions)
        self.agenda = agenda
        return agenda

    def live(self, until: int, since: int | None = None) -> "Life":
        """Wake on the days asked for and told, from the adoption or a later day up to a day."""
        on: int | None = since or self.told[0][0]
        while on is not None and on <= until:
            coming = self.wake(on).next_wake
            days = [at for at, _, _ in self.told if at > on] + ([(coming - D).days] if coming else [])
            on = min(days, default=None)
        return self

    def climbed(self, step: str = "dossier") -> list[tuple[int, str, str]]:
        """List the rungs of a step, or of the questions: day, rung, role."""
        found = [a for a in self.actions if a.kind == "escalation" and a.step == step]
        return [((a.on - D).days, a.name, a.detail["to"]) for a in found]

    def state(self, ref: StepRef) -> StepState:
        """Return how a step stands after the last wake."""
        assert self.agenda is not None
        return next(state for state in self.agenda.steps if state.ref == ref)

    def closed_on(self) -> list[int]:
        """List the days on which the case closed."""
        return [(a.on - D).days for a in self.actions if a.kind == "close"]


def unknown_application(*told: Told, **more: Any) -> Life:
    """Adopt a case two months after the last day to apply for the WIA; everything else is known at once."""
    return Life(
        710, *known(710), answer(710, "step_not_applicable", StepRef("riv_upload"), reason="onderbroken"), *told, **more
    )


def test_a_question_nobody_answers_climbs_its_own_ladder_and_comes_back() -> None:
    """Seven, fourteen, 21 and 28 days after the day it was asked, and the top again every four weeks, for ever."""
    life = unknown_application().live(830)
    assert life.climbed() == [
        (717, "1", "casemanager"),
        (724, "2", "leidinggevende"),
        (731, "3", "hr"),
        (738, "4", "directie"),
        (766, "4", "directie"),
        (794, "4", "directie"),
        (822, "4", "directie"),
    ]
    assert len({action.key for action in life.actions}) == len(life.actions)


def test_the_end_of_the_wait_does_not_close_over_a_question() -> None:
    """Nothing closes on the last day; the answer closes the case the day it comes."""
    assert unknown_application().live(900).closed_on() == []
    assert unknown_application(done(800, "wia_aanvraag", 645)).live(900).closed_on() == [800]
    waived = answer(801, "step_not_applicable", reason="plicht_van_een_ander")
    assert unknown_application(waived).live(900).closed_on() == [801]


@pytest.mark.parametrize("end", ["hersteld", "contract", "aow"])
def test_an_early_end_does_not_wait_for_an_answer(end: str) -> None:
    """Recovery, the end of the contract and state pension age end what the question is about."""
    if end == "hersteld":
        life = unknown_application((712, "recovered", {"from": day(712).isoformat()})).live(800)
        assert life.climbed() == []
    else:
        context = {
            "contract_ends_on" if end == "contract" else "aow_on": day(715 if end == "contract" else 680).isoformat()
        }
        life = Life(600, **context).live(800)
        assert any(state.unanswered for state in (life.agenda.steps if life.agenda else ()))
    (closed,) = life.closed_on()
    assert closed < 800


def test_a_step_that_is_not_done_is_open_late_and_climbs_from_the_answer() -> None:
    """Late since its last day in the mark and in the count of days; its rungs count from the answer."""
    life = unknown_application(answer(712, "step_not_done")).live(760)
    opened = [
        (a.kind, a.name, (a.on - D).days) for a in life.actions if a.step == "wia_aanvraag" and a.kind != "question"
    ]
    assert opened[:4] == [
        ("open", "", 712),
        ("document", "wia_informatie", 712),
        ("mail", "wia_informatie", 712),
        ("late", day(650).isoformat(), 712),
    ]
    assert [(at, rung) for at, rung, _ in life.climbed("wia_aanvraag")] == [
        (713, "1"),
        (715, "2"),
        (719, "3"),
        (726, "4"),
    ]
    assert life.record.effects[EffectKey("wia_aanvraag", 1, "escalation", "1", 1)].detail["days_late"] == 63
    assert not any(a.kind in ("reminder", "skip") for a in life.actions if a.step == "wia_aanvraag")
    assert life.state(WIA).status == "te_laat"
    assert life.closed_on() == [END]


@pytest.mark.parametrize("told", [729, END, 790])
def test_an_answer_at_the_end_leaves_the_ladder_time(told: int) -> None:
    """Not done, told on the last day or after it: the case stays until the ladder was climbed, or the step is done."""
    left = unknown_application(answer(told, "step_not_done")).live(900)
    assert [(at - told, rung) for at, rung, _ in left.climbed("wia_aanvraag")] == [
        (1, "1"),
        (3, "2"),
        (7, "3"),
        (14, "4"),
    ]
    assert left.closed_on() == [told + 14]
    mended = unknown_application(answer(told, "step_not_done"), done(told + 5, "wia_aanvraag", told + 5))
    assert len(mended.live(900).closed_on()) == 1
    assert not [rung for at, rung, _ in mended.climbed("wia_aanvraag") if at > told + 5]


def test_what_does_not_apply_lapses_with_its_reason() -> None:
    """Nothing is asked or made any more; the dossier can say why."""
    life = unknown_application(answer(715, "step_not_applicable", reason="vrijgesteld_door_uwv")).live(760)
    assert life.climbed() == []
    assert (life.state(WIA).status, life.state(WIA).reason) == (
        "vervallen",
        "Niet van toepassing: UWV stelde hiervan vrij.",
    )
    assert life.closed_on() == [END]


def test_a_question_about_a_norm_neither_climbs_nor_holds() -> None:
    """Nobody breaks the law by a report to the service that came late: asked, and left at that."""
    norm = ("ziekmelding_arbodienst", "arbeidsdeskundig_onderzoek")
    told = [
        answer(700, "step_not_applicable", StepRef(key), reason="onderbroken") for key in ("wia_aanvraag", "riv_upload")
    ]
    life = Life(700, *known(700, *norm), *told).live(800)
    assert {a.step for a in life.actions if a.kind == "question"} >= set(norm)
    assert (life.climbed(), life.closed_on()) == ([], [END])
    assert not life.state(StepRef(norm[0])).unanswered


def test_all_questions_of_a_case_are_one_mail_also_after_a_broken_wake() -> None:
    """The first brings the mail about all; when the wake breaks off after it, the others do not mail again."""
    life = Life(300)
    questions = [a for a in life.wake(300).steps if a.status == "vraag"]
    mails = [a for a in life.actions if a.kind == "question" and "asks" in a.detail]
    assert len(mails) == 1
    assert len(mails[0].detail["asks"]) == len(questions) > 3
    broken = Life(300)
    broken.record = Record((), {})
    broken.record = broken.record.after(mails)
    broken.wake(300)
    assert [a.detail for a in broken.actions if a.kind == "question"] == [{}] * (len(questions) - 1)
    life.live(307)
    (rung,) = (a for a in life.actions if a.kind == "escalation" and a.step == "dossier")
    late = [state.ref for state in life.agenda.steps if state.unanswered] if life.agenda else []
    assert [StepRef(*ref) for ref in rung.detail["asks"]] == late
    assert len(late) > 1


def test_after_downtime_only_the_highest_rung_that_was_reached_goes() -> None:
    """Three weeks off: HR hears, once; and nothing twice on that day."""
    life = unknown_application()
    life.wake(710)
    life.wake(732)
    life.wake(732)
    assert life.climbed() == [(732, "3", "hr")]


def test_a_withdrawn_answer_asks_anew_and_counts_from_then() -> None:
    """What was answered by mistake is a question again: mailed again, with a ladder from that day."""
    wrong = answer(712, "step_not_applicable", reason="onderbroken")
    number = len(unknown_application().told) + 1
    life = unknown_application(wrong, (720, "report_withdrawn", {"report": number})).live(728)
    asked = [(a.attempt, (a.on - D).days) for a in life.actions if a.kind == "question" and a.step == "wia_aanvraag"]
    assert asked == [(1, 710), (2, 720)]
    assert life.climbed() == [(727, "1", "casemanager")]
    undone = unknown_application(done(712, "wia_aanvraag", 645), answer(716, "step_withdrawn")).live(724)
    assert undone.climbed() == [(723, "1", "casemanager")]


def test_a_first_ladder_counts_from_the_day_it_came_into_force() -> None:
    """Asked long before the house had rungs for questions: the first rung goes a week after the change, not at once."""
    changed = {"from": {"rules": "x", "house": "2026.1"}, "to": {"rules": "x", "house": "2026.2"}}
    event = (725, "rules_changed", {**changed, "changes": [], "kept": [], "withdrawn": [], "questions": [[*WIA]]})
    life = unknown_application()
    life.policy = without_rungs()
    life.live(724)
    assert life.climbed() == []
    life.policy = mailing_every_day()
    life.told.append(event)  # type: ignore[arg-type]
    life.live(740, since=725)
    assert life.climbed() == [(732, "1", "casemanager"), (739, "2", "leidinggevende")]


def without_rungs() -> HousePolicy:
    """Return the house policy as it was before there was a ladder for questions."""
    fields = {name: getattr(mailing_every_day(), name) for name in HousePolicy.__slots__}
    return HousePolicy(**{**fields, "questions": NO_LADDER})


def test_an_older_house_policy_holds_the_closing_too_and_tells_nobody() -> None:
    """Without rungs a case waits in silence, looked at every four weeks; it never closes over a question."""
    life = unknown_application(policy=without_rungs()).live(900)
    assert (life.climbed(), life.closed_on()) == ([], [])
    assert life.agenda is not None
    assert life.agenda.next_wake is not None


def test_a_simulation_ends_where_only_an_answer_is_missing() -> None:
    """A story in which nobody answers stops after the top rung, with the case still open."""
    life = unknown_application()
    run = run_case([Reported(day(at), 1, kind, data) for at, kind, data in life.told])
    assert run.final_agenda.needs_answer
    assert run.final_agenda.next_wake is not None
    assert [a.kind for a in run.actions].count("close") == 0
    assert {a.name for a in run.actions if a.kind == "escalation" and a.step == "dossier"} == {"1", "2", "3", "4"}


@pytest.mark.parametrize("key", ["besluit_loonsanctie", "loon_tweede_ziektejaar"])
def test_information_of_before_the_adoption_does_not_stand_as_done(key: str) -> None:
    """Nobody knows what UWV decided or payroll did: it lies before the adoption, and is not listed as done."""
    life = Life(700)
    life.wake(700)
    assert life.state(StepRef(key)).status == "vervallen"
    assert life.state(StepRef(key)).reason == "Lag vóór de dag waarop deze zaak is overgenomen."


@pytest.mark.parametrize(
    ("passed", "latest", "coming"),
    [
        (0, None, 7),
        (6, None, 7),
        (7, (1, 7), 14),
        (27, (3, 21), 28),
        (28, (4, 28), 38),
        (37, (4, 28), 38),
        (38, (4, 38), 48),
    ],
)
def test_the_moments_of_a_ladder(passed: int, latest: tuple[int, int] | None, coming: int) -> None:
    """Each rung on its day, the top again after every repetition; the next moment is always later than today."""
    ladder = QuestionLadder(tuple(Rung(days, "hr") for days in (7, 14, 21, 28)), 10)
    found = ladder.latest_moment(D, day(passed))
    assert (found and (found[0], (found[1] - D).days)) == latest
    assert (ladder.next_moment(D, day(passed)) - D).days == coming


def steps_of(actions: Sequence[Action], kind: str) -> set[str]:
    """Name the steps of the actions of a kind."""
    return {action.step for action in actions if action.kind == kind}


def test_an_answer_about_one_step_can_answer_the_next() -> None:
    """Done late: what counts from it may lie ahead after all, and then it is no question any more."""
    life = Life(203, done(205, "probleemanalyse", 204)).live(207)
    assert life.state(StepRef("plan_van_aanpak")).status == "open"
    assert "plan_van_aanpak" in steps_of(life.actions, "open")
