"""Send the mails that are due, including retries, and tell of those that will not be sent any more."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.engine.runs import wake_now
from tasks.outbox.mail_queue import UndeliveredMail, send_due, tell_refused


@flow(name="Post versturen", persist_result=False)
def send_mail() -> State:
    """Verstuurt de mails die klaarstaan en probeert opnieuw wat eerder niet lukte."""
    result = send_due()
    unreachable = "; de mailserver is niet bereikbaar" if result.unreachable else ""
    counts = f"{result.delivered} verstuurd, {result.postponed} later, {result.refused} geweigerd{unreachable}."
    refused = tell_refused()
    if not refused:
        return Completed(message=counts)
    wake_now(sorted({mail.number for mail in refused if mail.number}))  # so that the dossier shows it
    return Failed(name="Niet bezorgd", message=f"{counts} Dit komt niet aan: {'; '.join(map(refusal_line, refused))}.")


def refusal_line(mail: UndeliveredMail) -> str:
    """Say which mail was not delivered, and why, without a name or an address."""
    return f"{mail.number or 'Spoorboek'}, mail aan {mail.role}: {(mail.error or '').rstrip('.')}"
