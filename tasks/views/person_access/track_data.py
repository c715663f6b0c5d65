"""What the record holds of a second track, for the person it is about."""

import json
from typing import Any

from sqlmodel import Session, col, select

from models.second_track.preparation_content import all_content
from models.tables import Bureau, Case, IncomingMessage, InvoiceNumber, KeptShortlist, Referral, TrackText
from tasks.channels.content import shown_content
from tasks.channels.message_list import list_messages


def second_track_data(reading: Session, case: Case) -> dict[str, list[dict[str, Any]]]:
    """Return what was prepared, chosen, said and billed for a case, by the title under which its person reads it."""
    return {
        "shortlists": _shortlists(reading, case),
        "verwijzingen": _referrals(reading, case),
        "voorbereiding": _preparation(reading, case),
        "traject": _track_texts(reading, case),
        "berichten_van_bureaus": _from_bureaus(reading, case),
        "facturen": _invoices(reading, case),
    }


def _preparation(reading: Session, case: Case) -> list[dict[str, Any]]:
    """List every version of what was recorded for a bureau, with its content."""
    return [
        {"dag": row.on_day, "soort": row.kind, "versie": row.number, "door": row.recorded_by, "inhoud": content}
        for row, content in all_content(reading, case.id)
    ]


def _shortlists(reading: Session, case: Case) -> list[dict[str, Any]]:
    """List which bureau was chosen when, by which weights and points, and why not the first."""
    query = select(KeptShortlist, Bureau).join(Bureau).where(KeptShortlist.case_id == case.id)
    return [
        {
            "dag": kept.on_day,
            "bureau": bureau.name,
            "huisbeleid": kept.house,
            "punten": next((each["parts"] for each in kept.content["candidates"] if each["bureau"] == bureau.code), {}),
            "reden": kept.reason,
        }
        for kept, bureau in reading.exec(query.order_by(col(KeptShortlist.number)))
    ]


def _referrals(reading: Session, case: Case) -> list[dict[str, Any]]:
    query = select(Referral, Bureau).join(Bureau).where(Referral.case_id == case.id).order_by(col(Referral.number))
    return [
        {"dag": each.opened_on, "bureau": bureau.name, "stand": each.status} for each, bureau in reading.exec(query)
    ]


def _track_texts(reading: Session, case: Case) -> list[dict[str, Any]]:
    """List what was told in words of the trajectories of a case, as it came."""
    query = select(TrackText).where(TrackText.case_id == case.id).order_by(col(TrackText.seq))
    return [
        {"dag": each.recorded_at.date(), "verwijzing": each.referral, "inhoud": json.loads(each.content)}
        for each in reading.exec(query)
    ]


def _from_bureaus(reading: Session, case: Case) -> list[dict[str, Any]]:
    """List what bureaus sent about a person, as it came."""
    rows = reading.exec(select(IncomingMessage).where(IncomingMessage.case_id == case.id))
    content = {row.id: shown_content(row.content, row.media_type) for row in rows}
    return [
        {
            "dag": each.received_at.date(),
            "bureau": each.bureau,
            "soort": each.kind,
            "stand": each.outcome,
            "tekst": content[each.id],
        }
        for each in reversed(list_messages(reading, case.number))
    ]


def _invoices(reading: Session, case: Case) -> list[dict[str, Any]]:
    query = select(InvoiceNumber).where(InvoiceNumber.case_id == case.id).order_by(col(InvoiceNumber.invoice))
    return [{"factuur": each.invoice, "nummer": each.number} for each in reading.exec(query)]
