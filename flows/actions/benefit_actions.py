"""Operator action on a benefit with a shortened wait; its facts are listed in `tasks.reports.benefit_facts`."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import Datum, Ivabesluit, Operator, Zaaknummer, record_fact_action
from tasks.reports.benefit_facts import EARLY_BENEFIT_ACTION


@flow(name=EARLY_BENEFIT_ACTION, flow_run_name=action_run_name, persist_result=False)
def besluit_vervroegde_iva(
    zaaknummer: Zaaknummer, wat: Ivabesluit, besloten_op: Datum, door: Operator, uitkering_vanaf: Datum | None = None
) -> State:
    """Leg vast wat UWV besloot op de aanvraag van een vervroegde IVA; die aanvraag zelf meldt u als gedane stap.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        wat: Toegekend, dan vervalt wat nog geëvalueerd of aangevraagd moest worden; of afgewezen, dan loopt alles door.
        besloten_op: De dag van het besluit; niet in de toekomst.
        door: Wie dit vastlegt.
        uitkering_vanaf: Alleen bij toegekend, en dan nodig: de eerste dag van de uitkering. Klik op Datum om te kiezen.
    """
    return record_fact_action(zaaknummer, wat, door, besloten_op, until=uitkering_vanaf)
