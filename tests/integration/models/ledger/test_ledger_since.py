"""What explains a difference with an anchor, and what an anchor is: a restore, destruction, a file that was changed."""

import json
from collections.abc import Callable

import pytest
from sqlmodel import Session
from support.hostile.ledger_attack import (
    DAY,
    PERSONAL,
    Attack,
    Victim,
    anchored,
    changed_since,
    checked,
    put_back,
    stolen,
)

from models.connection import snapshot_session
from models.ledger.anchors import make_anchor, one_head, read_anchor
from models.ledger.digests import Subject
from models.ledger.entries import record_chains_destroyed, record_destroyed, record_restore
from models.ledger.since import compare_with, restores
from models.record import append_event
from models.tables import Case
from spoorboek import clock
from spoorboek.errors import InputError

TABLES = ("case_file", "case_event", "ledger_entry", "ledger_head")


def go_back(attack: Attack) -> None:
    """Put the record back as it was stolen, as a restore does."""
    attack(*(statement for table in TABLES for statement in put_back(table, "true")))


def test_a_restore_is_recorded_and_explains_what_is_missing(session: Session, victim: Victim, attack: Attack) -> None:
    """Anchored after the backup, restored, lived on: what is shorter is explained; verify is green and tells of it."""
    backup_made_at, backup_head = clock.now(), one_head(session)
    attack(*stolen(*TABLES))
    append_event(session, victim.case, "capability_changed", DAY, {"percentage": 50}, "operator-1")
    session.commit()
    anchor = anchored()
    session.expire_all()
    go_back(attack)
    assert changed_since(anchor) != []
    record_restore(session, backup_made_at=backup_made_at, backup_head=backup_head, actor="operator-1")
    append_event(session, victim.case, "capability_changed", DAY, {"percentage": 75}, "operator-1")
    session.commit()
    assert checked() == []
    with snapshot_session() as reading:
        compared = compare_with(reading, anchor)
        assert compared.findings == []
        assert compared.explained == [f"Zaak {victim.case.number}"]
        assert [each.backup_made_at for each in restores(reading)] == [backup_made_at]


def test_a_restore_explains_nothing_of_before_the_backup(session: Session, victim: Victim, attack: Attack) -> None:
    """An anchor of before the backup must match, whatever was restored since."""
    anchor = anchored()
    record_restore(session, backup_made_at=clock.now(), backup_head=one_head(session), actor="operator-1")
    session.commit()
    assert changed_since(anchor) == []
    attack(f"delete from case_event where case_id = {victim.case.id} and seq = 5")
    assert changed_since(anchor) == [
        f"Zaak {victim.case.number}: de gebeurtenissen telden er bij het anker 5, en nu 4."
    ]


def test_a_restore_that_somebody_invented_is_found(session: Session, victim: Victim, attack: Attack) -> None:
    """Without the key no entry can be written that explains anything."""
    attack(
        "insert into ledger_entry (subject, subject_id, seq, recorded_at, kind, of_table, row_key, digest, mac, data) "
        "select 'house', 0, 99, now(), 'restored', '', '', '', '', jsonb_build_object('backup_made_at', now())"
    )
    assert [each for each in checked() if each.startswith("Het huis: ")] != []


def test_what_was_destroyed_is_not_missed(session: Session, victim: Victim, attack: Attack) -> None:
    """Rows that retention took away with an entry leave verify and an earlier anchor green; without one they do not."""
    anchor, subject = anchored(), Subject("case", victim.case.id)
    attack(f"delete from message where id = {victim.message.id}")  # what retention will have the right to
    record_destroyed(session, subject, "message", [str(victim.message.id)], reason="bewaartermijn", actor="operator-1")
    session.commit()
    assert checked() == []
    assert changed_since(anchor) == []
    attack(f"delete from message where id = {victim.later.id}")
    assert checked() == [f"Zaak {victim.case.number}: bericht {victim.later.id} ontbreekt."]


def test_destroyed_events_are_not_missed_and_later_ones_are_chained(
    session: Session, victim: Victim, attack: Attack
) -> None:
    """The content of the events goes, their number and last hash stay in the ledger, and the chain goes on."""
    case = session.get_one(Case, victim.case.id)
    record_chains_destroyed(session, case, reason="bewaartermijn", actor="operator-1")
    session.commit()
    attack(f"update case_event set data = '{{}}', actor = '' where case_id = {case.id}")
    assert checked() == []
    append_event(session, case, "capability_changed", DAY, {"percentage": 1}, "operator-1")
    session.commit()
    assert checked() == []
    attack(f"update case_event set actor = 'x' where case_id = {case.id} and seq = 6")
    assert len(checked()) == 1


def test_an_anchor_holds_no_person(victim: Victim, attack: Attack) -> None:
    """Numbers of cases, row numbers, counts and hashes."""
    with snapshot_session() as reading:
        text_of_anchor = make_anchor(reading).to_text()
    assert not [word for word in PERSONAL if word in text_of_anchor]
    assert victim.case.number in text_of_anchor


def _without_a_chain(fields: dict) -> None:  # type: ignore[type-arg]
    fields["chains"].pop()


def _earlier(fields: dict) -> None:  # type: ignore[type-arg]
    fields["made_at"] = "2020-01-01T00:00:00+01:00"


def _nothing(fields: dict) -> None:  # type: ignore[type-arg]
    fields.clear()


@pytest.mark.parametrize("change", [_without_a_chain, _earlier, _nothing])
def test_an_anchor_that_was_changed_is_refused(victim: Victim, attack: Attack, change: Callable[[dict], None]) -> None:  # type: ignore[type-arg]
    """Nobody without the key can make an anchor, or take something out of one."""
    with snapshot_session() as reading:
        fields = json.loads(make_anchor(reading).to_text())
    change(fields)
    with pytest.raises(InputError, match="anker"):
        read_anchor(json.dumps(fields))


@pytest.mark.parametrize("content", ["", "geen json", "[]", "null", '{"chains": 1}', '{"chains": [[1]]}', "9" * 5000])
def test_a_file_that_is_no_anchor_is_refused(keys: list[str], content: str) -> None:
    """One message for whatever it is."""
    with pytest.raises(InputError, match="Dit is geen anker"):
        read_anchor(content)
