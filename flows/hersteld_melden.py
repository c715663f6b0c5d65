"""Operator action: report full recovery."""

from datetime import date

from prefect import flow
from prefect.client.schemas.objects import State

from flows.operators import Operator, Zaaknummer, record
from tasks import reports


@flow(name="Hersteld melden", persist_result=False)
def hersteld_melden(zaaknummer: Zaaknummer, hersteld_vanaf: date, door: Operator) -> State:
    """Meld een volledig herstel.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        hersteld_vanaf: De eerste dag waarop het werk weer volledig gedaan kon worden; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record(zaaknummer, lambda writing, number: reports.recovered(writing, number, hersteld_vanaf, door))
