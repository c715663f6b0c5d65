"""The referral as JSON, for the systems of a bureau; its schema is `bericht/aanmelding.schema.json`."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from templates.document_context import DocumentContext, ReferralDetails

KnownReferral = TypeVar("KnownReferral")


def referral_message(context: DocumentContext) -> str:
    """Write a referral as JSON: only what the bureau needs for its task, and no data about health.

    The same input gives the same message: its number is derived from case, referral and version. Expects a context with
    all values the template needs. Source: BW 7:658a(5): data "voor zover deze noodzakelijk zijn …, alsmede het
    burgerservicenummer". The number itself never travels by plain mail.
    """
    referral = _require(context.referral)
    message = {
        "soort": "aanmelding",
        "versie": 2,
        "bericht": f"{context.case_number}-A{referral.number}-v{context.version}",
        "opgesteld_op": context.today,
        "zaak": context.case_number,
        "aanmelding": referral.number,
        "grondslag": "artikel 7:658a van het Burgerlijk Wetboek",
        "opdrachtgever": _client(context, referral),
        "werknemer": _employee(context),
        "termijnen": _terms(context, referral),
        "onderzoek": _research(context, referral),
        "belastbaarheid": _capability(referral),
        "zoekgegevens": referral.search,
    }
    return json.dumps(message, default=date.isoformat, ensure_ascii=False, indent=2) + "\n"


def _client(context: DocumentContext, referral: ReferralDetails) -> Mapping[str, Any]:
    manager = context.casemanager
    contact = {"naam": manager.name, "email": manager.email, "telefoon": manager.phone} if manager else None
    invoice = referral.invoice_reference or context.case_number
    return {
        "naam": context.employer.name,
        "adres": context.employer.address,
        "telefoon": context.employer.phone,
        "casemanager": contact,
        "factuurkenmerk": invoice,
    }


def _employee(context: DocumentContext) -> Mapping[str, Any]:
    employee = context.employee
    hours = employee.hours_per_week
    return {
        "naam": employee.name,
        "geboortedatum": employee.birth_date,
        "bsn": None,  # it follows by another way: what goes by mail holds none
        "adres": employee.address,
        "email": employee.email,
        "telefoon": employee.phone,
        "functie": employee.function,
        "uren_per_week": None if hours is None else float(hours),
        "opleiding": employee.education,
    }


def _terms(context: DocumentContext, referral: ReferralDetails) -> Mapping[str, Any]:
    return {
        "eerste_ziektedag": context.first_sick_day,
        "einde_wachttijd": context.wait_ends_on,
        "start_uiterlijk": context.dates["start_spoor_2"].on,
        "bevestigen_uiterlijk": referral.answer_by,
        "offerte_uiterlijk": referral.offer_by,
        "rapport_elke_dagen": referral.reporting_days,
        "werknemer_ingelicht_op": referral.informed_on,
    }


def _research(context: DocumentContext, referral: ReferralDetails) -> Mapping[str, Any]:
    evaluation = context.dates.get("eerstejaarsevaluatie")
    return {
        "arbeidsdeskundig_onderzoek_op": referral.assessment_on,
        "sporen": referral.assessment_tracks,
        "haalbaarheidsonderzoek_op": referral.feasibility_on,
        "eerstejaarsevaluatie_op": evaluation.done_on if evaluation else None,
    }


def _capability(referral: ReferralDetails) -> Mapping[str, Any]:
    return {
        "bron": referral.functional_source,
        "datum": referral.functional_on,
        "mogelijkheden": referral.possibilities,
        "beperkingen": referral.limits,
    }


def _require(value: KnownReferral | None) -> KnownReferral:
    """Return a value that `check_needs` has checked to be known."""
    if value is None:
        raise ValueError("a referral message was asked for before its needs were checked")
    return value
