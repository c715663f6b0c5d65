"""Operator action on circumstances by what they do; its facts are listed in `tasks.reports.circumstance_facts`."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import Datum, Omstandigheid, Operator, Zaaknummer, record_fact_action
from tasks.reports.circumstance_facts import CIRCUMSTANCE_ACTION


@flow(name=CIRCUMSTANCE_ACTION, flow_run_name=action_run_name, persist_result=False)
def omstandigheid_vastleggen(
    zaaknummer: Zaaknummer, wat: Omstandigheid, vanaf: Datum, door: Operator, tot_en_met: Datum | None = None
) -> State:
    """Leg vast wat een periode doet, met haar datums. Nooit waarom: geen reden, geen toelichting.

    telt_niet_voor_opzegverbod: alleen het einde van het opzegverbod schuift op; de wachttijd en het loon niet.
    telt_niet_voor_loon: over die dagen is er geen loon; de wachttijd en alle termijnen lopen gewoon door.
    telt_niet_mee: die dagen tellen niet voor de wachttijd; alles wat erna komt, schuift evenveel op.
    verblijft_elders: iemand is een tijd elders; geen enkele datum verandert.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        wat: Wat de periode doet, zoals hierboven.
        vanaf: De eerste dag. Wie dezelfde keuze met dezelfde eerste dag vastlegt, verbetert haar.
        door: Wie dit vastlegt.
        tot_en_met: De laatste dag; nodig bij de dagen die niet meetellen, anders als die bekend is.
    """
    return record_fact_action(zaaknummer, wat, door, vanaf, until=tot_en_met)
