"""What the record holds about one person, for that person: data, cases, documents and messages, in files."""

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from models.addressees import addressee_in_role
from models.case_lookup import find_case
from models.dossier.plan_words import all_words
from models.tables import (
    EMPTIED,
    Case,
    CaseEvent,
    DigestLine,
    Document,
    Employee,
    Employer,
    Message,
    PartyValue,
    RivFinding,
)
from spoorboek.errors import InputError
from spoorboek.private_files import make_private_folder, write_private_file
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.dossier.paper_kinds import SENDERS, kind_label
from tasks.case_state import CaseState, case_state_in
from tasks.outbox.mail_digests import in_digest
from tasks.outbox.mail_outcomes import mail_outcomes
from tasks.papers.paper_list import kept_papers, list_papers, paper_file
from tasks.papers.refusals import PAPER_WORDS
from tasks.reports.report_wording import effect_sentence, event_sentence
from tasks.views.document_files import export_documents
from tasks.views.person_access.track_data import second_track_data
from templates.party_texts import printed_phone
from templates.pdf import make_pdf
from templates.render import render

PAPERS = "ontvangen"  # folder
OVERVIEW = "inzage/overzicht.html"
DATA_FILE, OVERVIEW_FILE = "gegevens.json", "overzicht.pdf"
PERSON_FIELDS = {
    "naam": "Naam",
    "geboortedatum": "Geboortedatum",
    "bsn": "Burgerservicenummer",
    "e_mail": "E-mailadres",
    "telefoon": "Telefoon",
    "adres": "Adres",
    "postcode": "Postcode",
    "woonplaats": "Woonplaats",
    "opleiding": "Opleiding",
    "aanhef": "Aanhef",
    "functie": "Functie",
    "uren_per_week": "Uren per week",
    "personeelsnummer": "Personeelsnummer",
    "werkgever": "Werkgever",
}


def export_person(reading: Session, number: str, folder: Path, on: date) -> int:
    """Write all that is held about the employee of a case below a folder, for its owner alone; return how many cases.

    `overzicht.pdf` is for the person to read, `gegevens.json` to take along (AVG art. 15 and 20); the documents of each
    case stand beside them. All of it or nothing: it is made beside the folder, and then takes its name.

    Raises InputError for an unknown case or a folder with something in it, OSError when it cannot be written,
    UnsafePlaceError for a link or another user's.
    """
    if os.path.lexists(folder) and (folder.is_symlink() or not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is geen lege map. Kies een nieuwe: wat van één persoon is, staat bij niets anders.")
    employee = reading.get_one(Employee, find_case(reading, number).employee_id)
    person, cases = _person(reading, employee), [_case(reading, each) for each in _cases(reading, employee)]
    data = {"opgemaakt_op": on, "persoon": person, "zaken": cases}
    with _made_as_a_whole(folder) as making:
        for case in cases:
            export_documents(making, case["zaaknummer"])
            _write_papers(reading, case["zaaknummer"], making / case["zaaknummer"] / PAPERS)
        write_private_file(making / DATA_FILE, json.dumps(data, ensure_ascii=False, indent=2, default=str).encode())
        write_private_file(making / OVERVIEW_FILE, make_pdf(_overview(person, cases, on)))
    return len(cases)


@contextmanager
def _made_as_a_whole(folder: Path) -> Iterator[Path]:
    making = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    make_private_folder(making)
    try:
        yield making
        making.rename(folder)
    except BaseException:
        shutil.rmtree(making)
        raise


def _overview(person: Mapping[str, Any], cases: list[dict[str, Any]], on: date) -> str:
    known = [(label, person[field]) for field, label in PERSON_FIELDS.items() if person[field] is not None]
    return render(OVERVIEW, persoon=person, regels=known, zaken=cases, vandaag=on)


def _person(reading: Session, employee: Employee) -> dict[str, Any]:
    return {
        "naam": employee.name,
        "geboortedatum": employee.birth_date,
        "bsn": employee.bsn,
        "e_mail": employee.email,
        "telefoon": printed_phone(employee.phone),
        "adres": employee.address,
        "postcode": employee.postcode,
        "woonplaats": employee.place,
        "opleiding": employee.education,
        "aanhef": employee.salutation,
        "functie": employee.function,
        "uren_per_week": employee.hours_per_week,
        "personeelsnummer": employee.personnel_number,
        "werkgever": reading.get_one(Employer, employee.employer_id).name,
        "in_een_bestand_anders": _said_otherwise(reading, employee),
    }


def _said_otherwise(reading: Session, employee: Employee) -> dict[str, str]:
    """Return what files said otherwise of somebody than a person recorded here."""
    rows = reading.exec(select(PartyValue).where(PartyValue.employee_id == employee.id).order_by(col(PartyValue.id)))
    return {each.field: each.said for each in rows if each.said is not None}


def _cases(reading: Session, employee: Employee) -> list[Case]:
    kept = select(Case).where(Case.employee_id == employee.id, Case.status != EMPTIED)
    return list(reading.exec(kept.order_by(col(Case.id))))


def _case(reading: Session, case: Case) -> dict[str, Any]:
    current = case_state_in(reading, case.number)
    events = reading.exec(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.seq)))
    actors = {event.seq: event.actor for event in events}
    roles, outcomes = current.edition.house.roles, mail_outcomes(reading, case.id)
    named = {
        label: addressee_in_role(reading, case, role, current.on)
        for role, label in roles.items()
        if role != "werknemer"
    }
    return {
        "zaaknummer": case.number,
        "eerste_ziektedag": current.plan.facts.first_sick_day,
        "gesloten_op": case.closed_on,
        "betrokkenen": [{"rol": label, "naam": each.name} for label, each in named.items() if each],
        "vastgelegd": [
            {"dag": event.on, "wat": event_sentence(current, event), "door": actors[event.seq]}
            for event in current.record.events
        ],
        "uitgevoerd": [
            {"dag": effect.on, "wat": effect_sentence(current, effect, outcomes.get(key))}
            for key, effect in current.record.effects.items()
        ],
        "documenten": _documents(reading, case),
        "berichten": [_message(each, line, roles) for each, line in _messages(reading, case)],
        **second_track_data(reading, case),
        "ontvangen_stukken": _papers(reading, current),
        "afspraken": all_words(reading, case.id),
        "bevindingen": _findings(reading, case),
    }


def _documents(reading: Session, case: Case) -> list[dict[str, Any]]:
    columns = select(Document.created_at, Document.file_name).where(Document.case_id == case.id)
    rows = reading.exec(columns.order_by(col(Document.id)))
    return [{"dag": made.date(), "bestand": f"{case.number}/{name}"} for made, name in rows]


def _messages(reading: Session, case: Case) -> list[tuple[Message, DigestLine | None]]:
    """List the mails of a case, each with its own line of the digest it went in, if any."""
    joined = select(Message, DigestLine).outerjoin(
        DigestLine, (col(DigestLine.mail_id) == col(Message.id)) & in_digest()
    )
    return list(reading.exec(joined.where(Message.case_id == case.id).order_by(col(Message.id))))


def _message(message: Message, line: DigestLine | None, roles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "dag": (message.sent_at or message.next_attempt_at).date(),
        "aan": roles.get(message.to_role, message.to_role),
        "ontvanger": message.recipient_name,
        "onderwerp": message.subject,
        "stand": message.status,
        "tekst": message.body if line is None else f"{line.ask}\n\n{line.text}\n",
        "verzamelmail": line is not None,
    }


def _papers(reading: Session, current: CaseState) -> list[dict[str, Any]]:
    """List what came in about a person, also what was not taken; the files of the dossier stand beside it."""
    files = {each.number: paper_file(reading, current.number, each.number)[0] for each in kept_papers(reading, current)}
    return [
        {
            "dag": each.received_at.date(),
            "soort": kind_label(each.kind),
            "van": SENDERS[each.sender],
            "stand": each.stand,
            "reden": PAPER_WORDS[each.reason] if each.reason else None,
            "bestand": f"{current.number}/{PAPERS}/{files[each.number]}" if each.number in files else None,
        }
        for each in list_papers(reading, current)
    ]


def _findings(reading: Session, case: Case) -> list[dict[str, Any]]:
    """List what the nightly checks found about the dossier, and when it was no longer found."""
    query = select(RivFinding).where(RivFinding.case_id == case.id).order_by(col(RivFinding.id))
    return [
        {
            "dag": each.found_on,
            "wat": each.sentence,
            "stand": f"hersteld op {dutch_date(each.closed_on)}" if each.closed_on else "open",
        }
        for each in reading.exec(query)
    ]


def _write_papers(reading: Session, number: str, folder: Path) -> None:
    """Write the papers that stand in the dossier; not what is in quarantine: it can do harm, or is of another."""
    papers = kept_papers(reading, case_state_in(reading, number))
    if papers:
        make_private_folder(folder)
    for each in papers:
        write_private_file(folder / paper_file(reading, number, each.number)[0], each.content or b"")
