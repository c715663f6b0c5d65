"""The lead times of a day: learned once from the record, and the same for every process that plans a case."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from models import waiting_times
from models.connection import reading_session
from models.connection import session as own_session
from models.record import append_event, write_effect
from models.tables import Case, LearnedLeads
from models.waiting_times import policy_with_learned_leads
from spoorboek.statute.actions import Action
from spoorboek.statute.editions.edition import shipped_edition
from spoorboek.statute.policy.lead_times import MINIMUM_OBSERVATIONS, LeadTime

D = date(2026, 1, 5)
TODAY = D + timedelta(days=60)
HOUSE = shipped_edition().house
MakeCase = Callable[..., Case]


def answer(session: Session, make_case: MakeCase, after: int) -> None:
    """Let a bedrijfsarts answer a request after so many days."""
    case = make_case(D)
    write_effect(session, case, Action(D, "mail", "probleemanalyse", 1, "verzoek_probleemanalyse", 1, {}))
    data = {"step": "probleemanalyse", "occurrence": 1, "on": D + timedelta(days=after), "evidence": None}
    append_event(session, case, "step_done", D + timedelta(days=after), data, "operator-1")
    session.commit()


def asked_by_another_process(reading: Session, on: date = TODAY) -> LeadTime:
    """Return the lead time of the bedrijfsarts as a process that knows nothing yet reads it."""
    waiting_times._known_leads.clear()
    return policy_with_learned_leads(reading, HOUSE, on).lead_times["bedrijfsarts"]


def test_what_comes_in_during_a_day_counts_from_the_next(session: Session, make_case: MakeCase) -> None:
    """A worker that starts at noon plans by what the one of this morning learned; tomorrow both learn anew."""
    assert asked_by_another_process(session) == HOUSE.lead_times["bedrijfsarts"]
    for _ in range(MINIMUM_OBSERVATIONS):
        answer(session, make_case, after=21)
    assert asked_by_another_process(session) == HOUSE.lead_times["bedrijfsarts"]
    tomorrow = asked_by_another_process(session, TODAY + timedelta(days=1))
    assert (tomorrow.days, tomorrow.observations) == (15, MINIMUM_OBSERVATIONS)
    assert asked_by_another_process(session) == HOUSE.lead_times["bedrijfsarts"]


def test_whoever_may_only_read_learns_too(session: Session, make_case: MakeCase) -> None:
    """A command that shows lead times in a transaction that cannot write stores them, once, for all."""
    for _ in range(MINIMUM_OBSERVATIONS):
        answer(session, make_case, after=21)
    with reading_session() as reading:
        assert asked_by_another_process(reading).days == 15
    assert len(session.exec(select(LearnedLeads)).all()) == 1


def test_what_is_not_committed_teaches_nothing(session: Session, make_case: MakeCase) -> None:
    """A report that may still be rolled back does not count for others."""
    for _ in range(MINIMUM_OBSERVATIONS - 1):
        answer(session, make_case, after=21)
    case = make_case(D)
    write_effect(session, case, Action(D, "mail", "probleemanalyse", 1, "verzoek_probleemanalyse", 1, {}))
    data = {"step": "probleemanalyse", "occurrence": 1, "on": D + timedelta(days=21), "evidence": None}
    append_event(session, case, "step_done", D + timedelta(days=21), data, "operator-1")
    assert asked_by_another_process(session).observations == 0


def test_lead_times_of_a_day_are_never_rewritten(session: Session) -> None:
    """The application has no right to."""
    asked_by_another_process(session)
    with own_session() as writing:
        learned = writing.exec(select(LearnedLeads)).one()
        learned.leads = {}
        with pytest.raises(Exception, match="permission denied"):
            writing.flush()
        writing.rollback()
