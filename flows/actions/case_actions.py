"""Operator actions on a case: record a fact, or withdraw a report that was wrong.

The facts of each action are listed in `tasks.reports.report_catalogue`.
"""

from typing import Annotated

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import (
    Antwoord,
    Bericht,
    Datum,
    Dubbelreden,
    Einde,
    Mogelijkheid,
    Oorzaak,
    Operator,
    Percentage,
    Spoor,
    Vangnet,
    Vastloopreden,
    Volgnummer,
    Voortgang,
    Werkgeverswijziging,
    Zaaknummer,
    record_action,
    record_and_wake_action,
    record_fact_action,
)
from tasks.reports.case_merge import MERGE_ACTION, merge_cases
from tasks.reports.report_catalogue import REPORTABLE_FACTS
from tasks.reports.report_withdrawal import WITHDRAW_ACTION, withdraw_report


@flow(name="Hersteld melden", flow_run_name=action_run_name, persist_result=False)
def hersteld_melden(zaaknummer: Zaaknummer, hersteld_vanaf: Datum, door: Operator) -> State:
    """Meld een volledig herstel.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        hersteld_vanaf: De eerste dag waarop het werk weer volledig gedaan kon worden; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record_fact_action(zaaknummer, "hersteld", door, hersteld_vanaf)


@flow(name="Opnieuw uitgevallen", flow_run_name=action_run_name, persist_result=False)
def opnieuw_uitgevallen(zaaknummer: Zaaknummer, uitgevallen_op: Datum, door: Operator) -> State:
    """Meld dat iemand na herstel weer is uitgevallen.

    Binnen vier weken loopt het dossier door, wat de oorzaak ook is; daarna begint een nieuw dossier.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        uitgevallen_op: De eerste nieuwe ziektedag; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record_fact_action(zaaknummer, "opnieuw_uitgevallen", door, uitgevallen_op)


@flow(name="Percentage wijzigen", flow_run_name=action_run_name, persist_result=False)
def percentage_wijzigen(zaaknummer: Zaaknummer, percentage: Percentage, vanaf: Datum, door: Operator) -> State:
    """Leg vast welk deel van de contracturen gewerkt wordt; de termijnen lopen door.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        percentage: 0 tot en met 99; wie volledig werkt, meldt u hersteld.
        vanaf: De ingangsdatum; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record_fact_action(zaaknummer, "percentage", door, vanaf, percentage=percentage)


@flow(name="Advies bedrijfsarts", flow_run_name=action_run_name, persist_result=False)
def advies_bedrijfsarts(zaaknummer: Zaaknummer, spoor: Spoor, advies_van: Datum, door: Operator) -> State:
    """Leg een advies van de bedrijfsarts vast dat het plan verandert. Niets medisch.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        spoor: 1 is terugkeer bij de eigen werkgever, 2 is werk bij een andere werkgever.
        advies_van: De datum van het advies; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record_fact_action(zaaknummer, f"advies_spoor_{spoor}", door, advies_van)


@flow(name="Vangnet wijzigen", flow_run_name=action_run_name, persist_result=False)
def vangnet_wijzigen(
    zaaknummer: Zaaknummer,
    vangnet: Vangnet,
    door: Operator,
    bekend_sinds: Datum | None = None,
    telt_vanaf: Datum | None = None,
) -> State:
    """Leg vast of een vangnet van de Ziektewet geldt, en binnen welke termijn UWV het moet horen. Nooit welke grond.

    Bij een vangnet horen meestal geen 42e-weeksmelding en geen ziekmelding bij einde dienstverband. Is dat anders, leg
    dat dan hier apart vast.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        vangnet: De meldtermijn (geen vangnet, vierde_dag, zes_weken of dertien_weken), of de 42e-weeksmelding nodig is.
        door: Wie dit vastlegt.
        bekend_sinds: Alleen als het vangnet pas later bekend werd: de dag waarop. Klik op Datum om te kiezen.
        telt_vanaf: Alleen als de vierde dag vanaf een latere dag telt: die dag. Klik op Datum om te kiezen.
    """
    code = vangnet if vangnet in REPORTABLE_FACTS else f"vangnet_{vangnet}"
    if telt_vanaf is None:
        return record_fact_action(zaaknummer, code, door, bekend_sinds)
    return record_fact_action(zaaknummer, f"{code}_vanaf", door, telt_vanaf, until=bekend_sinds)


@flow(name="Mogelijkheden wijzigen", flow_run_name=action_run_name, persist_result=False)
def mogelijkheden_wijzigen(zaaknummer: Zaaknummer, wat: Mogelijkheid, datum: Datum, door: Operator) -> State:
    """Leg vast of er mogelijkheden zijn om te werken, en of er uitzicht is op terugkeer. Nooit waarom.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        wat: Wat er volgens de bedrijfsarts geldt; uitzicht is concreet uitzicht op terugkeer in de eigen organisatie.
        datum: Sinds wanneer, of de dag van het oordeel over terugkeer; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record_fact_action(zaaknummer, wat, door, datum)


@flow(name="Voortgang melden", flow_run_name=action_run_name, persist_result=False)
def voortgang_melden(
    zaaknummer: Zaaknummer,
    wat: Voortgang,
    datum: Datum,
    door: Operator,
    reden: Vastloopreden | None = None,
) -> State:
    """Leg vast of de re-integratie vastloopt of weer loopt, en of een vaststellingsovereenkomst speelt.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        wat: Wat er veranderde.
        datum: De dag waarop; niet in de toekomst.
        door: Wie dit vastlegt.
        reden: Alleen bij vastgelopen, en dan nodig. Klik op Vastloopreden om te kiezen.
    """
    return record_fact_action(zaaknummer, wat, door, datum, reason=reden)


@flow(name="Antwoord bureau", flow_run_name=action_run_name, persist_result=False)
def antwoord_bureau(
    zaaknummer: Zaaknummer, antwoord: Antwoord, datum: Datum, door: Operator, verwijzing: Volgnummer = 0
) -> State:
    """Leg vast wat een bureau antwoordde op een verwijzing voor het tweede spoor.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        antwoord: akkoord, of geweigerd; dan wordt meteen het volgende bureau gevraagd.
        datum: De dag van het antwoord; niet in de toekomst en niet vóór de verwijzing.
        door: Wie dit vastlegt.
        verwijzing: Het nummer van de verwijzing. 0 is de laatste.
    """
    return record_fact_action(zaaknummer, f"bureau_{antwoord}", door, datum, referral=verwijzing)


@flow(name="Bericht aan of van UWV", flow_run_name=action_run_name, persist_result=False)
def bericht_uwv(
    zaaknummer: Zaaknummer, wat: Bericht, datum: Datum, door: Operator, uiterlijk: Datum | None = None
) -> State:
    """Leg vast wat UWV besliste, vroeg of niet stuurde, en wat aan UWV is gemeld: loonsanctie, verslag, WIA-besluit.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        wat: Wat er besloten of gemeld is.
        datum: De dag van het besluit, de brief of de melding. Bij wachttijd_verlengd de laatste dag ervan.
        door: Wie dit vastlegt.
        uiterlijk: Alleen bij verslag_onvolledig: de laatste dag die UWV noemt. Noemt de brief er geen, laat dit dan
            leeg: dan is het één week na de brief.
    """
    return record_fact_action(zaaknummer, wat, door, datum, until=uiterlijk)


@flow(name="Verlof vastleggen", flow_run_name=action_run_name, persist_result=False)
def verlof_vastleggen(
    zaaknummer: Zaaknummer, vanaf: Datum, tot_en_met: Datum, door: Operator, oorzaak: Oorzaak = Oorzaak.ZELFDE
) -> State:
    """Leg zwangerschaps- en bevallingsverlof van de werkneemster zelf vast (WAZO); die dagen tellen niet mee.

    Verlof van een partner, vakantie en ander verlof horen hier niet: die veranderen geen termijn.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        vanaf: De eerste verlofdag; mag ook later zijn. Wie een verlof met dezelfde eerste dag vastlegt, verbetert het.
        tot_en_met: De laatste verlofdag.
        door: Wie dit vastlegt.
        oorzaak: andere als de ziekte na het verlof duidelijk een andere oorzaak heeft; dan begint een nieuw dossier.
    """
    code = "verlof" if oorzaak == Oorzaak.ZELFDE else "verlof_andere_oorzaak"
    return record_fact_action(zaaknummer, code, door, vanaf, until=tot_en_met)


@flow(name="Einde dienstverband of AOW", flow_run_name=action_run_name, persist_result=False)
def einde_dienstverband_of_aow(zaaknummer: Zaaknummer, wat: Einde, datum: Datum | None, door: Operator) -> State:
    """Leg het einde van het dienstverband vast, de AOW-leeftijd, of dat daardoor het tweede spoor achterwege blijft.

    Ook of iemand 60 jaar of ouder is als de wachttijd eindigt, en of beiden de vereenvoudigde beoordeling willen.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        wat: Wat er geldt. De keuzes met geen of toch wel halen weg wat eerder is vastgelegd.
        datum: De laatste dag in dienst, de dag van de AOW-leeftijd of van de afspraak. Kies None bij geen en toch wel.
        door: Wie dit vastlegt.
    """
    return record_fact_action(zaaknummer, wat, door, datum)


@flow(name="Werkgever en dienstverband", flow_run_name=action_run_name, persist_result=False)
def werkgever_en_dienstverband(
    zaaknummer: Zaaknummer,
    wat: Werkgeverswijziging,
    datum: Datum | None,
    door: Operator,
    tot_en_met: Datum | None = None,
) -> State:
    """Leg vast wat er aan de werkgever of het dienstverband anders is: eigenrisicodrager, dienst in een huishouden.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        wat: Wat er geldt. De keuzes met geen halen weg wat eerder is vastgelegd.
        datum: De dag vanaf wanneer de werkgever eigenrisicodrager is. Kies None bij de andere keuzes.
        door: Wie dit vastlegt.
        tot_en_met: Alleen bij eigenrisicodrager_zw_tot_en_met: de laatste dag. Klik op Datum om te kiezen.
    """
    return record_fact_action(zaaknummer, wat, door, datum, until=tot_en_met)


@flow(name="Overlijden melden", flow_run_name=action_run_name, persist_result=False)
def overlijden_melden(zaaknummer: Zaaknummer, overleden_op: Datum, door: Operator) -> State:
    """Leg vast dat de werknemer is overleden. Het dossier eindigt meteen; de werknemer krijgt geen post meer.

    De casemanager en de salarisadministratie krijgen bericht. Per vergissing vastgelegd: Melding intrekken.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        overleden_op: De dag van het overlijden; niet in de toekomst. Nooit een oorzaak.
        door: Wie dit vastlegt.
    """
    return record_fact_action(zaaknummer, "overleden", door, overleden_op)


@flow(name="Eerste ziektedag corrigeren", flow_run_name=action_run_name, persist_result=False)
def eerste_ziektedag_corrigeren(zaaknummer: Zaaknummer, eerste_ziektedag: Datum, door: Operator) -> State:
    """Leg de juiste eerste ziektedag vast; alle datums worden opnieuw berekend.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        eerste_ziektedag: De eerste werkdag waarop niet (volledig) gewerkt is; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record_fact_action(zaaknummer, "eerste_ziektedag", door, eerste_ziektedag)


Melding = Annotated[int, Field(ge=1, le=9999)]


@flow(name=WITHDRAW_ACTION, flow_run_name=action_run_name, persist_result=False)
def melding_intrekken(zaaknummer: Zaaknummer, melding: Melding, door: Operator) -> State:
    """Trek een melding in die niet klopt; zij telt dan alsof zij nooit gedaan is, maar blijft te zien.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        melding: Het nummer van de melding, zoals het dossier dat toont onder 'Laatst vastgelegd'.
        door: Wie dit vastlegt.
    """
    return record_action(zaaknummer, lambda writing, number: withdraw_report(writing, number, melding, door))


@flow(name=MERGE_ACTION, flow_run_name=action_run_name, persist_result=False)
def dubbel_dossier(zaaknummer: Zaaknummer, ander_zaaknummer: Zaaknummer, reden: Dubbelreden, door: Operator) -> State:
    """Voeg twee dossiers samen die per ongeluk voor één persoon lopen; het latere eindigt als dubbel.

    Args:
        zaaknummer: Het nummer van het ene dossier, bijvoorbeeld Z-7K3Q9.
        ander_zaaknummer: Het nummer van het andere dossier.
        reden: Waardoor er twee dossiers zijn.
        door: Wie dit vastlegt.
    """
    return record_and_wake_action(
        zaaknummer, lambda writing, number: merge_cases(writing, number, ander_zaaknummer, reden, door)
    )
