"""The Message-ID of a mail follows from what the mail is for, and from nothing that may repeat itself."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session
from support.outbox_samples import SAID, TO, queue

from models.record import write_effect
from models.tables import Case
from spoorboek import clock
from spoorboek.statute.actions import Action, EffectKey
from tasks.outbox.mail_queue import SendRound, queue_mail, send_due
from tasks.outbox.message_ids import mail_id

MakeCase = Callable[..., Case]
KEY = EffectKey("plan_van_aanpak", 1, "mail", "plan_van_aanpak", 1)


def test_two_mails_never_share_a_message_id_after_a_restore(
    session: Session, make_case: MakeCase, owner_session: Session
) -> None:
    """A restore turns serial numbers back: another mail gets the number of a lost one, and an id of its own.

    The lost mail, made once more under another number, has the id it had.
    """
    case = make_case()
    last = owner_session.connection().execute(text("select last_value from effect_id_seq")).scalar_one()

    def mailed(name: str) -> str:
        effect = write_effect(session, case, Action(clock.today(), "mail", "plan_van_aanpak", 1, name))
        assert effect is not None
        return queue_mail(session, case, effect, TO, SAID, [], "leidinggevende").message_id

    lost = mailed("een")
    session.rollback()
    owner_session.connection().execute(text("select setval('effect_id_seq', :last, false)"), {"last": last})
    owner_session.commit()
    other, again = mailed("twee"), mailed("een")
    assert (again, other != lost) == (lost, True)


def test_each_part_of_the_key_and_the_case_make_another_message_id() -> None:
    """Step, occurrence, kind, name, attempt, case: where one differs, so does the id; the parts do not run together."""
    others = [("evaluatie", 1, "mail"), ("plan_van_aanpak", 11, "mail"), ("plan_van_aanpak", 1, "reminder")]
    keys = [KEY, KEY._replace(name="x"), KEY._replace(attempt=2), KEY._replace(attempt=11)]
    keys += [KEY._replace(step=step, occurrence=occurrence, kind=kind) for step, occurrence, kind in others]
    keys += [KEY._replace(kind="mail:", name="a"), KEY._replace(kind="mail", name=":a")]
    ids = {mail_id(number, key) for key in keys for number in ("Z-7K3Q9", "Z-7K3QA")}
    assert len(ids) == 2 * len(keys)


def test_a_message_id_is_the_same_in_every_version(monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> None:
    """Number of the case, sixteen digits, domain of the sender: a mail made again by a later version has the same."""
    monkeypatch.setenv("SPOORBOEK_MAIL_FROM", "verzuim@bedrijf.example")
    fresh()
    assert mail_id("Z-7K3Q9", KEY) == "<Z-7K3Q9.bf62e82f3c24b751@bedrijf.example>"


def test_the_file_of_a_mail_has_the_name_of_its_message_id(
    session: Session, make_case: MakeCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """In the mail folder too no other mail overwrites it; what an older version stored keeps its Message-ID."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    fresh()
    case = make_case()
    new, old = queue(session, case, "een"), queue(session, case, "twee")
    old.message_id = f"<{case.number}.12@localhost>"
    session.add(old)
    session.commit()
    assert send_due() == SendRound(delivered=2)
    local = new.message_id.strip("<>").partition("@")[0]
    assert re.fullmatch(rf"{case.number}\.[0-9a-f]{{16}}", local)
    assert {file.name for file in (tmp_path / "mail").iterdir()} == {f"{local}.eml", f"{case.number}.12.eml"}
