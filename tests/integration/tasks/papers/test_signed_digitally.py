"""Digital signatures on forms that come home: who, when, whether they hold, and what counts when somebody looked."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from sqlmodel import Session, select
from support.papers.filled_forms import by_pypdf
from support.papers.signing import DAY, NOW, Identity, identity, pem, revocation_list, signed_by

from models.record import load_record, write_effect
from models.tables import Case, Document
from spoorboek import clock
from spoorboek.clock import AMSTERDAM
from spoorboek.errors import InputError
from spoorboek.settings import settings
from spoorboek.statute.actions import Action
from spoorboek.statute.dossier.received_papers import received_papers
from tasks.case_state import case_state_in
from tasks.effects.documents import create_document
from tasks.papers.confirming import Confirmation, confirm_paper, read_paper
from tasks.papers.receiving import IncomingPaper, receive_paper
from tasks.papers.signatures import DigitalSignature, digital_signatures

PLAN = "plan_van_aanpak"
EMPLOYER, EMPLOYEE = "handtekening_werkgever", "handtekening_werknemer"
ISSUER = identity("Uitgever van de test")
JAN, TAMAR = identity("Jan Jansen", ISSUER), identity("Tamar Kanarie", ISSUER)
OLD = identity("Oud Certificaat", ISSUER, until=NOW - 10 * DAY)


@pytest.fixture
def issuers() -> Iterator[Path]:
    """Return the folder with whom to trust, with one issuer."""
    folder = settings().home / "issuers"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "uitgever.pem").write_bytes(pem(ISSUER))
    yield folder
    for each in folder.iterdir():
        each.unlink()
    folder.rmdir()


@pytest.fixture
def case(session: Session, make_case: Callable[..., Case]) -> Case:
    """Return a case whose plan was sent."""
    made = make_case(clock.today() - timedelta(60), name="Tamar Kanarie", function="Bakker")
    action = Action(clock.today(), "document", PLAN, 1, PLAN)
    effect = write_effect(session, made, action)
    assert effect is not None
    create_document(session, made, effect, case_state_in(session, made.number), action)
    session.commit()
    return made


@pytest.fixture
def form(session: Session, case: Case) -> bytes:
    """Return the form, filled in and not signed."""
    sent = session.exec(select(Document.content).where(Document.case_id == case.id)).one()
    return by_pypdf(sent, {"einddoel_uren": "32", "werkgever_1_wat": "Taken verdelen"})


def filled_after(content: bytes, name: str, value: str) -> bytes:
    """Fill in one field as an addition to the file, as a viewer does with a paper that is signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    fields = writer.root["/AcroForm"]["/Fields"]
    for reference in (fields.raw_get(index) for index in range(len(fields))):
        if reference.get_object()["/T"] == name:
            reference.get_object()["/V"] = generic.TextStringObject(value)
            writer.mark_update(reference)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def saved_anew(content: bytes) -> bytes:
    """Write a paper as a whole, as a program does that knows nothing of signatures."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out)
    return out.getvalue()


def in_signature(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Change the bytes of the first signature."""
    found = re.search(rb"/Contents ?<([0-9a-fA-F]{2000,})>", content)
    assert found
    return content[: found.start(1)] + change(found[1]) + content[found.end(1) :]


def one(content: bytes) -> DigitalSignature:
    """Return the only signature."""
    (found,) = digital_signatures(content)
    return found


def test_two_who_sign_are_each_named_with_their_day(form: bytes, issuers: Path) -> None:
    """Each signature covers what was there when it was put; the second changes nothing of the first."""
    once = signed_by(form, EMPLOYER, JAN, ISSUER, NOW - 2 * DAY)
    twice = signed_by(filled_after(once, "datum_ondertekening_werknemer", "01-02-2026"), EMPLOYEE, TAMAR, ISSUER)
    first, second = digital_signatures(twice)
    assert (first.party, first.name, first.problems, first.is_trusted) == ("werkgever", "Jan Jansen", (), True)
    assert (second.party, second.name, second.problems) == ("werknemer", "Tamar Kanarie", ())
    assert first.day == (NOW - 2 * DAY).astimezone(AMSTERDAM).date()
    assert "werkgever, door Jan Jansen, op " in first.sentence
    assert "klopt" in first.sentence


def test_an_issuer_nobody_named_is_not_trusted_and_the_signature_holds(form: bytes) -> None:
    """That a certificate is of an unknown issuer is said; it makes no signature false."""
    found = one(signed_by(form, EMPLOYER, JAN, ISSUER))
    assert (found.problems, found.is_trusted) == ((), False)
    assert "van een uitgever die hier niet bekend is" in found.sentence
    alone = one(signed_by(form, EMPLOYER, identity("Zelf\u202e gemaakt\x07")))
    assert (alone.problems, alone.is_trusted, alone.name) == ((), False, "Zelf gemaakt")


WRONG: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "filled in after it": ("gewijzigd", lambda form: filled_after(signed(form), "einddoel_uren", "8")),
    "its own date after it": (
        "gewijzigd",
        lambda form: filled_after(signed(form), "datum_ondertekening_werkgever", "01-02-2026"),
    ),
    "a byte changed": ("gewijzigd", lambda form: changed_byte(signed(form))),
    "saved anew": ("gewijzigd", lambda form: saved_anew(signed(form))),
    "noise in it": ("onleesbaar", lambda form: in_signature(signed(form), lambda was: b"00ff" * 50 + was[200:])),
    "zeros in it": ("onleesbaar", lambda form: in_signature(signed(form), lambda was: b"0" * len(was))),
    "the key of another": ("ongeldig", lambda form: signed_by(form, EMPLOYER, Identity(TAMAR.key, JAN.certificate))),
    "a range of nothing": ("dekt_niet_alles", lambda form: other_range(signed(form), b"[0 1 2 3]")),
    "a range that is none": ("onleesbaar", lambda form: other_range(signed(form), b"[0 (a) /b]")),
    "expired when it was put": ("verlopen", lambda form: signed_by(form, EMPLOYER, OLD, ISSUER)),
    "before its certificate": ("verlopen", lambda form: signed_by(form, EMPLOYER, JAN, ISSUER, NOW - 3000 * DAY)),
}  # fmt: skip


def signed(form: bytes) -> bytes:
    """Return the form as the employer signed it."""
    return signed_by(form, EMPLOYER, JAN, ISSUER)


def changed_byte(content: bytes) -> bytes:
    """Change one byte of what is drawn."""
    at = content.index(b"stream\n", 400) + 40
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def other_range(content: bytes, said: bytes) -> bytes:
    """Let a signature say that it covers something else."""
    return re.sub(rb"/ByteRange ?\[[^\]]*\]", lambda was: (b"/ByteRange " + said).ljust(len(was[0])), content, count=1)


@pytest.mark.parametrize("how", WRONG)
def test_what_is_wrong_is_one_clear_finding(form: bytes, issuers: Path, how: str) -> None:
    """Changed, broken, of another, expired: said in a sentence, and it does not count."""
    problem, make = WRONG[how]
    found = one(make(form))
    assert problem in found.problems
    assert found.party == "werkgever"
    assert "telt niet, want" in found.sentence


def test_a_certificate_that_ran_out_since_did_hold_on_the_day(form: bytes, issuers: Path) -> None:
    """What counts is the day of the signature."""
    assert one(signed_by(form, EMPLOYER, OLD, ISSUER, NOW - 20 * DAY)).problems == ()


def test_a_certificate_that_was_revoked_counts_no_more(form: bytes, issuers: Path) -> None:
    """Also for a day before it: that day is the signer's own word. Another of the same issuer stays good."""
    (issuers / "uitgever.crl").write_bytes(revocation_list(ISSUER, JAN))
    assert one(signed(form)).problems == ("ingetrokken",)
    assert one(signed_by(form, EMPLOYER, JAN, ISSUER, NOW - 30 * DAY)).problems == ("ingetrokken",)
    assert one(signed_by(form, EMPLOYER, TAMAR, ISSUER)).problems == ()


def test_a_file_that_is_no_certificate_is_named(form: bytes, issuers: Path) -> None:
    """One message with the folder, before anything is judged by half a list."""
    for name in ("fout.pem", "fout.crl"):
        (issuers / name).write_bytes(b"geen certificaat")
        with pytest.raises(InputError, match="geen certificaat is"):
            digital_signatures(signed(form))
        (issuers / name).unlink()


def come_home(session: Session, case: Case, content: bytes) -> int:
    """Let a paper come in."""
    receipt = receive_paper(session, case.number, IncomingPaper(content), "operator-1")
    session.commit()
    assert receipt.reason is None
    return receipt.number


def test_a_sound_signature_counts_when_somebody_looked(session: Session, case: Case, form: bytes) -> None:
    """For that signer, on the day of the signature; the other still has to; the event holds no name."""
    on = NOW - 2 * DAY
    paper = come_home(session, case, signed_by(form, EMPLOYER, JAN, ISSUER, on))
    assert [each.name for each in read_paper(session, case.number, paper).signatures] == ["Jan Jansen"]
    message, _ = confirm_paper(session, case.number, paper, Confirmation("operator-2"), "operator-1")
    session.commit()
    assert "Nog niet getekend: de werknemer." in message
    assert "Jan" not in message
    (event,) = [each for each in load_record(session, case).events if each.kind == "document_confirmed"]
    assert event.data["signed"] == {"werkgever": on.astimezone(AMSTERDAM).date().isoformat()}
    assert event.data["digital"] == ["werkgever"]
    refuses = Confirmation("operator-2", refused_by="werkgever", reason="oneens", on=clock.today())
    with pytest.raises(InputError, match="tekende digitaal"):
        confirm_paper(session, case.number, paper, refuses, "operator-1")
    session.rollback()
    both = Confirmation("operator-2", signed_by=("werknemer",), on=clock.today())
    confirm_paper(session, case.number, paper, both, "operator-1")
    (known,) = received_papers(load_record(session, case).events)
    assert known.is_signed
    assert known.signed["werkgever"] == on.astimezone(AMSTERDAM).date()


def test_a_broken_signature_counts_for_nobody(session: Session, case: Case, form: bytes) -> None:
    """It gives no day, and the step is not done by it; a person who saw ink may still say so."""
    paper = come_home(session, case, filled_after(signed(form), "einddoel_uren", "8"))
    with pytest.raises(InputError, match="Welke datum"):
        confirm_paper(session, case.number, paper, Confirmation("operator-2"), "operator-1")
    session.rollback()
    said = Confirmation("operator-2", signed_by=("werkgever",), on=clock.today())
    message, _ = confirm_paper(session, case.number, paper, said, "operator-1")
    assert "na het tekenen gewijzigd (einddoel_uren)" in message


def test_a_value_that_only_looks_different_after_a_signature_is_a_change(form: bytes) -> None:
    """Who paints another text over a value that stays the same changed what was signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(signed_by(form, EMPLOYER, JAN, ISSUER)), strict=False)
    fields = writer.root["/AcroForm"]["/Fields"]
    for reference in (fields.raw_get(index) for index in range(len(fields))):
        if reference.get_object()["/T"] == "einddoel_uren":
            box = generic.ArrayObject([generic.NumberObject(each) for each in (0, 0, 80, 20)])
            painted = generic.StreamObject({generic.pdf_name("/BBox"): box}, stream_data=b"q 0 0 80 20 re f Q")
            reference.get_object()["/AP"] = generic.DictionaryObject(
                {generic.pdf_name("/N"): writer.add_object(painted)}
            )
            writer.mark_update(reference)
    out = io.BytesIO()
    writer.write(out)
    assert "gewijzigd" in one(out.getvalue()).problems
