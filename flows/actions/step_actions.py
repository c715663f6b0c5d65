"""Operator actions on a step: done, not done after all, triggered again, postponed, another date agreed."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import (
    Afwijkreden,
    Bewijs,
    Datum,
    Herhaalreden,
    Ontvangstnummer,
    Operator,
    Stap,
    Uitstelreden,
    Volgnummer,
    Wijze,
    Zaaknummer,
    record_action,
)
from tasks.reports import step_reports


@flow(name="Stap afronden", flow_run_name=action_run_name, persist_result=False)
def stap_afronden(
    zaaknummer: Zaaknummer,
    stap: Stap,
    gedaan_op: Datum,
    door: Operator,
    bewijs: Bewijs | None = None,
    ontvangstnummer: Ontvangstnummer | None = None,
    volgnummer: Volgnummer = 0,
) -> State:
    """Leg vast dat een openstaande stap gedaan is.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        stap: De stap die gedaan is; die moet open staan. Een contactmoment mag ook eerder.
        gedaan_op: De dag waarop de stap gedaan is; niet in de toekomst.
        door: Wie dit vastlegt.
        bewijs: Waaruit het blijkt. Klik op Bewijs om te kiezen.
        ontvangstnummer: Nodig bij de 42e-weeksmelding: het nummer waarmee UWV de ontvangst bevestigde. Geen BSN.
        volgnummer: Bij stappen die terugkomen: de hoeveelste. 0 is de eerste die open staat.
    """
    return record_action(
        zaaknummer,
        lambda writing, number: step_reports.report_step_done(
            writing,
            number,
            stap,
            gedaan_op,
            door,
            evidence=bewijs,
            receipt=ontvangstnummer,
            occurrence=volgnummer,
        ),
    )


@flow(name="Stap opnieuw uitvoeren", flow_run_name=action_run_name, persist_result=False)
def stap_opnieuw(
    zaaknummer: Zaaknummer,
    stap: Stap,
    wijze: Wijze,
    door: Operator,
    reden: Herhaalreden | None = None,
    volgnummer: Volgnummer = 0,
) -> State:
    """Voer een stap opnieuw uit.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        stap: De stap; die moet geopend zijn.
        wijze: herstel maakt alleen wat ontbreekt; opnieuw stuurt alles nog een keer (nieuw als de inhoud wijzigde).
        door: Wie dit vastlegt.
        reden: Nodig bij opnieuw als de stap al gedaan is, of pas nog opnieuw is uitgevoerd. Klik op Herhaalreden.
        volgnummer: Bij stappen die terugkomen: de hoeveelste. 0 is de eerste die open staat.
    """
    return record_action(
        zaaknummer,
        lambda writing, number: step_reports.report_step_retriggered(
            writing, number, stap, wijze, door, occurrence=volgnummer, reason=reden
        ),
    )


@flow(name="Stap uitstellen", flow_run_name=action_run_name, persist_result=False)
def stap_uitstellen(
    zaaknummer: Zaaknummer,
    stap: Stap,
    nieuwe_streefdatum: Datum,
    reden: Uitstelreden,
    door: Operator,
    volgnummer: Volgnummer = 0,
) -> State:
    """Stel de streefdatum van een stap uit; nooit voorbij de uiterste datum.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        stap: De stap die later komt.
        nieuwe_streefdatum: De nieuwe streefdatum, na vandaag en niet na de uiterste datum.
        reden: Waarom.
        door: Wie dit vastlegt.
        volgnummer: Bij stappen die terugkomen: de hoeveelste. 0 is de eerste die open staat.
    """
    return record_action(
        zaaknummer,
        lambda writing, number: step_reports.report_step_postponed(
            writing, number, stap, nieuwe_streefdatum, reden, door, occurrence=volgnummer
        ),
    )


@flow(name="Stap intrekken", flow_run_name=action_run_name, persist_result=False)
def stap_intrekken(zaaknummer: Zaaknummer, stap: Stap, door: Operator, volgnummer: Volgnummer = 0) -> State:
    """Leg vast dat een stap toch niet gedaan is; de stap staat dan weer open.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        stap: De stap die ten onrechte als gedaan is vastgelegd.
        door: Wie dit vastlegt.
        volgnummer: Bij stappen die terugkomen: de hoeveelste. 0 is de eerste die gedaan is.
    """
    return record_action(
        zaaknummer,
        lambda writing, number: step_reports.report_step_withdrawn(writing, number, stap, door, occurrence=volgnummer),
    )


@flow(name="Afwijking afspreken", flow_run_name=action_run_name, persist_result=False)
def afwijking_afspreken(
    zaaknummer: Zaaknummer,
    stap: Stap,
    afgesproken_datum: Datum,
    reden: Afwijkreden,
    door: Operator,
    volgnummer: Volgnummer = 0,
) -> State:
    """Leg een gemotiveerde afwijking vast: werkgever en werknemer spraken samen een andere datum af.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        stap: De stap; afwijken kan alleen van termijnen uit artikel 2 en 4 van de Regeling procesgang.
        afgesproken_datum: De datum die beiden afspraken.
        reden: Waarom.
        door: Wie dit vastlegt.
        volgnummer: Bij stappen die terugkomen: de hoeveelste. 0 is de eerste die past.
    """
    return record_action(
        zaaknummer,
        lambda writing, number: step_reports.report_deviated(
            writing, number, stap, afgesproken_datum, reden, door, occurrence=volgnummer
        ),
    )
