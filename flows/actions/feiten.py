"""Operator actions that record a fact of a case: which facts each offers, stands in `tasks.reportable`."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.run_forms import (
    Antwoord,
    Bericht,
    Datum,
    Einde,
    Mogelijkheid,
    Oorzaak,
    Operator,
    Vastloopreden,
    Volgnummer,
    Voortgang,
    Zaaknummer,
    record_fact,
    run_name,
)


@flow(name="Mogelijkheden wijzigen", flow_run_name=run_name, persist_result=False)
def mogelijkheden_wijzigen(zaaknummer: Zaaknummer, wat: Mogelijkheid, datum: Datum, door: Operator) -> State:
    """Leg vast of er mogelijkheden zijn om te werken, en of er uitzicht is op terugkeer. Nooit waarom.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        wat: Wat er volgens de bedrijfsarts geldt; uitzicht is concreet uitzicht op terugkeer in de eigen organisatie.
        datum: Sinds wanneer, of de dag van het oordeel over terugkeer; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record_fact(zaaknummer, wat, door, datum)


@flow(name="Voortgang melden", flow_run_name=run_name, persist_result=False)
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
    return record_fact(zaaknummer, wat, door, datum, reason=reden)


@flow(name="Antwoord bureau", flow_run_name=run_name, persist_result=False)
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
    return record_fact(zaaknummer, f"bureau_{antwoord}", door, datum, referral=verwijzing)


@flow(name="Bericht aan of van UWV", flow_run_name=run_name, persist_result=False)
def bericht_uwv(zaaknummer: Zaaknummer, wat: Bericht, datum: Datum, door: Operator) -> State:
    """Leg vast wat UWV besliste, of wat aan UWV is gemeld: loonsanctie, herstel van de tekortkoming, verlenging.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        wat: Wat er besloten of gemeld is.
        datum: De dag van het besluit of de melding. Bij wachttijd_verlengd de laatste dag van de verlengde wachttijd.
        door: Wie dit vastlegt.
    """
    return record_fact(zaaknummer, wat, door, datum)


@flow(name="Verlof vastleggen", flow_run_name=run_name, persist_result=False)
def verlof_vastleggen(
    zaaknummer: Zaaknummer, vanaf: Datum, tot_en_met: Datum, door: Operator, oorzaak: Oorzaak = Oorzaak.ZELFDE
) -> State:
    """Leg verlof rond een bevalling vast (WAZO); vakantie en ander verlof niet. Die dagen tellen niet mee.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        vanaf: De eerste verlofdag; mag ook later zijn. Wie een verlof met dezelfde eerste dag vastlegt, verbetert het.
        tot_en_met: De laatste verlofdag.
        door: Wie dit vastlegt.
        oorzaak: andere als de ziekte na het verlof duidelijk een andere oorzaak heeft; dan begint een nieuw dossier.
    """
    code = "verlof" if oorzaak == Oorzaak.ZELFDE else "verlof_andere_oorzaak"
    return record_fact(zaaknummer, code, door, vanaf, until=tot_en_met)


@flow(name="Einde dienstverband of AOW", flow_run_name=run_name, persist_result=False)
def einde_dienstverband_of_aow(zaaknummer: Zaaknummer, wat: Einde, datum: Datum | None, door: Operator) -> State:
    """Leg het einde van het dienstverband vast, de AOW-leeftijd, of dat daardoor het tweede spoor achterwege blijft.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        wat: Wat er geldt. De keuzes met geen of toch wel halen weg wat eerder is vastgelegd.
        datum: De laatste dag in dienst, de dag van de AOW-leeftijd of van de afspraak. Kies None bij geen en toch wel.
        door: Wie dit vastlegt.
    """
    return record_fact(zaaknummer, wat, door, datum)


@flow(name="Eerste ziektedag corrigeren", flow_run_name=run_name, persist_result=False)
def eerste_ziektedag_corrigeren(zaaknummer: Zaaknummer, eerste_ziektedag: Datum, door: Operator) -> State:
    """Leg de juiste eerste ziektedag vast; alle datums worden opnieuw berekend.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        eerste_ziektedag: De eerste werkdag waarop niet (volledig) gewerkt is; niet in de toekomst.
        door: Wie dit vastlegt.
    """
    return record_fact(zaaknummer, "eerste_ziektedag", door, eerste_ziektedag)
