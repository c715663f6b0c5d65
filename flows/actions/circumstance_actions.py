"""Operator actions on circumstances by what they do, and on what is given beside the law.

Their facts are listed in `tasks.reports.circumstance_facts`.
"""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import (
    Datum,
    Dossiers,
    Omstandigheid,
    Operator,
    Regelingbron,
    Weken,
    Zaaknummer,
    record_and_wake_action,
    record_fact_action,
)
from spoorboek.statute.facts import Agreement
from tasks.reports.circumstance_facts import AGREEMENT_ACTION, CIRCUMSTANCE_ACTION
from tasks.reports.employer_agreement import employer_of_case, record_employer_agreement
from tasks.reports.report_fields import AgreedWeeks


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


@flow(name=AGREEMENT_ACTION, flow_run_name=action_run_name, persist_result=False)
def cao_of_regeling_vastleggen(
    zaaknummer: Zaaknummer,
    bron_regeling: Regelingbron,
    vanaf: Datum,
    door: Operator,
    weken_loon: Weken = 0,
    weken_opzegverbod: Weken = 0,
    tot_en_met: Datum | None = None,
    geldt_voor: Dossiers = Dossiers.DIT,
) -> State:
    """Leg vast wat een cao of de werkgever langer geeft dan de wet. De wettelijke datums blijven; deze komen ernaast.

    dit_dossier: alleen hier. Dat gaat voor wat voor de werkgever is vastgelegd; met 0 en 0 weken geldt hier niets.
    alle_dossiers_van_de_werkgever: ook in alle andere lopende en nieuwe dossiers van de werkgever van dit dossier.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        bron_regeling: Waar het staat; de lijst met titel en artikel staat in het huisbeleid.
        vanaf: De eerste dag van de cao of regeling; zij geldt voor wie in haar looptijd ziek werd.
        door: Wie dit vastlegt.
        weken_loon: Hoeveel weken het loon langer loopt; 0 als dat niet zo is.
        weken_opzegverbod: Hoeveel weken het opzegverbod langer duurt; 0 als dat niet zo is.
        tot_en_met: De laatste dag van de cao of regeling, als die bekend is.
        geldt_voor: In welke dossiers dit geldt, zoals hierboven.
    """
    if geldt_voor == Dossiers.ALLE:
        agreement = Agreement(vanaf, tot_en_met, str(bron_regeling), weken_loon, weken_opzegverbod)
        return record_and_wake_action(
            zaaknummer,
            lambda writing, number: record_employer_agreement(
                writing, employer_of_case(writing, number), agreement, door
            ),
        )
    agreed = AgreedWeeks(bron_regeling, weken_loon, weken_opzegverbod)
    return record_fact_action(zaaknummer, "naast_de_wet", door, vanaf, until=tot_en_met, weeks=agreed)
