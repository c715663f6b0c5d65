"""What the run forms about bureaus record: codes, days and numbers, and nothing when fields do not belong together."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from flows.actions import bureau_actions
from flows.actions.bureau_actions import bureau_kiezen, bureau_wijzigen, voorkeur_voor_een_bureau
from flows.actions.run_forms import Bureaureden, Certificaat, Dienst
from models.bureau_choice import bureaus_to_ask
from models.tables import Bureau, BureauAct, BureauCertificate, BureauPrice, Case
from spoorboek.errors import InputError

WHO = "operator-1"


@pytest.fixture(autouse=True)
def _recorded(monkeypatch: pytest.MonkeyPatch, session: Session) -> None:
    """Carry out what a form records in this session, without a run of Prefect around it."""
    session.add_all(
        Bureau(code=code, name=code, email=f"{code}@kanarie.test", rank=rank) for rank, code in enumerate("ab")
    )
    session.flush()
    monkeypatch.setattr(bureau_actions, "record_house_action", lambda report: report(session))
    monkeypatch.setattr(bureau_actions, "record_action", lambda number, report: report(session, number))


def change(**fields: Any) -> Any:
    """Submit the form that changes bureau `a`."""
    return bureau_wijzigen.fn("a", WHO, **fields)


def test_a_form_changes_terms_and_leaves_the_rest(session: Session) -> None:
    """What stays empty stays as it is; a certificate and a price come with their day."""
    change(plaatsen=4, contract_vanaf=date(2026, 1, 1))
    change(certificaat=Certificaat("oval"), geldig_tot_en_met=date(2027, 1, 1))
    change(dienst=Dienst("coaching"), tarief_centen=9500, tarief_vanaf=date(2026, 1, 1))
    change(actief=False, reden=Bureaureden("bureau_gestopt"))
    assert session.exec(select(BureauCertificate.valid_until)).one() == date(2027, 1, 1)
    assert session.exec(select(BureauPrice.service, BureauPrice.cents)).one() == ("coaching", 9500)
    acts = session.exec(select(BureauAct).order_by(BureauAct.id)).all()  # type: ignore[arg-type]
    assert [sorted(act.detail["changed"]) for act in acts] == [
        ["capacity", "contract_from"], ["certificate_oval"], ["price_coaching"], ["active"],
    ]  # fmt: skip
    assert {act.actor for act in acts} == {WHO}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Er is niets ingevuld"),
        ({"certificaat": Certificaat("oval")}, "certificaat ingevuld zonder geldig_tot_en_met"),
        ({"tarief_centen": 1, "dienst": Dienst("coaching")}, "dienst, tarief_centen ingevuld zonder tarief_vanaf"),
        ({"actief": False}, "ontbreekt de reden"),
        ({"reden": Bureaureden("bureau_gestopt"), "plaatsen": 3}, "Hier hoort geen reden"),
        ({"volgorde": 0}, "staat er al zo"),
    ],
)
def test_fields_that_do_not_belong_together_are_refused(session: Session, fields: dict[str, Any], said: str) -> None:
    """One message says which field is missing; nothing is written."""
    with pytest.raises(InputError, match=said):
        change(**fields)
    assert session.exec(select(BureauAct)).all() == []


def test_the_forms_of_a_case_record_wish_and_choice(session: Session, make_case: Callable[..., Case]) -> None:
    """A wish puts a bureau first; a choice is asked first whatever its score."""
    case = make_case()
    voorkeur_voor_een_bureau.fn(case.number, WHO, "b")
    assert bureaus_to_ask(session, case) == ("b", "a")
    with pytest.raises(InputError, match="ontbreekt de reden"):
        bureau_kiezen.fn(case.number, "a", WHO)
    bureau_kiezen.fn(case.number, "b", WHO)
    voorkeur_voor_een_bureau.fn(case.number, WHO)
    assert bureaus_to_ask(session, case) == ("b", "a")
