"""Send the mails that are due, including retries."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from tasks.outbox.mail_queue import send_due


@flow(name="Post versturen", persist_result=False)
def send_mail() -> State:
    """Verstuurt de mails die klaarstaan en probeert opnieuw wat eerder niet lukte."""
    result = send_due()
    unreachable = "; de mailserver is niet bereikbaar" if result.unreachable else ""
    return Completed(
        message=f"{result.delivered} verstuurd, {result.postponed} later, {result.refused} geweigerd{unreachable}."
    )
