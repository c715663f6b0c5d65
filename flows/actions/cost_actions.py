"""The operator actions on money: approve the offer of a bureau, and judge an invoice. Codes and numbers only.

An offer and an invoice are recorded by command: the number of an invoice may hold a name, and no form may.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, get_args

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import Operator, Volgnummer, Zaaknummer, record_action
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.second_track.money import InvoiceChoice
from tasks.reports.cost_reports import (
    APPROVE_OFFER_ACTION,
    SETTLE_INVOICE_ACTION,
    SETTLING_REASONS,
    approve_offer,
    settle_invoice,
)

if TYPE_CHECKING:
    Akkoordrol: TypeAlias = StrEnum
    Factuurreden: TypeAlias = StrEnum
    Factuurbesluit: TypeAlias = InvoiceChoice
else:
    Akkoordrol = StrEnum("Akkoordrol", {code: code for code in house_policy().roles})
    Factuurreden = StrEnum("Factuurreden", {code: code for code in SETTLING_REASONS})
    Factuurbesluit = StrEnum("Factuurbesluit", {code: code for code in get_args(InvoiceChoice)})


@flow(name=APPROVE_OFFER_ACTION, flow_run_name=action_run_name, persist_result=False)
def offerte_goedkeuren(zaaknummer: Zaaknummer, door: Operator, rol: Akkoordrol, verwijzing: Volgnummer = 0) -> State:
    """Keur de nieuwste offerte van een verwijzing goed, tot het bedrag dat de rol volgens het huisbeleid mag.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        door: Wie dit vastlegt; niet degene die de offerte vastlegde.
        rol: De rol waarin u dit mag.
        verwijzing: De hoeveelste verwijzing van dit dossier. 0: de enige met een offerte die op akkoord wacht.
    """
    return record_action(zaaknummer, lambda writing, number: approve_offer(writing, number, verwijzing, rol, door))


@flow(name=SETTLE_INVOICE_ACTION, flow_run_name=action_run_name, persist_result=False)
def factuur_beoordelen(
    zaaknummer: Zaaknummer,
    door: Operator,
    factuur: Volgnummer,
    besluit: Factuurbesluit,
    reden: Factuurreden | None = None,
) -> State:
    """Keur een factuur goed of wijs haar af; bij afwijzen, of als zij niet klopt, met een reden.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        door: Wie dit vastlegt.
        factuur: De hoeveelste factuur van dit dossier; `spoorboek referral costs` toont ze.
        besluit: Goedgekeurd of afgewezen.
        reden: Alleen nodig bij afwijzen, of als de factuur niet klopt. Klik op Factuurreden om te kiezen.
    """
    return record_action(
        zaaknummer, lambda writing, number: settle_invoice(writing, number, factuur, besluit, reden, door)
    )
