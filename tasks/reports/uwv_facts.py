"""What an operator can report of messages to and from UWV: sanction, extension, letter, and what came of them."""

from collections.abc import Mapping
from dataclasses import replace

from spoorboek.statute.events import EventKind
from tasks.reports.reportable_fact import FactDay, ReportableFact, fact_day

_DECIDED = fact_day("De dag van het besluit")
# What UWV says on an application: none of it is offered before that step began.
_ON_APPLICATION: tuple[EventKind, ...] = (
    "sanction_decided",
    "uwv_letter_missing",
    "riv_incomplete",
    "wia_advance_granted",
    "wia_decided",
)

_FACTS: Mapping[str, ReportableFact] = {
    "loonsanctie_opgelegd": ReportableFact("sanction_decided", "loonsanctie opgelegd op {on}", _DECIDED),
    "tekortkoming_hersteld_gemeld": ReportableFact(
        "repair_reported", "op {on} aan UWV gemeld dat de tekortkoming is hersteld", fact_day("De dag van de melding")
    ),
    "tekortkoming_hersteld_vastgesteld": ReportableFact(
        "repair_decided", "op {on} stelde UWV vast dat de tekortkoming is hersteld", _DECIDED,
        title="UWV stelde vast dat de tekortkoming is hersteld",
    ),
    "tekortkoming_niet_hersteld": ReportableFact(
        "repair_refused", "op {on} stelde UWV vast dat de tekortkoming niet is hersteld", _DECIDED,
        title="UWV stelde vast dat de tekortkoming niet is hersteld",
    ),
    "wachttijd_verlengd": ReportableFact(
        "extended", "wachttijd verlengd t/m {on}",
        fact_day("De laatste dag van de verlengde wachttijd", "any", "until"),
        title="Wachttijd verlengd",
    ),
    "loonsanctie_herroepen": ReportableFact("sanction_revoked", "loonsanctie herroepen op {on}", _DECIDED),
    "verlenging_gevraagd": ReportableFact(
        "extension_requested", "op {on} samen gevraagd om verlenging van de wachttijd",
        fact_day("De dag van het verzoek"),
    ),
    "geen_brief_van_uwv": ReportableFact(
        "uwv_letter_missing", "op {on} nog geen brief van UWV over de WIA-aanvraag",
        fact_day("De dag waarop dat vaststond"),
    ),
    "verslag_onvolledig": ReportableFact(
        "riv_incomplete", "UWV vindt het re-integratieverslag onvolledig (brief van {on}), aan te vullen {term}",
        fact_day("De datum van de brief"), FactDay("repair_by", "De laatste dag die UWV noemt", "any", False),
    ),
    "wia_voorschot": ReportableFact("wia_advance_granted", "UWV kende op {on} een voorschot op de WIA toe", _DECIDED),
    "wia_iva": ReportableFact(
        "wia_decided", "UWV kende op {on} een IVA-uitkering toe", _DECIDED, data={"outcome": "iva", "share": "80_100"}
    ),
    "wia_wga_80_100": ReportableFact(
        "wia_decided", "UWV kende op {on} een WGA-uitkering toe (80 tot 100%)", _DECIDED,
        data={"outcome": "wga", "share": "80_100"},
    ),
    "wia_wga_35_80": ReportableFact(
        "wia_decided", "UWV kende op {on} een WGA-uitkering toe (35 tot 80%)", _DECIDED,
        data={"outcome": "wga", "share": "35_80"},
    ),
    "wia_geweigerd_minder_dan_35": ReportableFact(
        "wia_decided", "UWV weigerde op {on} een WIA-uitkering (minder dan 35%)", _DECIDED,
        data={"outcome": "geweigerd", "share": "0_35"},
    ),
    "wia_geweigerd_anders": ReportableFact(
        "wia_decided", "UWV weigerde op {on} een WIA-uitkering", _DECIDED, data={"outcome": "geweigerd"}
    ),
}  # fmt: skip
UWV_FACTS: Mapping[str, ReportableFact] = {
    code: replace(fact, after="wia_aanvraag") if fact.kind in _ON_APPLICATION else fact for code, fact in _FACTS.items()
}
