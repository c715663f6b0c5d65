"""The anchor of the night: a file for the auditor, the same in the mail to operations, and `verify --since`."""

import os
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlmodel import Session
from support.command_in_process import Said
from support.hostile.ledger_attack import DAY, PERSONAL, Attack, Victim

from flows.upkeep.anchor import keep_anchor
from models.record import append_event


@pytest.fixture
def home(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Path:
    """Mail to a folder, and keep anchors beside it; return the data folder."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    return tmp_path


def test_the_anchor_is_kept_and_mailed(home: Path, victim: Victim, attack: Attack) -> None:
    """The file is for its owner alone; the mail encloses the same bytes, and neither names a person."""
    assert keep_anchor.fn().is_completed()
    (kept,) = (home / "anchors").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    (sent,) = (home / "mail").iterdir()
    mail = message_from_bytes(sent.read_bytes(), policy=default)
    (enclosed,) = mail.iter_attachments()
    assert enclosed.get_content() == kept.read_bytes()
    assert "alles klopt" in mail["Subject"]
    text = kept.read_text() + str(mail["Subject"]) + mail.get_body().get_content()
    assert not [word for word in PERSONAL if word in text]


def test_what_is_found_at_night_is_told(home: Path, victim: Victim, attack: Attack) -> None:
    """A record that is not in order gives a failed run and a mail that says what, by case."""
    attack(f"delete from message where id = {victim.message.id}")
    state = keep_anchor.fn()
    assert (state.message or "").startswith("Niet in orde: Anker ")
    assert f"Zaak {victim.case.number}: bericht {victim.message.id} ontbreekt." in (state.message or "")


def test_a_mail_that_cannot_be_sent_is_told_and_the_anchor_stays(home: Path, victim: Victim, attack: Attack) -> None:
    """The file is kept whatever becomes of the mail."""
    (home / "mail").write_text("in the way")
    assert (keep_anchor.fn().message or "").startswith("Niet gemaild: Anker ")
    assert len(os.listdir(home / "anchors")) == 1


def test_verify_since_says_yes_and_no(
    session: Session, home: Path, victim: Victim, attack: Attack, typed: Callable[..., Said]
) -> None:
    """Lived on, all is well; with something of before the anchor gone, exit code and words say so."""
    keep_anchor.fn()
    (kept,) = (home / "anchors").iterdir()
    append_event(session, victim.case, "capability_changed", DAY, {"percentage": 50}, "operator-1")
    session.commit()
    said = typed("verify", "--since", kept)
    assert said.code == 0, said
    assert "Niets van vóór het anker" in said.out
    assert "Hoofd over alles: " in said.out
    attack(f"delete from case_event where case_id = {victim.case.id} and seq > 4")
    said = typed("verify", "--since", kept)
    assert said.code == 1
    assert f"Zaak {victim.case.number}: de gebeurtenissen telden er bij het anker 5, en nu 4." in said.err


@pytest.mark.parametrize("content", ["", "geen anker"])
def test_a_wrong_file_is_one_message(home: Path, victim: Victim, content: str, typed: Callable[..., Said]) -> None:
    """No traceback for what is no anchor."""
    (home / "x.json").write_text(content)
    said = typed("verify", "--since", home / "x.json")
    assert said.code != 0
    assert "Dit is geen anker van Spoorboek." in said.err
