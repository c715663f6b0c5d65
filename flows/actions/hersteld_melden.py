"""Operator action: report full recovery."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.run_forms import Datum, Operator, Zaaknummer, record_fact, run_name


@flow(name="Hersteld melden", flow_run_name=run_name, persist_result=False)
def hersteld_melden(zaaknummer: Zaaknummer, hersteld_vanaf: Datum, door: Operator) -> State:
    """Meld een volledig herstel.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        hersteld_vanaf: De eerste dag waarop het werk weer volledig gedaan kon worden; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record_fact(zaaknummer, "hersteld", door, hersteld_vanaf)
