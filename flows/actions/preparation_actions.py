"""The operator action on the preparation of a second track. Codes and days only; content goes by command."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import (
    Datum,
    Haalbaarheid,
    Operator,
    Voorbereiding,
    Zaaknummer,
    record_fact_action,
)
from tasks.reports.preparation_facts import PREPARATION_ACTION


@flow(name=PREPARATION_ACTION, flow_run_name=action_run_name, persist_result=False)
def voorbereiding_tweede_spoor(
    zaaknummer: Zaaknummer, wat: Voorbereiding, datum: Datum, door: Operator, uitkomst: Haalbaarheid | None = None
) -> State:
    """Leg vast hoe het staat met de voorbereiding van het tweede spoor. Niets medisch en geen namen.

    Er gaat geen verwijzing naar een bureau voordat alles er is; het dossier zegt waarop zij wacht. Het functionele
    profiel en de zoekgegevens hebben inhoud, en gaan met `spoorboek referral prepare`.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        wat: Wat er is: eerste twijfel (vanaf week 9), onderzoek, haalbaarheid, of het inlichten van de werknemer.
        datum: De dag waarop; niet in de toekomst.
        door: Wie dit vastlegt.
        uitkomst: Alleen bij een gedaan haalbaarheidsonderzoek, en dan nodig. Klik op Haalbaarheid om te kiezen.
    """
    return record_fact_action(zaaknummer, wat, door, datum, reason=uitkomst)
