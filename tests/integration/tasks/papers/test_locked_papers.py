"""Papers that are locked: with the password of the case one comes in, with any other it stays out."""

import io
from collections.abc import Callable
from datetime import timedelta

import pikepdf
import pytest
from pypdf import PdfReader
from sqlmodel import Session, select
from support.hostile.papers import pdf, word
from support.papers.signing import identity, signed_by

from models.tables import Case, ReceivedPaper
from spoorboek import clock
from tasks.papers.paper_list import paper_file
from tasks.papers.paper_passwords import case_password
from tasks.papers.receiving import IncomingPaper, PaperReceipt, receive_paper


@pytest.fixture
def case(make_case: Callable[..., Case]) -> Case:
    """Return a case in its tenth week."""
    return make_case(clock.today() - timedelta(70))


def locked(password: str, content: bytes | None = None, revision: int = 6) -> bytes:
    """Lock a PDF as a viewer does."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content or pdf())) as made:
        lock = pikepdf.Encryption(owner="eigenaar", user=password, R=revision, aes=revision > 3, metadata=revision > 3)
        made.save(out, encryption=lock)
    return out.getvalue()


def bring(session: Session, case: Case, content: bytes) -> PaperReceipt:
    """Bring a paper as an operator."""
    receipt = receive_paper(session, case.number, IncomingPaper(content, kind="gespreksverslag"), "operator-1")
    session.commit()
    return receipt


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_the_password_of_the_case_opens_a_paper(session: Session, case: Case, revision: int) -> None:
    """It comes in without its lock, so that it can be read and go to UWV; the same file again is there already."""
    content = locked(case_password(session, case.number), revision=revision)
    receipt = bring(session, case, content)
    assert (receipt.stand, receipt.reason) == ("ontvangen", None)
    kept = paper_file(session, case.number, receipt.number)[1]
    assert "Verslag van het gesprek" in PdfReader(io.BytesIO(kept)).pages[0].extract_text()
    assert bring(session, case, content).reason == "dubbel"


def test_any_other_password_keeps_it_out(session: Session, case: Case, make_case: Callable[..., Case]) -> None:
    """Also that of another case; the message tells what to do, and not the password."""
    other = make_case(clock.today() - timedelta(90))
    for password in ("geheim", case_password(session, other.number), case_password(session, case.number).upper()):
        receipt = bring(session, case, locked(password))
        assert receipt.reason == "op_slot"
        assert "wachtwoord van de zaak" in receipt.message
        assert case_password(session, case.number) not in receipt.message
    assert {each.stand for each in session.exec(select(ReceivedPaper))} == {"quarantaine"}


def test_what_is_locked_is_looked_at_as_any_other(session: Session, case: Case) -> None:
    """A script behind the lock is a script; broken is broken; a signature that unlocking would break stays out."""
    password = case_password(session, case.number)
    script = pdf(
        change=lambda made: made.Root.__setitem__(
            pikepdf.Name.OpenAction,
            pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")),
        )
    )
    assert bring(session, case, locked(password, script)).reason == "met_script"
    assert bring(session, case, locked(password)[:-300]).reason in ("beschadigd", "op_slot")
    signed = signed_by(pdf(), "Signature1", identity("Jan Jansen"))
    assert bring(session, case, locked(password, signed)).reason == "op_slot"
    assert bring(session, case, word()).reason is None


def test_a_case_has_one_password_and_each_its_own(session: Session, make_case: Callable[..., Case]) -> None:
    """Worked out anew it is the same; letters that look alike are not in it."""
    cases = [make_case(clock.today() - timedelta(70 + each)).number for each in range(3)]
    passwords = [case_password(session, number) for number in cases]
    assert len(set(passwords)) == 3
    assert passwords == [case_password(session, number) for number in cases]
    assert not set("".join(passwords)) & set("il1o0ILO")
