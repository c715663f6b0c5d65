"""Messages of every kind in any order, twice and by every way, while people go on: nothing breaks or acts twice."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from support.bureaus.referred_cases import RUNNING, as_bytes, dated_message, move_referral, referred_case
from support.prepared_cases import PROFILE

from models.record import load_record
from models.tables import Bureau, Case, CaseEffect, CaseEvent, Employee, Message
from models.tables.channel_tables import ACCEPTED, HTTPS, MAIL, REJECTED, REPEATED
from models.verification import verify_record
from spoorboek import clock
from spoorboek.errors import InputError
from spoorboek.statute.referrals.arrows import arrows
from tasks.capability_approval import pass_on_capability
from tasks.case_state import read_case_state, store_case_state
from tasks.channels.content import Address
from tasks.channels.message_list import list_messages
from tasks.channels.receiving import Delivery, Receipt, operator_delivery, receive
from tasks.effects.perform import perform
from tasks.reports.cost_reports import approve_offer
from tasks.reports.preparation_content import report_profile
from tasks.reports.referral_reports import ReportedMove, report_referral_move
from tasks.reports.report_withdrawal import withdraw_report
from templates.bureau_messages import FROM_BUREAU

pytestmark = pytest.mark.usefixtures("working_day")
ROUNDS = 70
OF_BUREAU = {"intake": 1, "wijziging": 1}  # which example of the schema is of a bureau, where not the first


class Life:
    """A case whose bureau and people speak as the dice fall."""

    def __init__(self, session: Session, case: Case, dice: random.Random) -> None:
        self.session, self.case, self.dice = session, case, dice
        self.bureau = session.exec(select(Bureau.id).where(Bureau.code == "eerste")).one()
        self.receipts: list[Receipt] = []
        self.said: list[tuple[str, dict[str, Any]]] = []
        self.refusals: list[str] = []

    def speak(self) -> None:
        """Let the bureau say something, or the same once more, signed or through an operator."""
        if self.said and self.dice.random() < 0.3:
            message = self.dice.choice(self.said)[1]
        else:
            kind = self.dice.choice(FROM_BUREAU)
            message = dated_message(self.case, kind, OF_BUREAU.get(kind, 0), bericht=f"b-{len(self.said)}")
            if kind == "factuur":
                message["factuurnummer"] = f"F-{len(self.said)}"
            self.said.append((kind, message))
        signed = Delivery(HTTPS, as_bytes(message), bureau=self.bureau)
        by_hand = operator_delivery(self.session, self.case.number, as_bytes(message), 1, "operator-1")
        by_mail = Delivery(MAIL, as_bytes(message), address=Address(self.case.number, 1))
        self.receipts.append(receive(self.dice.choice([signed, by_hand, by_mail])))
        self.session.expire_all()

    def act(self) -> None:
        """Let a person do something, which may be refused in a sentence."""
        acts = [self._profile, self._yes, self._yes, self._rest, self._go_on, self._approve, self._withdraw]
        try:
            self.dice.choice(acts)()
            self.session.commit()
        except InputError as refusal:
            self.session.rollback()
            self.refusals.append(str(refusal))

    def wake(self) -> None:
        """Carry out what the case asks for."""
        while actions := (current := read_case_state(self.case.number)).actions:
            for action in actions:
                perform.fn(action.kind, current, action)
        store_case_state(current)

    def _profile(self) -> None:
        given = {**PROFILE, "bron_datum": clock.today() - timedelta(self.dice.randrange(9))}
        report_profile(self.session, self.case.number, given, "operator-1")

    def _yes(self) -> None:
        pass_on_capability(self.session, self.case.number, "operator-1")

    def _rest(self) -> None:
        report_referral_move(
            self.session, self.case.number, "operator-1", ReportedMove("opgeschort", clock.today(), reason="verlof")
        )

    def _go_on(self) -> None:
        report_referral_move(self.session, self.case.number, "operator-1", ReportedMove("loopt", clock.today()))

    def _approve(self) -> None:
        approve_offer(self.session, self.case.number, 1, "casemanager", "operator-2")

    def _withdraw(self) -> None:
        last = len(load_record(self.session, self.case).events)
        withdraw_report(self.session, self.case.number, last - self.dice.randrange(3), "operator-1")


@pytest.mark.parametrize("seed", [1, pytest.param(62, marks=pytest.mark.drill)])
def test_in_any_order_nothing_breaks_and_nothing_acts_twice(
    session: Session, make_case: Callable[..., Case], seed: int
) -> None:
    """Each message has one outcome, the same one acts once, each yes is one mail; a referral has an owner or an end."""
    case = referred_case(session, session.get_one(Employee, make_case(name="Tamar Kanarie").employee_id))
    move_referral(session, case, *RUNNING[: 2 if seed == 1 else 5], on=60)
    life = Life(session, case, random.Random(seed))
    for _ in range(ROUNDS):
        life.dice.choice([life.speak, life.speak, life.act])()
        if life.dice.random() < 0.4:
            life.wake()
        (referral,) = read_case_state(case.number).plan.facts.referrals
        assert referral.end or arrows().states[referral.state].waits_for
    life.wake()
    session.expire_all()
    assert {each.outcome for each in life.receipts} == {ACCEPTED, REJECTED, REPEATED}
    assert len(list_messages(session)) == len(life.receipts)
    accepted = Counter(each.id for each in life.receipts if each.outcome == ACCEPTED)
    assert set(accepted.values()) <= {1}
    events = session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id)).all()
    yes = [each for each in events if each.kind == "trajectory_changed" and "profile" in each.data]
    told = session.exec(select(CaseEffect).where(CaseEffect.name == "wijziging_spoor_2")).all()
    assert len({each.attempt for each in told}) == len(told) <= len(yes)
    mails = session.exec(select(Message).where(Message.to_role == "bureau")).all()
    assert sum("wijziging" in each.subject for each in mails) == len(told)
    assert not any("Tamar" in each.subject + each.body for each in mails)
    assert life.refusals
    assert all(each.strip() for each in life.refusals)
    assert verify_record(session) == []
