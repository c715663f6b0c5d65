"""Send the mails that wait, among them those a server would not take before."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from tasks.outbox.mail_queue import send_due


@flow(name="Post versturen", persist_result=False)
def send_mail() -> State:
    """Verstuurt de mails die klaarstaan en probeert opnieuw wat eerder niet lukte."""
    sent = send_due()
    waiting = "; de mailserver is niet bereikbaar" if sent.unreachable else ""
    return Completed(message=f"{sent.delivered} verstuurd, {sent.postponed} later, {sent.refused} geweigerd{waiting}.")
