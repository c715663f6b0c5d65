"""Operator action: record how much of the contract hours is worked."""

from datetime import date

from prefect import flow
from prefect.client.schemas.objects import State

from flows.operators import Operator, Percentage, Zaaknummer, record
from tasks import reports


@flow(name="Percentage wijzigen", persist_result=False)
def percentage_wijzigen(zaaknummer: Zaaknummer, percentage: Percentage, vanaf: date, door: Operator) -> State:
    """Leg vast welk deel van de contracturen gewerkt wordt; de termijnen lopen door.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        percentage: 0 tot en met 99; wie volledig werkt, meldt u hersteld.
        vanaf: De ingangsdatum; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record(
        zaaknummer, lambda writing, number: reports.capability_changed(writing, number, vanaf, percentage, door)
    )
