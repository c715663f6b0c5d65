"""A role without an address: its mail goes to somebody else, is told as such, and waits for a person."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select
from support.command_in_process import Said

from models.tables import (
    BOUNCED,
    DROPPED,
    ELSEWHERE,
    HELD,
    REFUSED,
    SENT,
    WAITING,
    Case,
    Contact,
    Employee,
    EmployerRole,
    Message,
)
from spoorboek import clock
from spoorboek.statute.actions import Action
from tasks.case_state import CaseState, read_case_state
from tasks.effects.perform import perform
from tasks.outbox.mail_outcomes import mail_outcomes
from tasks.outbox.mail_queue import send_due
from tasks.outbox.undelivered import undelivered_mail
from tasks.views.dossier_page import dossier_page

Typed = Callable[..., Said]
PAPER = ("loon_tweede_ziektejaar", 1)


def mailed(number: str, to: str, name: str = "loon_tweede_ziektejaar", attempt: int = 1) -> CaseState:
    """Make the letter about the wage and mail it to a role, as the agenda asks; return the case as it is then."""
    on = clock.today()
    for action in (
        Action(on, "document", *PAPER, name, attempt),
        Action(on, "mail", *PAPER, name, attempt, {"to": to}),
    ):
        perform.fn("", read_case_state(number), action)
    send_due()
    return read_case_state(number)


@pytest.fixture
def case(
    make_case: Callable[..., Case], monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None], tmp_path: Path
) -> Case:
    """Open a case whose employer has no payroll office, with a folder for mail of its own."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    return make_case(clock.today() - timedelta(400), email="t.kanarie@acme.example")


def shown(session: Session, current: CaseState) -> str:
    """Return the dossier as it is published."""
    session.expire_all()
    outcomes, undelivered = mail_outcomes(session, current.case_id), undelivered_mail(session, current.case_id)
    return dossier_page(current, undelivered=undelivered, outcomes=outcomes)


def test_a_role_without_an_address_is_never_told_as_mailed(session: Session, case: Case) -> None:
    """The dossier says who got it in its place, the mail says for whom it is, and it stands on top as undelivered."""
    page = shown(session, mailed(case.number, "salarisadministratie"))
    told = "stuk 'Loon in het tweede ziektejaar' klaargezet in map, geen adres van salarisadministratie; ging naar "
    assert told in page
    assert "aan salarisadministratie" not in page
    assert page.index("## Niet bezorgde post") < page.index("## Gedaan") if "## Gedaan" in page else True
    assert "| salarisadministratie | geen adres; ging naar " in page
    (message,) = session.exec(select(Message)).all()
    assert "Dit bericht is voor: salarisadministratie." in " ".join(message.body.split())
    assert message.status == SENT


def test_a_person_settles_it(session: Session, case: Case, typed: Typed) -> None:
    """Once somebody delivered it otherwise, it is no task any more; another click is refused."""
    mailed(case.number, "salarisadministratie")
    assert "1 bericht is niet bezorgd" in typed("case", "list").out
    (waiting,) = undelivered_mail(session)
    settled = typed("mail", "delivered", waiting.id, "--door", "operator-1")
    assert (settled.code, settled.out.splitlines()[0]) == (
        0,
        f"Bericht {waiting.id} van zaak {case.number} staat nu als bezorgd.",
    )
    session.expire_all()
    assert undelivered_mail(session) == []
    again = typed("mail", "delivered", waiting.id, "--door", "operator-1")
    assert "wacht niet op iemand" in again.err


def test_sent_anew_with_an_address_it_is_no_task(session: Session, case: Case) -> None:
    """Another attempt takes its place, and goes to who has an address now."""
    mailed(case.number, "salarisadministratie")
    page = shown(session, mailed(case.number, "werknemer", attempt=2))
    assert "Niet bezorgde post" not in page


def test_what_lies_in_a_folder_is_not_told_as_mailed(session: Session, case: Case) -> None:
    """Without a mail server it is put ready; with one it is mailed."""
    page = shown(session, mailed(case.number, "werknemer"))
    assert "stuk 'Loon in het tweede ziektejaar' klaargezet in map voor werknemer" in page
    assert "gemaild" not in page
    for message in session.exec(select(Message)):
        message.in_folder = False
    session.commit()
    assert "stuk 'Loon in het tweede ziektejaar' gemaild aan werknemer" in shown(session, read_case_state(case.number))


def test_a_document_that_was_made_says_which(session: Session, case: Case) -> None:
    """`stuk gemaakt` alone helps nobody."""
    page = shown(session, mailed(case.number, "werknemer"))
    assert "stuk 'Loon in het tweede ziektejaar' gemaakt" in page


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (WAITING, "staat klaar voor werknemer"),
        (REFUSED, "niet bezorgd bij werknemer"),
        (BOUNCED, "niet bezorgd bij werknemer"),
        (HELD, "aangehouden voor werknemer"),
        (DROPPED, "niet verstuurd aan werknemer"),
        (ELSEWHERE, "anders bezorgd bij werknemer"),
        (SENT, "gemaild aan werknemer"),
    ],
)
def test_only_mail_that_went_is_told_as_mailed(session: Session, case: Case, status: str, told: str) -> None:
    """With a mail server too: what waits, was refused or came back has not been mailed to anybody."""
    mailed(case.number, "werknemer")
    session.connection().exec_driver_sql("update message set in_folder = false, status = %s", (status,))
    session.commit()
    page = shown(session, read_case_state(case.number))
    assert f"stuk 'Loon in het tweede ziektejaar' {told}" in page
    assert ("gemaild" in page) == (status == SENT)


def escalated(session: Session, case: Case, rung: int, to: str) -> str:
    """Escalate a step to a role; return what the mail says."""
    detail = {"to": to, "rung": rung, "days_late": 3}
    perform.fn(
        "",
        read_case_state(case.number),
        Action(clock.today(), "escalation", "probleemanalyse", 1, str(rung), 1, detail),
    )
    session.expire_all()
    return " ".join(session.exec(select(Message)).one().body.split())


def appointed(session: Session, case: Case, *roles: str) -> None:
    """Give one contact of the employer these roles."""
    contact = Contact(code="iris", name="Iris de Boer", email="iris@acme.example")
    session.add(contact)
    session.flush()
    employer_id = session.get_one(Employee, case.employee_id).employer_id
    session.add_all(EmployerRole(employer_id=employer_id, role=role, contact_id=contact.id) for role in roles)
    session.commit()


@pytest.mark.parametrize("roles", [("casemanager",), ("casemanager", "leidinggevende")])
def test_a_casemanager_is_not_sent_to_the_casemanager(session: Session, case: Case, roles: tuple[str, ...]) -> None:
    """Without a manager the second rung comes to the casemanager; so it does when one person is both."""
    appointed(session, case, *roles)
    body = escalated(session, case, 2, "leidinggevende")
    assert "Zet de stap vandaag alsnog" in body
    assert "met de casemanager" not in body
    assert ("Dit bericht is voor: leidinggevende" in body) == (len(roles) == 1)


def test_without_anybody_operations_is_asked_for_somebody(session: Session, case: Case) -> None:
    """Operations cannot do the step; it can see to it that somebody does."""
    assert "Zorg dat iemand deze stap oppakt" in escalated(session, case, 1, "casemanager")


def test_a_manager_reads_what_a_manager_does(session: Session, case: Case) -> None:
    """Who has the role alone reads its own text."""
    appointed(session, case, "leidinggevende")
    assert "Spreek vandaag met de casemanager af" in escalated(session, case, 2, "leidinggevende")


def test_who_was_asked_reads_the_document_and_the_day(session: Session, case: Case) -> None:
    """The reminder of a request names its number, its day and when the result was expected, and nothing of a person."""
    mailed(case.number, "casemanager")
    detail = {"to": "bedrijfsarts", "asked": "2026-03-16", "expected": "2026-03-30", "document": PAPER[0]}
    perform.fn("", read_case_state(case.number), Action(clock.today(), "reminder", *PAPER, "verzoek", 1, detail))
    session.expire_all()
    body = " ".join(session.exec(select(Message).order_by(col(Message.id).desc())).first().body.split())  # type: ignore[union-attr]
    assert "ons verzoek van 16 maart 2026" in body
    assert "uiterlijk op 30 maart 2026" in body
    assert f"Ons kenmerk: {case.number}, document {case.number}-0001" in body
    assert "herinnering aan bedrijfsarts, aan het verzoek van 16-03-2026" in dossier_page(read_case_state(case.number))
