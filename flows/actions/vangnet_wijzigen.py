"""Operator action: correct whether a safety net applies."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.run_forms import Datum, Operator, Vangnet, Zaaknummer, record_fact, run_name


@flow(name="Vangnet wijzigen", flow_run_name=run_name, persist_result=False)
def vangnet_wijzigen(
    zaaknummer: Zaaknummer, vangnet: Vangnet, door: Operator, bekend_sinds: Datum | None = None
) -> State:
    """Leg vast of een vangnet van de Ziektewet geldt, en binnen welke termijn UWV het moet horen. Nooit welke grond.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        vangnet: geen, vierde_dag (melden uiterlijk de vierde dag) of zes_weken (melden binnen zes weken).
        door: Wie dit vastlegt.
        bekend_sinds: Alleen als het vangnet pas later bekend werd: de dag waarop. Klik op Datum om te kiezen.
    """
    return record_fact(zaaknummer, f"vangnet_{vangnet}", door, bekend_sinds)
