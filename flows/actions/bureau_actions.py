"""The operator actions on bureaus: the register, whom the employee would like, whom to ask. Codes, days and numbers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from sqlmodel import Session

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import (
    Aantal,
    Bureaucode,
    Bureaukeuze,
    Bureaureden,
    Centen,
    Certificaat,
    Datum,
    Dienst,
    Operator,
    Zaaknummer,
    record_action,
    record_house_action,
)
from models.bureaus.changes import CERTIFICATE, PRICE
from spoorboek.errors import InputError
from tasks.reports.bureau_reports import (
    CHANGE_ACTION,
    CHOOSE_ACTION,
    PREFER_ACTION,
    choose_bureau,
    prefer_bureau,
    record_bureau_change,
)

Fields = Mapping[str, date | int | str | None]


@flow(name=CHANGE_ACTION, flow_run_name=action_run_name, persist_result=False)
def bureau_wijzigen(
    bureau: Bureaucode,
    door: Operator,
    actief: bool | None = None,
    reden: Bureaureden | None = None,
    volgorde: Aantal | None = None,
    plaatsen: Aantal | None = None,
    wachttijd_dagen: Aantal | None = None,
    contract_vanaf: Datum | None = None,
    contract_tot_en_met: Datum | None = None,
    certificaat: Certificaat | None = None,
    geldig_tot_en_met: Datum | None = None,
    dienst: Dienst | None = None,
    tarief_centen: Centen | None = None,
    tarief_vanaf: Datum | None = None,
) -> State:
    """Wijzig gegevens van een bureau; wat leeg blijft, blijft zoals het is.

    Args:
        bureau: De code van het bureau.
        door: Wie dit vastlegt.
        actief: Of het bureau wordt gevraagd.
        reden: Waarom niet meer; alleen en altijd als het bureau niet meer actief is.
        volgorde: Het laagste getal gaat voor bij een gelijke score.
        plaatsen: Hoeveel mensen het bureau tegelijk kan begeleiden.
        wachttijd_dagen: Kalenderdagen tot iemand kan beginnen.
        contract_vanaf: De eerste dag van het contract. Klik op Datum om te kiezen.
        contract_tot_en_met: De laatste dag van het contract. Klik op Datum om te kiezen.
        certificaat: Welk certificaat; met de laatste geldige dag erbij.
        geldig_tot_en_met: De laatste dag van dat certificaat. Klik op Datum om te kiezen.
        dienst: Van welke dienst het tarief wijzigt; met het tarief en de eerste dag ervan.
        tarief_centen: Het tarief in centen, zonder btw.
        tarief_vanaf: De eerste dag van dat tarief. Klik op Datum om te kiezen.
    """
    plain = {
        "active": actief,
        "rank": volgorde,
        "capacity": plaatsen,
        "waiting_days": wachttijd_dagen,
        "contract_from": contract_vanaf,
        "contract_until": contract_tot_en_met,
    }
    values: dict[str, Any] = {key: value for key, value in plain.items() if value is not None}
    of_certificate: Fields = {"certificaat": certificaat, "geldig_tot_en_met": geldig_tot_en_met}
    of_price: Fields = {"dienst": dienst, "tarief_centen": tarief_centen, "tarief_vanaf": tarief_vanaf}

    def change(writing: Session) -> str:
        if _whole(of_certificate):
            values[f"{CERTIFICATE}{certificaat}"] = geldig_tot_en_met
        if _whole(of_price):
            values.update({f"{PRICE}{dienst}": tarief_centen, "prices_from": tarief_vanaf})
        if not values:
            raise InputError("Er is niets ingevuld om te wijzigen. Vul ten minste één veld in.")
        return record_bureau_change(writing, bureau, values, door, str(reden) if reden else None)

    return record_house_action(change)


@flow(name=PREFER_ACTION, flow_run_name=action_run_name, persist_result=False)
def voorkeur_voor_een_bureau(
    zaaknummer: Zaaknummer, door: Operator, bureau: Bureaucode | None = None, datum: Datum | None = None
) -> State:
    """Leg vast voor welk bureau de werknemer voorkeur heeft; dat telt zichtbaar mee op de shortlist.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        door: Wie dit vastlegt.
        bureau: De code van het bureau; leeg als er geen voorkeur meer is.
        datum: De dag waarop de werknemer dat zei; leeg is vandaag. Klik op Datum om te kiezen.
    """
    return record_action(zaaknummer, lambda writing, number: prefer_bureau(writing, number, bureau or "", datum, door))


@flow(name=CHOOSE_ACTION, flow_run_name=action_run_name, persist_result=False)
def bureau_kiezen(
    zaaknummer: Zaaknummer, bureau: Bureaucode, door: Operator, reden: Bureaukeuze | None = None
) -> State:
    """Kies welk bureau van de shortlist als eerste wordt gevraagd; de lijst en de keuze worden bewaard.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        bureau: De code van een bureau van `spoorboek referral shortlist`.
        door: Wie dit vastlegt.
        reden: Waarom niet het eerste van de lijst; alleen dan. Klik op Bureaukeuze om te kiezen.
    """
    return record_action(
        zaaknummer,
        lambda writing, number: choose_bureau(writing, number, bureau, str(reden) if reden else None, door),
    )


def _whole(fields: Fields) -> bool:
    """Tell whether fields that belong together are all there; InputError when only some are."""
    given = [name for name, value in fields.items() if value is not None]
    missing = [name for name in fields if name not in given]
    if given and missing:
        raise InputError(f"{', '.join(given)} ingevuld zonder {', '.join(missing)}; vul ze samen in.")
    return bool(given)
