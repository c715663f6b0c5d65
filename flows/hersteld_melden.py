"""Operator action: report full recovery."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.operators import Datum, Operator, Zaaknummer, record, run_name
from tasks import changes


@flow(name="Hersteld melden", flow_run_name=run_name, persist_result=False)
def hersteld_melden(zaaknummer: Zaaknummer, hersteld_vanaf: Datum, door: Operator) -> State:
    """Meld een volledig herstel.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        hersteld_vanaf: De eerste dag waarop het werk weer volledig gedaan kon worden; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record(zaaknummer, lambda writing, number: changes.recovered(writing, number, hersteld_vanaf, door))
