"""A role without an address: its mail goes to somebody else, is told as such, and waits for a person."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select
from support.command_in_process import Said

from models.tables import SENT, Case, Message
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
