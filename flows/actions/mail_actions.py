"""Operator action on mail that did not arrive: send it again, or record how it was delivered after all."""

from prefect import flow
from prefect.client.schemas.objects import State
from sqlmodel import Session

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import Besluit, Datum, Mailnummer, Operator, Zaaknummer, record_action
from spoorboek.errors import InputError
from tasks.outbox.resending import send_again
from tasks.outbox.undelivered import mark_delivered, mark_elsewhere, number_of_mail

SAID = {
    Besluit.OPNIEUW: "wordt nog eens verstuurd, naar het adres zoals het nu is",
    Besluit.ANDERS: "staat nu als anders bezorgd",
    Besluit.AANGEKOMEN: "staat nu als aangekomen",
}


@flow(name="Post afhandelen", flow_run_name=action_run_name, persist_result=False)
def post_afhandelen(
    zaaknummer: Zaaknummer,
    mail: Mailnummer,
    besluit: Besluit,
    door: Operator,
    bezorgd_op: Datum | None = None,
) -> State:
    """Handel een mail af die niet aankwam.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        mail: Het nummer van de mail, zoals het dossier toont onder Niet bezorgde post.
        besluit: opnieuw verstuurt haar nog eens; anders_bezorgd legt vast dat de ontvanger haar op een andere manier
            kreeg; toch_aangekomen dat zij er wel was.
        door: Wie dit vastlegt.
        bezorgd_op: Bij anders_bezorgd: de dag waarop. Klik op Datum om te kiezen.
    """

    def settle(writing: Session, number: str) -> str:
        if number_of_mail(writing, mail) != number:
            raise InputError(f"Mail {mail} is niet van dossier {number}. Kijk het nummer na in het dossier.")
        if besluit == Besluit.OPNIEUW:
            send_again(writing, mail, door)
        elif besluit == Besluit.AANGEKOMEN:
            mark_delivered(writing, mail, door)
        elif bezorgd_op is None:
            raise InputError("Vul bij anders_bezorgd de dag in waarop het bezorgd is.")
        else:
            mark_elsewhere(writing, mail, door, bezorgd_op)
        return f"Mail {mail} van dossier {number} {SAID[besluit]}."

    return record_action(zaaknummer, settle)
