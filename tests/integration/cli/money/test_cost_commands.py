"""`spoorboek referral offer`, `approve-offer`, `invoice`, `settle-invoice` and `costs`, over a real record and mail."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select
from support.command_in_process import Said

from models.destruction import content_tables
from models.record import append_event, close_case, write_effect
from models.tables import (
    REFERRED,
    Bureau,
    Case,
    CaseEffect,
    CaseEvent,
    Employee,
    Employer,
    InvoiceNumber,
    Message,
    Referral,
)
from models.verification import verify_record
from spoorboek import clock
from spoorboek.statute.actions import Action
from tasks.case_state import read_case_state
from tasks.effects.perform import perform
from tasks.views.dossier_page import dossier_page

Typed = Callable[..., Said]
ONE, OTHER = ("--door", "operator-1"), ("--door", "operator-2")
OFFER = ("--line", "coaching:40:95", "--line", "sollicitatietraining:1:750,00")  # 4.550,00


@pytest.fixture
def case(make_case: Callable[..., Case], session: Session) -> Case:
    """Open a case whose second track runs with bureau `koers`."""
    made = make_case(clock.today() - timedelta(400))
    referral_to(session, made, "koers")
    return made


def referral_to(session: Session, case: Case, code: str) -> None:
    """Record the first referral of a case, to a bureau."""
    bureau = session.exec(select(Bureau).where(Bureau.code == code)).one_or_none()
    bureau = bureau or Bureau(code=code, name="Koers Loopbaan", email="post@koers.example")
    session.add(bureau)
    effect = write_effect(session, case, Action(clock.today(), "referral", "start_spoor_2", 1, "1"))
    session.flush()
    made = {"case_id": case.id, "effect_id": effect, "bureau_id": bureau.id}
    session.add(Referral(**made, number=1, opened_on=clock.today(), status=REFERRED))
    session.commit()


def offered(typed: Typed, case: Case) -> None:
    """Record an offer of 4.550,00 and have another approve it."""
    for words in (
        ("offer", case.number, *OFFER, *ONE),
        ("approve-offer", case.number, "--role", "casemanager", *OTHER),
    ):
        said = typed("referral", *words)
        assert (said.code, said.err) == (0, "")


def invoiced(typed: Typed, case: Case, number: str, hours: int, *more: str) -> Said:
    """Record an invoice for hours of coaching that adds up."""
    net = hours * 95
    amounts = ("--vat", f"{net * 0.21:.2f}", "--total", f"{net * 1.21:.2f}")
    line = f"coaching:{hours}:95"
    return typed("referral", "invoice", case.number, "--number", number, "--line", line, *amounts, *more, *ONE)


def woken(case: Case) -> list[str]:
    """Carry out the budget warnings a case asks for; return their names."""
    current = read_case_state(case.number)
    asked = [each for each in current.actions if each.kind == "budget"]
    for action in asked:
        perform.fn(action.kind, current, action)
    return [each.name for each in asked]


def test_an_offer_is_approved_by_another_within_the_limit_of_a_role(session: Session, typed: Typed, case: Case) -> None:
    """The one who recorded it does not approve it; above the limit of the house nobody in that role does."""
    said = typed("referral", "offer", case.number, *OFFER, *ONE)
    assert "offerte 1 van verwijzing 1 vastgelegd, € 4.550,00 zonder btw" in said.out
    approve = ("referral", "approve-offer", case.number, "--role")
    assert "Een ander moet haar goedkeuren" in typed(*approve, "casemanager", *ONE).err
    assert "leidinggevende mag € 4.550,00 niet goedkeuren" in typed(*approve, "leidinggevende", *OTHER).err
    assert typed(*approve, "casemanager", *OTHER).code == 0
    assert "geen offerte die op akkoord wacht" in typed(*approve, "casemanager", *OTHER).err
    typed("referral", "offer", case.number, "--line", "traject:1:5000,01", *ONE)
    assert "tot en met € 5.000,00" in typed(*approve, "casemanager", *OTHER).err
    assert "is goedgekeurd (HR)" in typed(*approve, "hr", *OTHER).out
    assert verify_record(session) == []


def test_an_invoice_is_checked_and_settled(session: Session, typed: Typed, case: Case) -> None:
    """What is wrong is said at once; approving it all the same needs a reason, and the number is sealed."""
    offered(typed, case)
    assert "klopt met de offerte" in invoiced(typed, case, "K-2026/001", 10).out
    said = typed("referral", "invoice", case.number, "--number", "K-2", "--line", "coaching:1:99", "--vat", "20,79",
                 "--total", "119,79", *ONE)  # fmt: skip
    assert "klopt niet: de prijs is een andere dan in de offerte (coaching): € 95,00" in said.out
    settle = ("referral", "settle-invoice", case.number)
    assert typed(*settle, 1, "goedgekeurd", *OTHER).code == 0
    assert "Noem een reden" in typed(*settle, 2, "goedgekeurd", *OTHER).err
    assert "Noem een reden" in typed(*settle, 2, "afgewezen", *OTHER).err
    assert typed(*settle, 2, "afgewezen", "--reason", "klopt-niet", *OTHER).code == 0
    assert "is al afgewezen" in typed(*settle, 2, "goedgekeurd", *OTHER).err
    assert "is er niet" in typed(*settle, 3, "goedgekeurd", *OTHER).err
    assert [each.number for each in session.exec(select(InvoiceNumber))] == ["K-2026/001", "K-2"]
    assert "K-2026" not in json.dumps([each.data for each in session.exec(select(CaseEvent))])
    assert "invoice_number" in {table.name for table in content_tables()}
    assert verify_record(session) == []


def test_a_number_is_booked_once_however_it_is_written(
    session: Session, typed: Typed, case: Case, make_case: Callable[..., Case]
) -> None:
    """Of one bureau, over all its cases; one that was rejected may come again, and another bureau may have the same."""
    offered(typed, case)
    assert invoiced(typed, case, "K-2026/001", 1).code == 0
    assert "al geboekt" in invoiced(typed, case, "k 2026 001", 1).err
    other = make_case(clock.today() - timedelta(400))
    referral_to(session, other, "koers")
    assert "al geboekt" in invoiced(typed, other, "K2026001", 1).err
    typed("referral", "settle-invoice", case.number, 1, "afgewezen", "--reason", "niet_geleverd", *OTHER)
    assert invoiced(typed, other, "K2026001", 1).code == 0
    third = make_case(clock.today() - timedelta(400))
    referral_to(session, third, "anker")
    assert "geen goedgekeurde offerte" in invoiced(typed, third, "K-2026/001", 1).out


def test_the_casemanager_is_warned_once_per_threshold(session: Session, typed: Typed, case: Case) -> None:
    """Below 80 % nothing, from there one mail, at 100 % another; a second wake and a credit bring no third."""
    offered(typed, case)
    invoiced(typed, case, "1", 38)  # 3.610,00 of 4.550,00: 79,3 %
    assert woken(case) == []
    invoiced(typed, case, "2", 1)
    assert (woken(case), woken(case)) == (["1:80"], [])
    invoiced(typed, case, "3", 9)
    assert woken(case) == ["1:100"]
    invoiced(typed, case, "4", -9, "--credits", "3")
    invoiced(typed, case, "5", 9)
    assert woken(case) == []
    typed("referral", "offer", case.number, "--line", "coaching:50:95", *ONE)
    typed("referral", "approve-offer", case.number, "--role", "casemanager", *OTHER)
    assert woken(case) == ["1:80"]  # of the new offer, that is larger
    mails = session.exec(select(Message).where(Message.subject.contains("van de offerte"))).all()  # type: ignore[attr-defined]
    assert [each.subject for each in mails][:1] == [f"{case.number} · verwijzing 1: 80% van de offerte gebruikt"]
    assert len(mails) == 3
    assert "Gefactureerd: € 3.705,00, zonder btw" in mails[0].body
    assert len(session.exec(select(CaseEffect).where(CaseEffect.kind == "budget")).all()) == 3


def test_costs_are_shown_per_case_and_added_up(session: Session, typed: Typed, case: Case) -> None:
    """By case, bureau, employer and year the same sum; as text for people and as JSON with cents."""
    assert "geen offertes of facturen" in typed("referral", "costs", case.number).out
    offered(typed, case)
    invoiced(typed, case, "K-1", 10)
    shown = typed("referral", "costs", case.number).out
    assert "Verwijzing 1: gefactureerd € 950,00 van € 4.550,00, zonder btw" in shown
    assert "factuur 1 (K-1)" in shown
    employer = session.get_one(Employer, session.get_one(Employee, case.employee_id).employer_id)
    for group, of in (("zaak", case.number), ("bureau", "koers"), ("werkgever", employer.code)):
        data = json.loads(typed("referral", "costs", "--per", group, "--format", "json").out)
        assert data == [{"van": of, "geoffreerd": 455000, "gefactureerd": 95000, "goedgekeurd": 0}]
    year = json.loads(typed("referral", "costs", "--per", "jaar", "--format", "json").out)
    assert [each["van"] for each in year] == [str(clock.today().year)]
    assert "geen offertes" in typed("referral", "costs", "--per", "bureau", "--year", 1999).out.lower()


def test_the_dossier_shows_what_is_used_and_what_waits(typed: Typed, case: Case) -> None:
    """Amounts and codes alone; the number of the bureau is not on the page, which Prefect keeps."""
    assert "Kosten van het tweede spoor" not in dossier_page(read_case_state(case.number))
    typed("referral", "offer", case.number, *OFFER, *ONE)
    assert "Offerte 1 van verwijzing 1 wacht op goedkeuring: € 4.550,00." in dossier_page(read_case_state(case.number))
    typed("referral", "approve-offer", case.number, "--role", "casemanager", *OTHER)
    invoiced(typed, case, "GEHEIM-1", 10)
    page = dossier_page(read_case_state(case.number))
    assert "Factuur 1 van verwijzing 1 wacht op een besluit: klopt met de offerte." in page
    assert "| 1 | € 4.550,00 | € 950,00 | 20% | € 0,00 |" in page
    assert "GEHEIM" not in page


def test_schemes_are_told_once_the_second_track_has_begun(session: Session, typed: Typed, case: Case) -> None:
    """With source and the day it was read; nothing of them before, and nothing is decided."""
    assert "Regelingen om aan te denken" in dossier_page(read_case_state(case.number))
    page = dossier_page(read_case_state(case.number))
    assert "Ziektewet art. 29b lid 1, tekst van 01-07-2026, gezien op 29-11-2026" in page
    assert "Opleidingsfonds van de sector" in page
    assert "Participatieverzoek" not in page
    assert "Proefplaatsing" not in page
    data = {"on": clock.today().isoformat(), "outcome": "wga", "share": "35_80"}
    append_event(session, case, "wia_decided", clock.today(), data, "operator-1")
    session.commit()
    assert "Proefplaatsing" in dossier_page(read_case_state(case.number))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("offer", "--line", "coaching"), "geen regel"),
        (("offer", "--line", "couching:1:95"), "coaching"),
        (("offer", "--line", "coaching:1:95,123"), "twee decimalen"),
        (("offer", "--line", "coaching:0:95"), "niet nul"),
        (("offer", "--line", "coaching:-1:95"), "negatief aantal"),
        (("offer", "--line", "coaching:1:95:19"), "Btw-tarief '19'"),
        (("offer", "--line", "coaching:1:95", "--referral", "2"), "geen verwijzing 2. Bekend: 1"),
        (("offer", "--line", "coaching:1:95", "--on", "01-01-2199"), "toekomst"),
        (("offer", "--line", "coaching:1:95", "--until", "01-01-2020"), "eindigt voordat"),
        (("approve-offer", "--role", "baas"), "Onbekende rol"),
        (("invoice", "--line", "coaching:1:95", "--number", "a;b", "--vat", "1", "--total", "2"), "factuurnummer"),
        (("invoice", "--line", "coaching:1:95", "--number", "1", "--vat", "x", "--total", "2"), "Btw 'x'"),
        (("settle-invoice", "1", "misschien"), "Onbekend besluit"),
    ],
)
def test_what_cannot_be_is_refused_in_one_message(
    session: Session, typed: Typed, case: Case, words: tuple[str, ...], told: str
) -> None:
    """No traceback, and nothing is written."""
    said = typed("referral", words[0], case.number, *words[1:], *ONE)
    assert said.code != 0
    assert told in said.err
    assert "Traceback" not in said.err
    kinds = [each.kind for each in session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id))]
    assert kinds == ["sick_reported"]


@pytest.mark.parametrize(("days", "is_taken"), [(0, True), (365, True), (366, False)])
def test_an_invoice_of_a_closed_case_is_checked_and_leaves_it_closed(
    session: Session, typed: Typed, case: Case, days: int, is_taken: bool
) -> None:
    """Within the term of the house it is recorded, checked and settled; after that one line says until when it was."""
    offered(typed, case)
    close_case(session, case, clock.today() - timedelta(days))
    session.commit()
    said = invoiced(typed, case, "K-1", 10)
    session.expire_all()
    assert session.get_one(Case, case.id).status == "gesloten"
    booked = session.exec(select(CaseEvent).where(CaseEvent.kind == "invoice_recorded")).all()
    assert len(booked) == is_taken
    if not is_taken:
        last = clock.today() - timedelta(1)
        assert f"een factuur kon worden vastgelegd tot en met {last:%d-%m-%Y} (huisbeleid: 365 dagen)" in said.err
        assert said.code == 2
        return
    assert "klopt met de offerte" in said.out
    assert "is al geboekt" in invoiced(typed, case, "k1", 10).err
    assert typed("referral", "settle-invoice", case.number, 1, "goedgekeurd", *OTHER).code == 0
    assert session.exec(select(Case.status).where(Case.id == case.id)).one() == "gesloten"
    assert verify_record(session) == []


def test_nothing_else_is_recorded_of_a_closed_case(session: Session, typed: Typed, case: Case) -> None:
    """An offer for a case that closed is refused as ever."""
    close_case(session, case, clock.today())
    session.commit()
    assert "is gesloten" in typed("referral", "offer", case.number, *OFFER, *ONE).err
