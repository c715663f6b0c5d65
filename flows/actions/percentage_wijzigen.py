"""Operator action: record how much of the contract hours is worked."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.run_forms import Datum, Operator, Percentage, Zaaknummer, record_fact, run_name


@flow(name="Percentage wijzigen", flow_run_name=run_name, persist_result=False)
def percentage_wijzigen(zaaknummer: Zaaknummer, percentage: Percentage, vanaf: Datum, door: Operator) -> State:
    """Leg vast welk deel van de contracturen gewerkt wordt; de termijnen lopen door.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        percentage: 0 tot en met 99; wie volledig werkt, meldt u hersteld.
        vanaf: De ingangsdatum; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record_fact(zaaknummer, "percentage", door, vanaf, percentage=percentage)
