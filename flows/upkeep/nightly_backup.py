"""Back up the record every night, in a process of its own; operations hears of it the same day when that fails."""

import subprocess
import sys
from datetime import timedelta

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed, Failed

from models.connection import session
from models.worklists.upkeep_rounds import UpkeepKind, note_round
from spoorboek import clock
from spoorboek.outside.files import reason_of
from tasks.outbox.operations_mail import queue_operations_mail
from templates.mail_texts import MailText

COMMAND = (sys.executable, "-P", "-m", "spoorboek.cli", "backup", "--nightly")
LONGEST = timedelta(hours=6)
KIND, SUBJECT = "reservekopie", "De reservekopie van vannacht is mislukt"


@flow(name="Reservekopie maken", persist_result=False)
def back_up() -> State:
    """Maakt een reservekopie van alle dossiers, gaat na of zij klopt, en haalt weg wat niet bewaard hoeft te worden."""
    failure, told = _run()
    if failure is None:
        with session() as writing:
            note_round(writing, UpkeepKind.BACKUP)
        return Completed(message=told)
    get_run_logger().error("%s", failure)
    text = MailText(SUBJECT, f"{failure}\n\nMaak zelf een reservekopie: spoorboek backup\n")
    with session() as writing:
        queue_operations_mail(writing, KIND, [SUBJECT], text, clock.today())
    return Failed(message=f"Mislukt: {failure}")


def _run() -> tuple[str | None, str]:
    """Run the command to its end; return why it failed, None when it did not, and what it told."""
    try:
        ended = subprocess.run(COMMAND, capture_output=True, text=True, check=False, timeout=LONGEST.total_seconds())
    except subprocess.TimeoutExpired:
        return "De reservekopie was na zes uur nog niet klaar.", ""
    except OSError as error:
        return f"De reservekopie kon niet worden begonnen ({reason_of(error)}).", ""
    reason = (ended.stderr.strip().splitlines() or ["zonder melding gestopt"])[-1]
    return (f"De reservekopie is mislukt: {reason}" if ended.returncode else None), ended.stdout.strip()
