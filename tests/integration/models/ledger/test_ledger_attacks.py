"""Whoever has every right on the database and not the key of the ledger is found, whatever is done, and by name."""

from collections.abc import Callable
from hashlib import sha256
from json import dumps

import pytest
from sqlalchemy import text
from sqlmodel import Session
from support.hostile.ledger_attack import DAY, Attack, Victim, anchored, changed_since, checked, put_back, stolen

from models.connection import session as new_session
from models.ledger.anchors import one_head
from models.ledger.entries import record_outcome
from models.record import append_event
from models.tables import Contact

CASE_CHAIN = "subject = 'case' and subject_id = {v.case.id}"
LAST = f"(select max(seq) from ledger_entry where {CASE_CHAIN})"

# What is done (statements over the ids of the victim), and what `verify` says of it.
ATTACKS: dict[str, tuple[list[str], str]] = {
    "event cut off the tail": (
        [
            "delete from case_event where case_id = {v.case.id} and seq = 5",
            "update case_file set version = 4, event_head = (select hash from case_event where case_id = {v.case.id} "
            "and seq = 4) where id = {v.case.id}",
        ],
        "Zaak {v.case.number}: de eindstand van gebeurtenissen en handelingen is gewijzigd.",
    ),
    "entry cut off the tail": (
        [
            f"delete from ledger_entry where {CASE_CHAIN} and seq = {LAST}",
            f"update ledger_head set length = length - 1, mac = (select mac from ledger_entry where {CASE_CHAIN} "
            f"and seq = {LAST}) where {CASE_CHAIN}",
        ],
        "Zaak {v.case.number}: de eindstand van het grootboek is gewijzigd.",
    ),
    "entries in another order": (
        [
            f"update ledger_entry set seq = 99 where {CASE_CHAIN} and seq = 2",
            f"update ledger_entry set seq = 2 where {CASE_CHAIN} and seq = 3",
            f"update ledger_entry set seq = 3 where {CASE_CHAIN} and seq = 99",
        ],
        "Zaak {v.case.number}: regel 2 van het grootboek is gewijzigd of verplaatst (controlegetal klopt niet).",
    ),
    "events in another order": (
        [
            "update case_event set seq = 99 where case_id = {v.case.id} and seq = 3",
            "update case_event set seq = 3 where case_id = {v.case.id} and seq = 4",
            "update case_event set seq = 4 where case_id = {v.case.id} and seq = 99",
        ],
        "Zaak {v.case.number}: gebeurtenis 3 is gewijzigd of verplaatst (controlegetal klopt niet).",
    ),
    "entry taken out": (
        [f"delete from ledger_entry where {CASE_CHAIN} and seq = 2"],
        "Zaak {v.case.number}: in het grootboek regel 2 ontbreekt.",
    ),
    "chain and end taken away": (
        [f"delete from ledger_entry where {CASE_CHAIN}", f"delete from ledger_head where {CASE_CHAIN}"],
        "Zaak {v.case.number}: document {v.document.number} hoort er niet bij: het grootboek kent dit niet.",
    ),
    "end taken away": (
        [f"delete from ledger_head where {CASE_CHAIN}"],
        "Zaak {v.case.number}: de eindstand van het grootboek ontbreekt.",
    ),
    "case deleted": (
        [
            "delete from message where case_id = {v.case.id}",
            "delete from document where case_id = {v.case.id}",
            "delete from referral where case_id = {v.case.id}",
            "delete from case_role where case_id = {v.case.id}",
            "delete from effect where case_id = {v.case.id}",
            "delete from case_event where case_id = {v.case.id}",
            "delete from case_file where id = {v.case.id}",
            f"delete from ledger_entry where {CASE_CHAIN}",
            f"delete from ledger_head where {CASE_CHAIN}",
        ],
        "Werknemer {v.case.employee_id}: zaak {v.case.number} ontbreekt.",
    ),
    "row of a case deleted": (
        ["delete from case_file where id = {v.case.id}"],
        "Zaak {v.case.number}: het dossier zelf (nummer, werknemer) ontbreekt.",
    ),
    "document replaced by another": (
        [
            "update document set (content, sha256, size) = (select content, sha256, size + 1 from document where "
            "case_id = {v.other.id}) where id = {v.document.id}"
        ],
        "Zaak {v.case.number}: document {v.document.number} ",
    ),
    "document deleted": (
        ["delete from document where id = {v.document.id}"],
        "Zaak {v.case.number}: document {v.document.number} ontbreekt.",
    ),
    "message deleted": (
        ["delete from message where id = {v.message.id}"],
        "Zaak {v.case.number}: bericht {v.message.id} ontbreekt.",
    ),
    "message added": (
        [
            "insert into message select (jsonb_populate_record(m, jsonb_build_object('id', 999, 'message_id', '<a@b>', "
            "'effect_id', null))).* from message m where id = {v.message.id}"
        ],
        "Zaak {v.case.number}: bericht 999 hoort er niet bij: het grootboek kent dit niet.",
    ),
    "recipient swapped": (
        [
            "update message set recipient = (select recipient from message where case_id = {v.other.id}) "
            "where id = {v.message.id}"
        ],
        "Zaak {v.case.number}: bericht {v.message.id} ",
    ),
    "enclosure swapped": (
        ["update message set document_ids = '{{}}' where id = {v.message.id}"],
        "Zaak {v.case.number}: bericht {v.message.id} is gewijzigd of verwisseld (controlegetal klopt niet).",
    ),
    "mail said to be sent": (
        ["update message set status = 'verzonden' where id = {v.message.id}"],
        "Zaak {v.case.number}: bericht {v.message.id} staat op 'verzonden', en volgens het grootboek is het 'wacht'.",
    ),
    "case moved to another employee": (
        ["update case_file set employee_id = {v.other.employee_id} where id = {v.case.id}"],
        "Zaak {v.case.number}: het dossier zelf (nummer, werknemer) is gewijzigd of verwisseld ("
        "controlegetal klopt niet).",
    ),
    "role moved to another contact": (
        ["update case_role set contact_id = {v.contact.id} where case_id = {v.case.id}"],
        "Zaak {v.case.number}: de contactpersoon in de rol leidinggevende is gewijzigd of verwisseld (controlegetal "
        "klopt niet).",
    ),
    "role added": (
        ["insert into case_role (case_id, role, contact_id) values ({v.case.id}, 'werkgever', {v.contact.id})"],
        "Zaak {v.case.number}: de contactpersoon in de rol werkgever hoort er niet bij: het grootboek kent dit niet.",
    ),
    "referral deleted": (
        ["delete from referral where case_id = {v.case.id}"],
        "Zaak {v.case.number}: verwijzing 1 ontbreekt.",
    ),
    "address of a bureau replaced": (
        ["update bureau set email = (select email from contact where id = {v.contact.id}) where id = {v.bureau.id}"],
        "Bureau {v.bureau.id}: de inschrijving ",
    ),
    "substitute appointed": (
        ["update contact set substitute_id = {v.contact.id}, absent_from = '2020-01-01' where code = 'c-0'"],
        "Contactpersoon ",
    ),
    "employer replaced": (
        ["update employer set code = 'slager'"],
        ": de inschrijving is gewijzigd of verwisseld (controlegetal klopt niet).",
    ),
    "rules rewritten": (
        ["update edition_text set content = content || '#' where kind = 'rules'"],
        "Het huis: de tekst van rules ",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_every_change_is_named(session: Session, victim: Victim, attack: Attack, name: str) -> None:
    """Before it nothing is found; after it `verify` names what was done, and the head is another one."""
    statements, said = ATTACKS[name]
    assert checked() == []
    attack(*(each.format(v=victim) for each in statements))
    assert [each for each in checked() if said.format(v=victim) in each] != [], checked()


def test_an_event_edited_with_its_chain_recomputed_is_found(session: Session, victim: Victim, attack: Attack) -> None:
    """Somebody who edits an event and computes every later hash anew, without the key, is found at the edit."""
    rows = (
        session.connection()
        .execute(text(f"select * from case_event where case_id = {victim.case.id} order by seq"))
        .all()
    )
    previous, statements = rows[0].hash, []
    for row in rows[1:]:
        data = {"percentage": 99} if row.seq == 3 else row.data
        previous = sha256(previous + dumps([victim.case.number, row.seq, data]).encode()).digest()
        changed = f"data = '{dumps(data)}', hash = '\\x{previous.hex()}'"
        statements.append(f"update case_event set {changed} where id = {row.id}")
    attack(*statements, f"update case_file set event_head = '\\x{previous.hex()}' where id = {victim.case.id}")
    assert (
        f"Zaak {victim.case.number}: gebeurtenis 3 is gewijzigd of verplaatst (controlegetal klopt niet)." in checked()
    )


def test_a_tail_cut_off_under_an_older_seal_needs_the_anchor(session: Session, victim: Victim, attack: Attack) -> None:
    """Somebody who kept the row of a case puts it back and takes away what came after: only the anchor shows it."""
    attack(*stolen("case_file"))
    append_event(session, victim.case, "capability_changed", DAY, {"percentage": 50}, "operator-1")
    session.commit()
    anchor = anchored()
    assert changed_since(anchor) == []
    attack(
        f"delete from case_event where case_id = {victim.case.id} and seq = 6",
        *put_back("case_file", f"id = {victim.case.id}"),
    )
    assert checked() == []
    assert changed_since(anchor) == [
        f"Zaak {victim.case.number}: de gebeurtenissen telden er bij het anker 6, en nu 5."
    ]


def test_a_row_put_back_with_its_chain_needs_the_anchor(session: Session, victim: Victim, attack: Attack) -> None:
    """The address of a contact as it was, with the end of the chain of that day: only the anchor shows it."""
    attack(*stolen("contact", "ledger_entry", "ledger_head"))
    session.add(victim.contact)
    victim.contact.email = "nieuw.kanarie@acme.example"
    session.commit()
    anchor, chain = anchored(), f"subject = 'contact' and subject_id = {victim.contact.id}"
    attack(*put_back("contact", f"id = {victim.contact.id}"))
    assert checked() == [
        f"Contactpersoon {victim.contact.id}: de inschrijving is gewijzigd of verwisseld (controlegetal klopt niet)."
    ]
    attack(*put_back("ledger_entry", chain), *put_back("ledger_head", chain))
    assert checked() == []
    assert changed_since(anchor) == [
        f"Contactpersoon {victim.contact.id}: regels van het grootboek telden er bij het anker 2, en nu 1."
    ]


def test_a_person_deleted_with_all_chains_needs_the_anchor(session: Session, victim: Victim, attack: Attack) -> None:
    """Nothing in the record speaks of the person any more; the anchor names the case and the chain of the person."""
    anchor, case = anchored(), victim.other
    attack(
        *(
            f"delete from {table} where case_id = {case.id}"
            for table in ("message", "document", "effect", "case_event")
        ),
        f"delete from case_file where id = {case.id}",
        f"delete from person_identity where employee_id = {case.employee_id}",
        f"delete from employee where id = {case.employee_id}",
        *(
            f"delete from {table} where subject = '{kind}' and subject_id = {subject_id}"
            for table in ("ledger_entry", "ledger_head")
            for kind, subject_id in (("case", case.id), ("employee", case.employee_id))
        ),
    )
    assert checked() == []
    found = changed_since(anchor)
    assert f"Zaak {case.number}: de gebeurtenissen van vóór het anker (1) zijn verdwenen." in found
    assert f"Werknemer {case.employee_id}: regels van het grootboek van vóór het anker (3) zijn verdwenen." in found


def test_a_chain_replaced_from_the_anchor_on_is_found(session: Session, victim: Victim, attack: Attack) -> None:
    """Put back and written on by the product itself: the numbers are there again, with another content."""
    attack(*stolen("case_file", "contact"))
    append_event(session, victim.case, "capability_changed", DAY, {"percentage": 50}, "operator-1")
    session.commit()
    anchor = anchored()
    attack(
        f"delete from case_event where case_id = {victim.case.id} and seq = 6",
        *put_back("case_file", f"id = {victim.case.id}"),
    )
    append_event(session, victim.case, "capability_changed", DAY, {"percentage": 100}, "operator-1")
    session.commit()
    assert checked() == []
    assert changed_since(anchor) == [
        f"Zaak {victim.case.number}: de gebeurtenissen van vóór het anker zijn vervangen (nummer 6 is een ander)."
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "delete from ledger_entry where subject = 'case' and subject_id = {v.case.id} and seq = 6",
        "delete from ledger_head where subject = 'case' and subject_id = {v.case.id}",
        "update ledger_head set length = 2 where subject = 'case' and subject_id = {v.case.id}",
        "update case_file set version = 3 where id = {v.case.id}",
    ],
)
def test_the_product_writes_on_and_heals_nothing(
    session: Session, victim: Victim, attack: Attack, statement: str
) -> None:
    """What was changed stays found after the product wrote the next entry and the next event, and nothing stops."""
    attack(statement.format(v=victim))
    found = checked()
    assert found
    with new_session() as writing:
        record_outcome(writing, victim.case.id, victim.message.id, "verzonden")
    attack(f"update message set status = 'verzonden' where id = {victim.message.id}")
    if "case_file" in statement:
        attack(f"delete from case_event where case_id = {victim.case.id} and seq > 3")
        append_event(session, victim.case, "capability_changed", DAY, {"percentage": 50}, "operator-1")
        session.commit()
    assert [each for each in checked() if f"Zaak {victim.case.number}: " in each] != []


def test_the_head_is_one_for_one_record(
    session: Session, victim: Victim, attack: Attack, make_case: Callable[..., object]
) -> None:
    """Asked twice it is the same; each entry, of a case or of a person, makes it another."""
    heads = {one_head(session), one_head(session)}
    assert len(heads) == 1
    session.add(Contact(code="c-9", name="Kanarie", email="k@acme.example"))
    session.commit()
    heads.add(one_head(session))
    append_event(session, victim.case, "capability_changed", DAY, {"percentage": 1}, "operator-1")
    session.commit()
    heads.add(one_head(session))
    assert len(heads) == 3
