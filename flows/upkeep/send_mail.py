"""Send the mails that are due, including retries, and tell of those that will not be sent any more."""

from typing import Any
from uuid import UUID

from prefect import flow, runtime
from prefect.client.schemas.objects import FlowRun, State
from prefect.logging import get_run_logger
from prefect.states import Completed, Failed
from sqlmodel import col, select

from flows.engine.runs import wake_now
from flows.upkeep.incoming_mail import take_incoming
from models.connection import session
from models.tables import SENT, Message
from models.worklists.upkeep_rounds import UpkeepKind, note_round
from spoorboek import clock
from tasks.channels.bringing import bring_due
from tasks.channels.message_list import tell_refusals
from tasks.outbox.held_mail import count_held
from tasks.outbox.mail_queue import SendRound, send_due
from tasks.outbox.mail_trouble import (
    InstallationTrouble,
    mail_that_lasted,
    report_installation_trouble,
    report_undelivered,
)
from tasks.outbox.return_box import OTHERS
from tasks.outbox.returned_mail import ReturnRound
from tasks.outbox.server_replies import reason_in_words
from tasks.outbox.undelivered import UndeliveredMail, mark_told, untold_refusals

STUCK, UNDELIVERED = "Mail werkt niet", "Niet bezorgd"
_told: dict[UUID, list[int]] = {}  # mails by the run that tells of them, until its state is stored


def remember_told(flow: Any, flow_run: FlowRun, state: State) -> None:  # noqa: ARG001 - as Prefect calls it
    """Remember which mails operations was told of, now that the state that tells of them is stored."""
    if mails := _told.pop(flow_run.id, None):
        with session() as writing:
            mark_told(writing, mails)


@flow(name="Post versturen", persist_result=False, on_failure=[remember_told])
def send_mail() -> State:
    """Verstuurt de mails die klaarstaan en probeert opnieuw wat eerder niet lukte."""
    with session() as reading:
        lasted = mail_that_lasted(reading)
    result = send_due()
    returned, said = take_incoming(get_run_logger().error)
    tell_refusals(clock.today())
    bring_due()
    changed = report_undelivered()
    if changed:
        send_due()  # so that who has to know, knows at once
    wake_now(sorted({*changed, *_arrived_after_all(lasted), *said}))  # so that the dossier shows it
    trouble = _told_trouble()
    return _state(result, returned, trouble)


def _arrived_after_all(lasted: dict[int, str]) -> set[str]:
    """Return the cases of the mails people were told of and that were sent since."""
    with session() as reading:
        sent = reading.exec(select(Message.id).where(col(Message.id).in_(lasted), Message.status == SENT))
        return {lasted[mail] for mail in sent}


def _told_trouble() -> InstallationTrouble | None:
    trouble, is_new = report_installation_trouble()
    if trouble and is_new:
        get_run_logger().error("%s Alle mail wacht; niets is geweigerd.", trouble.sentence)
    return trouble


def _state(result: SendRound, returned: ReturnRound, trouble: InstallationTrouble | None) -> State:
    """Return the state of the run: what was sent, what did not arrive and was not told yet, what is wrong."""
    with session() as reading:
        held, refused = count_held(reading), untold_refusals(reading)
        note_round(reading, UpkeepKind.MAIL, len(refused))
    unreachable = "; de mailserver is niet bereikbaar" if result.unreachable and trouble is None else ""
    waits = f", {held} aangehouden" if held else ""
    counts = f"{result.delivered} verstuurd, {result.postponed} later, {result.refused} geweigerd{waits}{unreachable}."
    counts += f" {returned.returned} teruggekomen." if returned.returned else ""
    answers = "antwoord" if returned.answers == 1 else "antwoorden"
    counts += f" {returned.answers} {answers} van bureaus." if returned.answers else ""
    counts += f" {returned.others} andere mails staan in de map {OTHERS}." if returned.others else ""
    stuck = f" {trouble.sentence}" if trouble else ""
    if refused:
        _told[UUID(runtime.flow_run.id)] = [mail.id for mail in refused]
        lines = "; ".join(map(refusal_line, refused))
        return Failed(message=f"{UNDELIVERED}: {counts}{stuck} Dit komt niet aan: {lines}.")
    if returned.trouble:
        return Failed(message=f"{STUCK}: {counts}{stuck} {returned.trouble}")
    if trouble:
        return Failed(message=f"{STUCK}: {counts}{stuck} Alle mail wacht; niets is geweigerd.")
    return Completed(message=counts)


def refusal_line(mail: UndeliveredMail) -> str:
    """Say which mail was not delivered, and why, without a name or an address."""
    return f"{mail.number or 'Spoorboek'}, mail aan {mail.role}: {reason_in_words(mail.error).rstrip('.')}"
