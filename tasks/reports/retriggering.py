"""Sending a step `opnieuw`: not twice by mistake, and with a reason where it was sent before."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.tables import CaseEvent
from spoorboek.clock import AMSTERDAM, now
from spoorboek.errors import InputError
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.facts import StepRef
from tasks.case_state import CaseState
from tasks.reports.report_base import step_name

AGAIN = "opnieuw"
SOON = timedelta(hours=1)
SENT_KINDS = ("mail", "referral")
# Part of the product, not of the house policy: an installation may have a policy of before there were reasons.
AGAIN_REASONS: Mapping[str, str] = {
    "niet_aangekomen": "De mail is niet aangekomen",
    "ander_adres": "Het adres of de ontvanger is veranderd",
    "gegevens_gewijzigd": "De gegevens in het stuk zijn gewijzigd",
    "fout_in_stuk": "Er stond een fout in het stuk",
    "op_verzoek": "De ontvanger vraagt er zelf om",
}


def times_sent(current: CaseState, ref: StepRef) -> int:
    """Return how often the papers of a step were sent: the highest attempt among its mails."""
    sent = (
        key.attempt for key in current.record.effects if (key.step, key.occurrence) == ref and key.kind in SENT_KINDS
    )
    return max(sent, default=0)


def check_reason(writing: Session, current: CaseState, state: StepState, mode: str, reason: str | None) -> None:
    """Raise InputError for a reason that is unknown, does not belong here, or is missing.

    It is needed for `opnieuw` on a step that is done, and within an hour of the last `opnieuw`.
    """
    if reason is not None and mode != AGAIN:
        raise InputError(f"Bij '{mode}' hoort geen reden. Laat die leeg.")
    if reason is not None and reason not in AGAIN_REASONS:
        raise InputError(f"Onbekende reden '{reason}'. Kies uit:\n{_listed()}")
    if reason is None and mode == AGAIN and (why := _why_needed(writing, current, state)):
        raise InputError(
            f"{step_name(current, state)} van dossier {current.number} {why}. {_sent(current, state.ref)} Er is niets "
            f"verstuurd. Moet alles toch nog eens, geef dan een reden:\n{_listed()}"
        )


def times_sent_line(current: CaseState, ref: StepRef) -> str:
    """Say after an `opnieuw` which time it is; empty for a step of which nothing was sent before."""
    sent = times_sent(current, ref)
    return f" Dit is de {sent + 1}e keer." if sent else ""


def _why_needed(writing: Session, current: CaseState, state: StepState) -> str | None:
    if state.status == "gedaan":
        return "is al gedaan"
    last = _last_again(writing, current, state.ref)
    if last is None or now() - last >= SOON:
        return None
    at = last.astimezone(AMSTERDAM)
    return f"is minder dan een uur geleden al opnieuw uitgevoerd, op {at:%d-%m-%Y} om {at:%H:%M}"


def _last_again(reading: Session, current: CaseState, ref: StepRef) -> datetime | None:
    """Return when the step was last triggered `opnieuw`, by the clock, in a time-lapse too."""
    data = cast(Any, CaseEvent.data)
    again = select(func.max(col(CaseEvent.recorded_at))).where(
        col(CaseEvent.case_id) == current.case_id,
        col(CaseEvent.kind) == "step_retriggered",
        data["mode"].astext == AGAIN,
        data["step"].astext == ref.key,
        func.coalesce(data["occurrence"].as_integer(), 1) == ref.occurrence,
    )
    return reading.scalar(again)


def _sent(current: CaseState, ref: StepRef) -> str:
    sent = times_sent(current, ref)
    return f"De stukken zijn al {sent} keer verstuurd." if sent else "Er is nog niets van verstuurd."


def _listed() -> str:
    return "\n".join(f"  {code:<20} {label}" for code, label in AGAIN_REASONS.items())
