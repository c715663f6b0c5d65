"""The wage sanction around its last days: decided early, late and too late, after a late application, over leave."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from support.fact_strategies import cases
from support.invented_editions import edition

from spoorboek.statute.days.calendar import atw_extended
from spoorboek.statute.facts import CaseFacts, Leave, Sanction, StepRef
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)  # a Monday: W is D+727, UWV decides by D+685, the last day to apply is D+650
WIA = StepRef("wia_aanvraag")
TOO_LATE = "Vermoedelijk te laat: maak bezwaar."


def on(number: int) -> date:
    """Return a number of days after D."""
    return D + timedelta(number)


def planned(*days: int | None, applied: int | None = None, **facts: Any) -> Plan:
    """Plan a case with a sanction: decided, repair reported, repair decided, revoked, as days after D."""
    done = {WIA: on(applied)} if applied else {}
    sanction = Sanction(*(on(day) if day else None for day in days))  # type: ignore[arg-type]
    return timeline(CaseFacts(D, done=done, sanction=sanction, **facts))


def due(plan: Plan, key: str) -> int:
    """Return the last day of a milestone, as days after D."""
    found = plan.milestone(key).due_on
    assert found
    return (found - D).days


@pytest.mark.parametrize(
    ("decided", "applied", "ends", "too_late"),
    [
        # decided in time; on the last day for it; a day later; on and after the last day of the wait
        (684, None, 727 + 364, False),
        (685, None, 727 + 364, False),
        (686, None, 727 + 364 - 1, False),
        (726, None, 727 + 364 - 41, False),
        (727, None, 727 + 364 - 42, False),
        (728, None, 727 + 364 - 43, True),
        # the application came ten days late: all of it ten days later
        (694, 660, 737 + 364, False),
        (695, 660, 737 + 364, False),
        (696, 660, 737 + 364 - 1, False),
        (728, 660, 737 + 364 - 33, False),  # after the wait, and lawful
        (736, 660, 737 + 364 - 41, False),
        (737, 660, 737 + 364 - 42, False),
        (738, 660, 737 + 364 - 43, True),
        # an application in time moves nothing
        (686, 650, 727 + 364 - 1, False),
        (728, 650, 727 + 364 - 43, True),
    ],
)
def test_a_sanction_ends_as_many_days_earlier_as_it_was_decided_late(
    decided: int, applied: int | None, ends: int, too_late: bool
) -> None:
    """WIA 25(10), (11), (14): 52 weeks from L+1 when decided by L-42; after L presumably too late, but it stands."""
    plan = planned(decided, applied=applied)
    last_paid = 727 + max(0, (applied or 650) - 650)
    assert due(plan, "einde_loonsanctie") == ends
    assert due(plan, "eerste_wia_dag") == ends + 1
    assert due(plan, "besluit_loonsanctie") == last_paid - 42
    assert due(plan, "einde_wachttijd") == 727
    assert (plan.milestone("bezwaar_loonsanctie").reason == TOO_LATE) is too_late
    assert plan.milestone("bezwaar_loonsanctie").due_on == atw_extended(on(decided + 42))
    assert due(plan, "einde_opzegverbod") == 730 + ends - 727


def test_the_lengthenings_of_a_late_application_and_a_sanction_add_up() -> None:
    """BW 7:629(11)(a) and (b): 21 days of delay, then 52 weeks; the ban is lengthened by both (7:670(11))."""
    plan = planned(680, applied=671)
    assert due(plan, "einde_loondoorbetaling") == 727 + 21
    assert due(plan, "einde_loonsanctie") == 727 + 21 + 364
    assert due(plan, "einde_opzegverbod") == 730 + 21 + 364


@pytest.mark.parametrize(
    ("decided", "ends"), [(757, 800 + 364), (758, 800 + 364), (759, 800 + 363), (800, 800 + 322), (801, 800 + 321)]
)
def test_after_an_extension_all_counts_from_its_end(decided: int, ends: int) -> None:
    """WIA 25(10) and (11): "voor de afloop van het verlengde tijdvak"."""
    plan = planned(decided, extension_until=on(800))
    assert due(plan, "besluit_loonsanctie") == 758
    assert due(plan, "einde_loonsanctie") == ends
    assert (plan.milestone("besluit_loonsanctie").reason == TOO_LATE) is (decided > 800)


@pytest.mark.parametrize(
    ("from_", "until", "ends"),
    [
        (790, 799, 800 + 364),  # over before the sanction begins
        (790, 800, 800 + 364),
        (790, 801, 800 + 364),  # its last day is the first of the sanction, as it would have been
        (790, 802, 801 + 364),
        (790, 901, 900 + 364),  # "met ingang van de dag waarop dat verlof eindigt"
        (801, 901, 800 + 364 + 101),  # begins with the sanction: "onderbroken voor de duur van dat verlof"
        (900, 1011, 800 + 364 + 112),
        (1164, 1275, 800 + 364 + 112),  # on the last day of the sanction
        (1165, 1276, 800 + 364),
    ],
)
def test_leave_over_the_end_of_an_extension(from_: int, until: int, ends: int) -> None:
    """WIA 25(9): leave that runs when the sanction would begin puts that off, leave within it suspends it."""
    plan = planned(750, extension_until=on(800), leaves=(Leave(on(from_), on(until)),))
    assert due(plan, "einde_loonsanctie") == ends


@pytest.mark.parametrize(
    ("days", "applied", "ends"),
    [
        ((685, 760, 781), None, 781 + 42),
        ((685, 760, 786), None, 786 + 42 - 5),  # the decision on the repair five days late
        ((690, 760, 781), None, 781 + 42 - 5),  # the sanction itself five days late
        ((690, 760, 786), None, 786 + 42 - 10),  # both
        ((695, 760, 781), 660, 781 + 42),  # in time after a late application
        ((700, 720, 735), 660, 735 + 42 - 5),
        ((680, 682, 684), 660, 737),  # never before the wage would have ended
        ((728, 730, 740), None, 740 + 42 - 43),
    ],
)
def test_a_repair_and_late_decisions_add_up(days: tuple[int, ...], applied: int | None, ends: int) -> None:
    """WIA 25(14): six weeks after the repair was found, and as many days earlier as either decision was late."""
    assert due(planned(*days, applied=applied), "einde_loonsanctie") == ends


def test_aow_age_within_a_sanction_moves_nothing_and_is_said() -> None:
    """The law is silent: the date of the sanction stands, with the advice to ask a lawyer."""
    plan = planned(690, aow_on=on(900))
    assert due(plan, "einde_loonsanctie") == 727 + 364 - 5
    assert "aow_in_loonsanctie" in [change.rule for change in plan.milestone("einde_loonsanctie").trace]


def test_a_revoked_sanction_lengthens_nothing() -> None:
    """Revoked on objection: the wage ended as if it had never been; what was decided stays on record."""
    plan = planned(728, None, None, 790)
    keys = {milestone.key for milestone in plan}
    assert not keys & {"einde_loonsanctie", "bekortingsverzoek", "besluit_bekortingsverzoek"}
    assert due(plan, "eerste_wia_dag") == 728
    assert due(plan, "einde_opzegverbod") == 730
    assert plan.milestone("besluit_loonsanctie").status == "gedaan"
    assert plan.milestone("bezwaar_loonsanctie").status == "vervallen"


@given(cases())
def test_nobody_loses_the_term_of_an_objection(facts: CaseFacts) -> None:
    """Whatever else is recorded: a sanction that was decided has its term of objection; death alone takes it away."""
    plan = timeline(facts)
    found = [milestone for milestone in plan if milestone.key == "bezwaar_loonsanctie"]
    if facts.sanction is None:
        assert not found
        return
    objection: Milestone = found[0]
    assert objection.due_on == atw_extended(facts.sanction.decided_on + timedelta(42))
    assert facts.died_on or facts.sanction.revoked_on or objection.status in ("gepland", "gedaan")
    assert objection.status != "gepland" or plan.ends_on >= objection.due_on


def test_a_case_that_ends_early_lasts_until_the_objection_is_over() -> None:
    """The contract ends within the six weeks: all else lapses, the objection stays; once made, the case ends."""
    plan = planned(690, contract_ends_on=on(700))
    assert (plan.closed_on, plan.ends_on) == (on(700), plan.milestone("bezwaar_loonsanctie").due_on)
    assert plan.milestone("einde_wachttijd").status == "vervallen"
    objected = {StepRef("bezwaar_loonsanctie"): on(695)}
    facts = CaseFacts(D, done=objected, sanction=Sanction(on(690)), contract_ends_on=on(700))
    assert timeline(facts).ends_on == on(700)


def _as_before(rows: dict[str, Any]) -> None:
    """Give the table its reading of before: no last paid day apart from the wait, no late decision."""
    del rows["einde_loondoorbetaling"], rows["loon_naast_de_wet"]
    for key in ("besluit_loonsanctie", "bezwaar_loonsanctie"):
        rows[key] |= {"instead": {}, "after": []}
    rows["bezwaar_loonsanctie"] |= {"outlives_case": False, "outlives_recovery": False}
    rows["einde_loonsanctie"]["instead"] = {"herstel_tekortkoming": {"due": "repair_decided + 42 cal"}}
    rows["einde_loonsanctie"]["after"] = ["besluit_bekortingsverzoek"]
    rows["eerste_wia_dag"]["instead"]["te_late_aanvraag"] = {"due": "due(einde_wachttijd) + 1 cal"}
    rows["einde_opzegverbod"]["after"] = ["einde_wachttijd", "einde_loonsanctie"]


@pytest.mark.parametrize(
    ("decided", "applied", "dates"),
    [
        (690, None, {"einde_loonsanctie": 1091, "eerste_wia_dag": 1092, "einde_wachttijd": 727}),
        (690, 660, {"einde_loonsanctie": 1091, "eerste_wia_dag": 1092, "einde_wachttijd": 737}),
        (728, None, {"eerste_wia_dag": 728, "einde_opzegverbod": 730}),
    ],
)
def test_a_table_of_before_reads_as_it_did(decided: int, applied: int | None, dates: Mapping[str, int]) -> None:
    """An installation computes what it did until the new table is applied: the reading is data, not code."""
    done = {WIA: on(applied)} if applied else {}
    book = edition(_as_before).rules
    assert "einde_loondoorbetaling" in rulebook().rows
    plan = timeline(CaseFacts(D, done=done, sanction=Sanction(on(decided))), book)
    assert {key: due(plan, key) for key in dates} == dates
    assert ("bezwaar_loonsanctie" in {milestone.key for milestone in plan}) is (decided <= 727)
