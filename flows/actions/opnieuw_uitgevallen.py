"""Operator action: report a new sick day after recovery."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.run_forms import Datum, Operator, Zaaknummer, record_fact, run_name


@flow(name="Opnieuw uitgevallen", flow_run_name=run_name, persist_result=False)
def opnieuw_uitgevallen(zaaknummer: Zaaknummer, uitgevallen_op: Datum, door: Operator) -> State:
    """Meld dat iemand na herstel weer is uitgevallen.

    Binnen vier weken loopt het dossier door, wat de oorzaak ook is; daarna begint een nieuw dossier.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        uitgevallen_op: De eerste nieuwe ziektedag; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record_fact(zaaknummer, "opnieuw_uitgevallen", door, uitgevallen_op)
