"""Send the mails that are due, including retries, and tell of those that will not be sent any more."""

from typing import Any
from uuid import UUID

from prefect import flow, runtime
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Completed, Failed

from flows.engine.runs import wake_now
from models.connection import session
from tasks.outbox.held_mail import count_held
from tasks.outbox.mail_queue import send_due
from tasks.outbox.undelivered import UndeliveredMail, mark_told, untold_refusals

_told: dict[UUID, list[int]] = {}  # mails by the run that tells of them, until its state is stored


def remember_told(flow: Any, flow_run: FlowRun, state: State) -> None:  # noqa: ARG001 - as Prefect calls it
    """Remember which mails operations was told of, now that the state that tells of them is stored."""
    if mails := _told.pop(flow_run.id, None):
        with session() as writing:
            mark_told(writing, mails)


@flow(name="Post versturen", persist_result=False, on_failure=[remember_told])
def send_mail() -> State:
    """Verstuurt de mails die klaarstaan en probeert opnieuw wat eerder niet lukte."""
    result = send_due()
    with session() as reading:
        held = count_held(reading)
    unreachable = "; de mailserver is niet bereikbaar" if result.unreachable else ""
    waits = f", {held} aangehouden" if held else ""
    counts = f"{result.delivered} verstuurd, {result.postponed} later, {result.refused} geweigerd{waits}{unreachable}."
    with session() as reading:
        refused = untold_refusals(reading)
    if not refused:
        return Completed(message=counts)
    wake_now(sorted({mail.number for mail in refused if mail.number}))  # so that the dossier shows it
    _told[UUID(runtime.flow_run.id)] = [mail.id for mail in refused]
    return Failed(message=f"Niet bezorgd: {counts} Dit komt niet aan: {'; '.join(map(refusal_line, refused))}.")


def refusal_line(mail: UndeliveredMail) -> str:
    """Say which mail was not delivered, and why, without a name or an address."""
    return f"{mail.number or 'Spoorboek'}, mail aan {mail.role}: {(mail.error or '').rstrip('.')}"
