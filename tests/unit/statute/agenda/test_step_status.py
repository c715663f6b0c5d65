"""How every step of a case stands on a day, as lists and the dossier show it."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.actions import Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.events import Event
from spoorboek.statute.facts import CaseFacts, Recovery, StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
ANALYSIS, PLAN = StepRef("probleemanalyse"), StepRef("plan_van_aanpak")


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(offset)


def states(facts: CaseFacts, on: int, adopted: int | None = None) -> dict[StepRef, StepState]:
    """Return how the steps of a case stand on a day, when nothing was written yet."""
    data = {"first_sick_day": D.isoformat()} | ({"adopted_on": day(adopted).isoformat()} if adopted else {})
    record = Record((Event(1, "sick_reported", D, data),))
    return {state.ref: state for state in make_agenda(_plan(facts), record, house_policy(), day(on)).steps}


def _plan(facts: CaseFacts) -> Plan:
    return timeline(facts)


@pytest.mark.parametrize(("on", "status"), [(13, "gepland"), (14, "open"), (42, "open"), (43, "te_laat")])
def test_a_step_is_planned_then_open_then_late(on: int, status: str) -> None:
    """It opens on its day, is in time on its last one, and late the day after."""
    assert states(CaseFacts(D), on)[ANALYSIS].status == status


def test_a_state_has_all_its_dates_and_by_when_others_are_asked() -> None:
    """Opening, target, last day, nothing agreed, not postponed; the bedrijfsarts is asked in time for the last day."""
    asked = house_policy().step("probleemanalyse").lead
    assert asked is not None
    assert states(CaseFacts(D), 20)[ANALYSIS] == StepState(
        ANALYSIS, "Probleemanalyse", "open", day(14), day(41), day(42), None, False, None, asked.ask_by(day(42))
    )


def test_a_postponed_target_and_an_agreed_day_are_marked_as_such() -> None:
    """Postponed is a mark beside the dates; a day agreed by both has its own place and its own status."""
    facts = CaseFacts(D, postponed={ANALYSIS: day(42)}, deviations={PLAN: day(70)})
    found = states(facts, 20)
    assert (found[ANALYSIS].postponed, found[PLAN].postponed) == (True, False)
    assert (found[PLAN].agreed_on, found[PLAN].status) == (day(70), "afgeweken")


def test_what_is_done_or_lapsed_keeps_its_reason_and_asks_nobody() -> None:
    """Done is done; what lapses says why; of neither is anybody still to be asked."""
    facts = CaseFacts(D, done={ANALYSIS: day(40)}, no_possibilities=True)
    found = states(facts, 60)
    assert (found[ANALYSIS].status, found[ANALYSIS].request_by) == ("gedaan", None)
    assert found[PLAN].status == "vervallen"
    assert found[PLAN].reason
    assert found[PLAN].request_by is None


def test_a_closed_case_has_nothing_planned_or_open() -> None:
    """Recovered for four weeks and closed: what was not done lapses, for the reason that the case is closed."""
    facts = CaseFacts(D, recoveries=(Recovery(day(20)),))
    plan = timeline(facts)
    record = Record((Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()}),))
    closing = make_agenda(plan, record, house_policy(), day(60))
    after = make_agenda(plan, record.after(closing.actions), house_policy(), day(61))
    assert {state.status for state in after.steps} <= {"vervallen", "gedaan", "te_laat"}
    assert next(state.reason for state in after.steps if state.ref == ANALYSIS)


@pytest.mark.parametrize(
    ("key", "status"),
    [("probleemanalyse", "vraag"), ("contactmoment", "vervallen"), ("loon_tweede_ziektejaar", "open")],
)
def test_of_an_adopted_case_the_past_is_asked_about_or_left(key: str, status: str) -> None:
    """Adopted in week 53: what had to be done is asked, what only came or is no duty is left as it was."""
    assert states(CaseFacts(D), 360, adopted=360)[StepRef(key)].status == status


def test_a_contact_moment_ends_where_the_next_begins() -> None:
    """The first lapses on the day the second opens, not the day before."""
    second = timeline(CaseFacts(D)).milestone("contactmoment", 2).opens_on
    assert second is not None
    opens = (second - D).days
    first = StepRef("contactmoment", 1)
    assert [states(CaseFacts(D), on)[first].status for on in (opens - 1, opens)] == ["open", "vervallen"]


def test_a_possibility_passes_the_day_after_its_last() -> None:
    """Asking for an early benefit can be done until its last day; after that it is no task that is late."""
    iva = StepRef("vervroegde_iva")
    assert [states(CaseFacts(D), on)[iva].status for on in (476, 477)] == ["open", "vervallen"]
