"""Operator action: record an advice of the bedrijfsarts."""

from datetime import date

from prefect import flow
from prefect.client.schemas.objects import State

from flows.operators import Operator, Spoor, Zaaknummer, record
from tasks import reports


@flow(name="Advies bedrijfsarts", persist_result=False)
def advies_bedrijfsarts(zaaknummer: Zaaknummer, spoor: Spoor, advies_van: date, door: Operator) -> State:
    """Leg een advies van de bedrijfsarts vast dat het plan verandert. Niets medisch.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        spoor: 1 is terugkeer bij de eigen werkgever, 2 is werk bij een andere werkgever.
        advies_van: De datum van het advies; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record(zaaknummer, lambda writing, number: reports.advised(writing, number, advies_van, int(spoor), door))
