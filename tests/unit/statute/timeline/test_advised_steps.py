"""Steps and terms that follow a report: standstill, settlement, safety net discovered late, early IVA, UWV's letter."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import CaseFacts, Leave, Recovery, Sanction, Spell, StepRef
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
WIA, LETTER, REPORT = StepRef("wia_aanvraag"), StepRef("uwv_brief_wia"), StepRef("melding_42_weken")


def on(number: int) -> date:
    """Return a number of days after D."""
    return D + timedelta(number)


def found(key: str, **facts: Any) -> list[Milestone]:
    """Plan a case and return its milestones of one key."""
    return [m for m in timeline(CaseFacts(D, **facts)) if m.key == key]


def test_a_standstill_advises_an_expert_opinion() -> None:
    """At once, within two weeks by the norm of the house, no last lawful day; each standstill its own advice."""
    once, again = found("deskundigenoordeel", stuck=(Spell(on(180)), Spell(on(120))))
    assert (once.opens_on, once.target_on, once.due_on) == (on(120), on(134), None)
    assert (again.occurrence, again.opens_on) == (2, on(180))
    assert found("deskundigenoordeel") == []
    assert len(found("deskundigenoordeel", stuck=(Spell(on(120)), Spell(on(120), on(130))))) == 1


def test_the_advice_lapses_when_things_move_again() -> None:
    """Unless it was followed by then."""
    stuck = (Spell(on(120), on(129)), Spell(on(180)))
    first, second = found("deskundigenoordeel", stuck=stuck)
    assert (first.status, first.reason) == ("vervallen", f"De re-integratie loopt weer sinds {dutch_date(on(130))}.")
    assert second.status == "gepland"
    asked = found("deskundigenoordeel", stuck=stuck, done={StepRef("deskundigenoordeel"): on(125)})
    assert asked[0].status == "gedaan"


@pytest.mark.parametrize(
    ("stuck", "price"),
    [
        ("2026-03-01", "Kosten: 400 euro voor de werkgever, 100 euro voor de werknemer."),
        ("2021-01-01", "Kosten: 400 euro voor de werkgever, 100 euro voor de werknemer."),
        ("2020-12-31", "Kosten: voor die dag niet bekend."),
    ],
)
def test_the_price_is_that_of_the_day(stuck: str, price: str) -> None:
    """A dated value; of a day before it is known nothing is claimed."""
    day = date.fromisoformat(stuck)
    plan = timeline(CaseFacts(day - timedelta(40), stuck=(Spell(day),)))
    assert price in explain_milestone(plan, plan.milestone("deskundigenoordeel"))


def test_a_settlement_warns_with_its_reasons() -> None:
    """Benefit at risk, take legal advice; nothing else of the case moves."""
    plain, plan = timeline(CaseFacts(D)), timeline(CaseFacts(D, settlement=(Spell(on(100)),)))
    warning = plan.milestone("vaststellingsovereenkomst")
    assert (warning.opens_on, warning.target_on, warning.due_on) == (on(100), on(107), None)
    text = explain_milestone(plan, warning)
    assert "heeft ingestemd met een beëindiging van de dienstbetrekking" in text
    assert "kan zijn uitkering geheel of ten dele verliezen" in text
    assert "juridisch advies" in text
    assert [m for m in plan if m is not warning] == list(plain)


@pytest.mark.parametrize(("begun", "opens"), [(-30, 0), (0, 0), (100, 100)])
def test_talk_of_a_settlement_may_have_begun_before_the_sickness(begun: int, opens: int) -> None:
    """The risk is there from the first sick day; dropped, the warning lapses."""
    assert found("vaststellingsovereenkomst", settlement=(Spell(on(begun)),))[0].opens_on == on(opens)
    (dropped,) = found("vaststellingsovereenkomst", settlement=(Spell(on(begun), on(119)),))
    assert (dropped.status, dropped.reason) == ("vervallen", f"Van de baan sinds {dutch_date(on(120))}.")


@pytest.mark.parametrize(
    ("group", "known", "expected"),
    [
        ("vierde_dag", None, (0, 2, 3)),
        ("vierde_dag", -1, (0, 2, 3)),  # four days from then: no more than the term itself
        ("vierde_dag", 0, (0, 2, 4)),
        ("vierde_dag", 77, (77, 79, 81)),
        ("zes_weken", 10, (10, 35, 42)),  # nothing is asked before anybody can know
        ("zes_weken", 38, (38, 40, 42)),
        ("zes_weken", 39, (39, 41, 43)),
        ("zes_weken", 100, (100, 102, 104)),
    ],
)
def test_a_safety_net_discovered_late_gives_four_days(group: str, known: int | None, expected: tuple[int, ...]) -> None:
    """ZW 38b(2): counted from the day on which it could be known, never less than the ordinary term."""
    (milestone,) = found(
        f"vangnetmelding_{group}", safety_net=group, safety_net_known_on=None if known is None else on(known)
    )
    days = (milestone.opens_on, milestone.target_on, milestone.due_on)
    assert tuple((day - D).days for day in days if day) == expected


def test_a_safety_net_discovered_after_the_contract_is_still_reported() -> None:
    """The last day of the contract is no end to it when nobody could have known by then."""
    facts = {"safety_net": "zes_weken", "contract_ends_on": on(30)}
    assert found("vangnetmelding_zes_weken", **facts)[0].due_on == on(30)
    assert found("vangnetmelding_zes_weken", safety_net_known_on=on(50), **facts)[0].due_on == on(54)


def test_an_early_application_counts_as_the_report_of_week_42() -> None:
    """ZW 38(8). A report that was done stays done."""
    iva = {StepRef("vervroegde_iva"): on(120)}
    (report,) = found("melding_42_weken", done=iva)
    assert report.status == "vervallen"
    assert report.reason == f"De aanvraag van de vervroegde IVA ({dutch_date(on(120))}) geldt als melding."
    assert found("melding_42_weken", done={**iva, REPORT: on(100)})[0].status == "gedaan"


@pytest.mark.parametrize(
    ("reported", "letter", "due"),
    [
        (294, 622, 650),  # in time: eleven weeks before the end
        (294, 623, 651),  # a day late: four weeks from its receipt
        (294, 680, 708),
        (565, 680, 708),  # the day before the wait had lasted 81 weeks
        (566, 680, 650),  # that day itself: too late to be excused by the letter
        (567, 680, 650),
        (None, 680, 650),
        (294, None, 650),
    ],
)
def test_a_late_letter_of_uwv_excuses_a_late_application(reported: int | None, letter: int | None, due: int) -> None:
    """WIA 64(6): four weeks from its receipt, if the 42-week report was done before 81 weeks had passed."""
    done = {ref: on(day) for ref, day in ((REPORT, reported), (LETTER, letter)) if day}
    assert found("wia_aanvraag", done=done)[0].due_on == on(due)
    late = {**done, WIA: on(due + 1)}
    assert found("einde_loondoorbetaling", done=late)[0].due_on == on(728)


@pytest.mark.parametrize(
    ("reported", "letter", "applied", "delay"),
    [
        (294, None, 650, 0),  # without a letter: in time on the ordinary last day, a day and fifty days later
        (294, None, 651, 0),
        (294, None, 700, 0),
        (565, None, 651, 0),
        (566, None, 651, 1),  # on the day on which the wait had lasted 81 weeks
        (567, None, 651, 1),
        (None, None, 651, 1),
        (294, 690, 651, 0),  # the letter came after the application
        (294, 690, 718, 0),  # and within four weeks before it
        (294, 690, 719, 1),
    ],
)
def test_a_missing_letter_of_uwv_excuses_a_late_application(
    reported: int | None, letter: int | None, applied: int, delay: int
) -> None:
    """WIA 64(6): in time when UWV sent no letter, if the 42-week report was done before 81 weeks had passed."""
    done = {ref: on(day) for ref, day in ((REPORT, reported), (LETTER, letter), (WIA, applied)) if day}
    plan = timeline(CaseFacts(D, done=done, no_uwv_letter_on=on(640)))
    assert (plan.milestone("eerste_wia_dag").due_on, plan.milestone("besluit_loonsanctie").due_on) == (
        on(728 + delay),
        on(685 + delay),
    )


def test_without_a_letter_and_an_application_the_ordinary_day_stands() -> None:
    """The employee is still asked to apply; the plan says that later counts as in time."""
    plan = timeline(CaseFacts(D, done={REPORT: on(290)}, no_uwv_letter_on=on(640)))
    assert plan.milestone("wia_aanvraag").due_on == on(650)
    assert [change.rule for change in plan.milestone("wia_aanvraag").trace] == ["geen_brief_van_uwv"]


def test_four_weeks_after_a_late_letter_are_extended_over_a_holiday() -> None:
    """A term in an Act that ends on Christmas Day, a Saturday: until Monday 27 December. Source: Atw 1(1), 3."""
    late = timeline(CaseFacts(D, done={REPORT: on(290), LETTER: date(2027, 11, 27)}))
    assert late.milestone("wia_aanvraag").due_on == date(2027, 12, 27)


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        ({"done": {StepRef("vervroegde_iva"): on(300)}}, True),
        ({"extension_requested_on": on(300)}, True),
        ({"extension_requested_on": on(565)}, True),
        ({"extension_requested_on": on(566)}, False),
        ({"extension_until": on(727)}, False),  # nobody knows on which day it was asked for
    ],
)
def test_what_counts_as_the_report_of_week_42_keeps_the_excuse(facts: dict[str, Any], counts: bool) -> None:
    """ZW 38(8): an application for a shortened wait, and a request for extension; no report is asked any more."""
    done = {**facts.get("done", {}), LETTER: on(680)}
    plan = timeline(CaseFacts(D, **{**facts, "done": done}))
    assert (plan.milestone("wia_aanvraag").due_on == on(708)) is counts
    assert plan.milestone("melding_42_weken").status == "vervallen"


@pytest.mark.parametrize(
    ("from_", "until", "extra"),
    [
        (700, 811, 0),  # before the end of the wait, which it moves itself
        (728, 839, 112),
        (1091, 1202, 112),  # from the last day of the sanction on
        (1092, 1203, 0),
    ],
)
def test_leave_within_a_sanction_lengthens_it(from_: int, until: int, extra: int) -> None:
    """Only days after the wait and within the sanction; each leave lengthens what the next may fall in."""
    plan = timeline(CaseFacts(D, sanction=Sanction(on(680)), leaves=(Leave(on(from_), on(until)),)))
    assert plan.milestone("einde_loonsanctie").due_on == plan.wait_ends_on + timedelta(364 + extra)


def test_leave_that_began_in_an_extension_lengthens_the_sanction_by_the_rest() -> None:
    """The wait was extended to D+750; the sanction begins on the last day of the leave from D+740 to D+760."""
    leave = (Leave(on(740), on(760)),)
    plan = timeline(CaseFacts(D, sanction=Sanction(on(700)), extension_until=on(750), leaves=leave))
    assert plan.milestone("einde_loonsanctie").due_on == on(760 + 363)


@pytest.mark.parametrize(("reached", "told"), [(727, False), (728, True), (1091, True), (1092, False)])
def test_aow_within_a_sanction_is_remarked(reached: int, told: bool) -> None:
    """The law is silent on it: the date stays that of the sanction, and the explanation says so."""
    plan = timeline(CaseFacts(D, sanction=Sanction(on(680)), aow_on=on(reached)))
    end = plan.milestone("einde_loonsanctie")
    assert end.due_on == on(1091)
    assert ("Vraag juridisch advies" in explain_milestone(plan, end)) is told


@pytest.mark.parametrize(("gap", "ends"), [(0, 740), (10, 740), (13, 740), (14, 741), (27, 754)])
def test_the_wait_never_ends_before_104_weeks_of_sickness(gap: int, ends: int) -> None:
    """An extension until D+740; recovery reported since moves the 104 weeks past it."""
    recoveries = (Recovery(on(600), on(599 + gap)),) if gap else ()
    assert timeline(CaseFacts(D, extension_until=on(740), recoveries=recoveries)).wait_ends_on == on(ends)
