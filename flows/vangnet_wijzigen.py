"""Operator action: correct whether a safety net applies."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.operators import Operator, Vangnet, Zaaknummer, record, run_name
from tasks import changes


@flow(name="Vangnet wijzigen", flow_run_name=run_name, persist_result=False)
def vangnet_wijzigen(zaaknummer: Zaaknummer, vangnet: Vangnet, door: Operator) -> State:
    """Leg vast of een vangnet van de Ziektewet geldt, en binnen welke termijn UWV het moet horen. Nooit welke grond.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        vangnet: geen, vierde_dag (melden uiterlijk de vierde dag) of zes_weken (melden binnen zes weken).
        door: Wie dit vastlegt.
    """
    group = None if vangnet == Vangnet.GEEN else str(vangnet)
    return record(zaaknummer, lambda writing, number: changes.safety_net_set(writing, number, group, door))
