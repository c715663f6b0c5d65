"""Operator actions when things do not go by agreement: cooperation, wage, opinions of UWV's expert, and papers for it.

The facts are listed in `tasks.reports.dispute_facts`. Only codes and days: never why, and nothing medical.
"""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import (
    Datum,
    Deskundigenoordeel,
    Loongrond,
    Medewerking,
    Oordeeluitkomst,
    Oordeelvraag,
    Operator,
    Stuk,
    Zaaknummer,
    record_fact_action,
)
from tasks.reports.report_catalogue import PAPER_ACTION


@flow(name="Medewerking en loon", flow_run_name=action_run_name, persist_result=False)
def medewerking_en_loon(
    zaaknummer: Zaaknummer, wat: Medewerking, datum: Datum, door: Operator, grond: Loongrond | None = None
) -> State:
    """Leg vast of de werknemer meewerkt, en of het loon is opgeschort, gestopt of hervat. Nooit waarom.

    Vastleggen is versturen: na loon_waarschuwing, loon_opgeschort, loon_gestopt en loon_hervat krijgt de werknemer
    meteen een brief. Gaf u de waarschuwing of kennisgeving zelf al, leg dan eerst loon_waarschuwing_gegeven of
    loon_kennisgeving vast; dan gaat er geen tweede. Klopte een brief niet, trek de melding in, leg vast wat wel klopt
    en voer de stap opnieuw uit.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        wat: Wat er geldt. Opschorten is uitstellen; bij een stop is er geen recht op loon, ook later niet.
        datum: De dag waarop, of de eerste dag waarover; niet in de toekomst.
        door: Wie dit vastlegt, en daarmee ja zegt tegen de brief.
        grond: De grond uit artikel 7:629 BW; nodig bij waarschuwing, kennisgeving en stop. Klik op Loongrond.
    """
    return record_fact_action(zaaknummer, wat, door, datum, reason=grond)


@flow(name="Deskundigenoordeel", flow_run_name=action_run_name, persist_result=False)
def deskundigenoordeel(
    zaaknummer: Zaaknummer,
    wat: Deskundigenoordeel,
    datum: Datum,
    door: Operator,
    vraag: Oordeelvraag | None = None,
    uitkomst: Oordeeluitkomst | None = None,
) -> State:
    """Leg vast dat UWV om een deskundigenoordeel is gevraagd, of welk oordeel kwam. Niets medisch.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        wat: Gevraagd of ontvangen, en door wie het gevraagd is. Beide partijen kunnen elk iets vragen.
        datum: De dag van de vraag, of de dag waarop het oordeel kwam; niet in de toekomst.
        door: Wie dit vastlegt.
        vraag: Alleen bij gevraagd, en dan nodig. Klik op Oordeelvraag om te kiezen.
        uitkomst: Alleen bij ontvangen, en dan nodig. Klik op Oordeeluitkomst om te kiezen.
    """
    chosen = ", ".join(filter(None, (vraag, uitkomst)))  # both at once is no choice, and refused as one
    return record_fact_action(zaaknummer, wat, door, datum, reason=chosen or None)


@flow(name=PAPER_ACTION, flow_run_name=action_run_name, persist_result=False)
def stuk_laten_maken(zaaknummer: Zaaknummer, wat: Stuk, datum: Datum, door: Operator) -> State:
    """Laat een stuk maken dat niet bij een vaste stap hoort. Vragen is versturen: het gaat dezelfde dag.

    gespreksverslag: een formulier over een gesprek, voor de casemanager.
    spreekuur_gemist: een brief aan de werknemer om een nieuwe afspraak te maken; geen waarschuwing.
    bijstelling_probleemanalyse: een brief aan de bedrijfsarts.
    aanvraag_deskundigenoordeel: de aanvraag bij UWV, voor de casemanager.
    zoekgegevens: een formulier voor de werknemer: waar en hoe die zou kunnen werken, voor het tweede spoor.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        wat: Welk stuk, zoals hierboven. Klopte het niet, trek de melding in en vraag het opnieuw.
        datum: De dag waar het stuk over gaat, zoals die van het gesprek; niet in de toekomst.
        door: Wie dit vraagt.
    """
    return record_fact_action(zaaknummer, wat, door, datum)
