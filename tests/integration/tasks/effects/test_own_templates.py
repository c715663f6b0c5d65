"""A document of a house: which template made it is kept, and one that fails keeps no document from being made."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlmodel import Session, col, select
from support.own_templates import put, with_words

from models.record import write_effect
from models.tables import Case, Document, Employer, Message
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek.statute.actions import Action
from tasks.case_state import case_state_in
from tasks.effects.documents import create_document
from tasks.effects.own_template_news import folder_faults, tell_own_templates

FIRST = date(2026, 1, 5)
KEY = "verzoek_probleemanalyse"
DAY = FIRST + timedelta(14)
WORDS = "<p>Onze eigen woorden vooraf.</p>"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None], session: Session) -> Path:
    """Return a data directory that the settings name."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path / "huis"))
    fresh()
    return tmp_path / "huis"


def made(session: Session, case: Case, attempt: int) -> Document:
    """Ask for the letter once more; return its newest version."""
    set_virtual_day(session, DAY)
    session.flush()
    action = Action(DAY, "document", KEY, 1, KEY, attempt)
    effect = write_effect(session, case, action)
    assert effect is not None
    create_document(session, case, effect, case_state_in(session, case.number), action)
    session.flush()
    newest = select(Document).where(Document.case_id == case.id).order_by(col(Document.id).desc()).limit(1)
    return session.exec(newest).one()


def mails(session: Session) -> list[Message]:
    """Return what operations was mailed about templates."""
    about = col(Message.message_id).startswith("<sjabl")
    return list(session.exec(select(Message).where(about).order_by(col(Message.id))))


def test_a_house_makes_its_own_letter(session: Session, make_case: Callable[..., Case], home: Path) -> None:
    """The one of the employer, else that of all; kept with the document: file, version, hash; a next version when it
    changed, none when it did not; and nobody is mailed."""
    case = make_case(FIRST, function="Bakker")
    code = session.exec(select(Employer)).one().code
    first = made(session, case, 1)
    assert (first.own_template, first.own_sha256, first.version) == (None, None, 1)
    put(home, with_words(WORDS, KEY), KEY)
    second = made(session, case, 2)
    assert (second.own_template, second.version) == ("brief/verzoek_probleemanalyse.html", 2)
    assert second.template_version == first.template_version
    text = " ".join(PdfReader(io.BytesIO(second.content)).pages[0].extract_text().split())
    assert "Onze eigen woorden vooraf." in text
    assert f"sjabloon {KEY} 2 eigen {(second.own_sha256 or '')[:8]}" in text
    assert made(session, case, 3).id == second.id
    put(home, with_words("<p>Voor dit bedrijf.</p>", KEY), KEY, employer=code)
    third = made(session, case, 4)
    assert third.own_template == f"werkgever/{code}/brief/verzoek_probleemanalyse.html"
    assert third.own_sha256 != second.own_sha256
    assert "Voor dit bedrijf." in (third.text or "")
    assert mails(session) == []
    assert tell_own_templates(session, DAY) == ""
    session.commit()
    assert verify_record(session) == []


def test_a_template_that_fails_is_told_and_the_letter_goes(
    session: Session, make_case: Callable[..., Case], home: Path
) -> None:
    """Wrong in its text, wrong for this case, too long for this case, unreadable: the shipped one makes the letter, and
    operations is mailed the same day, once for each fault, without anything of the case."""
    case = make_case(FIRST, function="Bakker")
    usual = made(session, case, 1)
    wrong = (
        "<script>x</script>", "{{ employee.phone }}", "<p>Nog een regel.</p>" * 30, "{% if %}",
        "{% for a in range(99999999) %}x{% endfor %}",
    )  # fmt: skip
    for attempt, words in enumerate(wrong, 2):
        put(home, with_words(words, KEY), KEY)
        for again in (attempt, attempt + 100):
            document = made(session, case, again)
            assert (document.id, document.own_template) == (usual.id, None), words
    path = put(home, with_words(WORDS, KEY), KEY)
    path.unlink()
    path.symlink_to("/etc/passwd")
    assert made(session, case, 50).id == usual.id
    # What was not made anew told nobody: the first letter of another case does.
    other = made(session, make_case(FIRST, function="Bakker"), 1)
    assert other.own_template is None
    (mail,) = mails(session)
    assert mail.subject == "Spoorboek: een eigen sjabloon is niet gebruikt"
    assert "brief/verzoek_probleemanalyse.html: kan niet worden gelezen" in " ".join(mail.body.split())
    assert case.number not in mail.body
    put(home / "x", "x")  # a folder beside it changes nothing
    path.unlink()
    for number, words in enumerate(wrong):
        put(home, with_words(words, KEY), KEY)
        made(session, make_case(FIRST, function="Bakker"), 1)
        assert len(mails(session)) == 2 + number, words


def test_the_folder_is_looked_at_every_round(session: Session, make_case: Callable[..., Case], home: Path) -> None:
    """A fault is mailed once a day and again the next; an older template once a week; a folder for nobody is named."""
    make_case(FIRST)
    code = session.exec(select(Employer)).one().code
    put(home, with_words("{{ boem }}", KEY), KEY)
    put(home, with_words(WORDS, KEY).replace("versie 2", "versie 1"), KEY, employer=code)
    put(home, with_words(WORDS, KEY), KEY, employer=code.upper())
    assert {fault.code for _, fault in folder_faults(session)} == {"werkgever", "onbekende_naam", "verouderd"}
    assert "3 keer" in tell_own_templates(session, DAY)
    assert tell_own_templates(session, DAY) == ""
    subjects = [mail.subject for mail in mails(session)]
    assert subjects == ["Spoorboek: eigen sjablonen worden niet gebruikt",
                        "Spoorboek: eigen sjablonen zijn van een oudere versie"]  # fmt: skip
    tell_own_templates(session, DAY + timedelta(1))
    assert len(mails(session)) == 3
    assert "html, regel 6: `boem` is niet bekend" in " ".join(mails(session)[0].body.split())
