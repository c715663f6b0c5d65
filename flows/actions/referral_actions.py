"""The operator actions on a referral: confirm it, approve it so that it goes, say how far it is. Codes and dates."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeAlias, cast

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import Datum, Operator, Volgnummer, Zaaknummer, record_action
from spoorboek.statute.referrals.referral import ReferralState
from tasks.capability_approval import PASS_ON_ACTION, pass_on_capability
from tasks.referral_approval import (
    APPROVE_ACTION,
    ASK_ACTION,
    CONFIRM_ACTION,
    OWN_APPROVAL,
    approve_question,
    approve_referral,
    confirm_referral,
)
from tasks.reports.referral_reports import (
    CHOICE_REASONS,
    CHOOSE_OFFER_ACTION,
    MOVE_ACTION,
    REASONS,
    REPORTABLE_STATES,
    RESULTS,
    ReportedMove,
    choose_offer,
    report_referral_move,
)

if TYPE_CHECKING:
    Eigenakkoord: TypeAlias = StrEnum
    Keuzereden: TypeAlias = StrEnum
    Stand: TypeAlias = StrEnum
    Standreden: TypeAlias = StrEnum
    Uitkomst: TypeAlias = StrEnum
else:
    Eigenakkoord = StrEnum("Eigenakkoord", {code: code for code in OWN_APPROVAL})
    Keuzereden = StrEnum("Keuzereden", {code: code for code in CHOICE_REASONS})
    Stand = StrEnum("Stand", {state: state for state in REPORTABLE_STATES})
    Standreden = StrEnum("Standreden", {code: code for code in REASONS})
    Uitkomst = StrEnum("Uitkomst", {code: code for code in RESULTS})
Verwijzing = Annotated[int, Field(ge=1, le=99)]
Euros = Annotated[int, Field(ge=1, le=1_000_000)]


@flow(name=ASK_ACTION, flow_run_name=action_run_name, persist_result=False)
def bureaus_vragen(zaaknummer: Zaaknummer, door: Operator) -> State:
    """Zeg ja tegen de vraag aan de eerste bureaus van de shortlist; zij noemt niemand, en gaat dan meteen weg.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        door: Wie dit vastlegt, na het lezen van `spoorboek referral ask`.
    """
    return record_action(zaaknummer, lambda writing, number: approve_question(writing, number, door))


@flow(name=PASS_ON_ACTION, flow_run_name=action_run_name, persist_result=False)
def belastbaarheid_aan_bureau(zaaknummer: Zaaknummer, door: Operator, verwijzing: Volgnummer = 0) -> State:
    """Zeg ja tegen wat een bureau hoort over een gewijzigde belastbaarheid; het gaat dan meteen weg, zonder naam.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        door: Wie dit vastlegt, na het lezen van `spoorboek referral pass-on`.
        verwijzing: De hoeveelste verwijzing van dit dossier. 0 is die loopt.
    """
    return record_action(
        zaaknummer, lambda writing, number: pass_on_capability(writing, number, door, referral=verwijzing)
    )


@flow(name=CHOOSE_OFFER_ACTION, flow_run_name=action_run_name, persist_result=False)
def aanbod_kiezen(
    zaaknummer: Zaaknummer, verwijzing: Verwijzing, door: Operator, reden: Keuzereden | None = None
) -> State:
    """Kies het aanbod van een bureau; een ander keurt de offerte daarna goed met Offerte goedkeuren.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        verwijzing: De hoeveelste verwijzing van dit dossier; het dossier toont wie een aanbod deed.
        door: Wie dit vastlegt.
        reden: Waarom niet de eerste van de lijst. Klik op Keuzereden om te kiezen.
    """
    return record_action(
        zaaknummer,
        lambda writing, number: choose_offer(writing, number, door, verwijzing, reden.value if reden else None),
    )


@flow(name=CONFIRM_ACTION, flow_run_name=action_run_name, persist_result=False)
def verwijzing_bevestigen(zaaknummer: Zaaknummer, door: Operator, verwijzing: Volgnummer = 0) -> State:
    """Bevestig wat er in een voorbereide verwijzing staat; een ander moet haar daarna goedkeuren.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        door: Wie dit vastlegt, na het lezen van `spoorboek referral preview`.
        verwijzing: De hoeveelste verwijzing van dit dossier. 0 is die op akkoord wacht.
    """
    return record_action(
        zaaknummer, lambda writing, number: confirm_referral(writing, number, door, referral=verwijzing)
    )


@flow(name=APPROVE_ACTION, flow_run_name=action_run_name, persist_result=False)
def verwijzing_goedkeuren(
    zaaknummer: Zaaknummer, door: Operator, verwijzing: Volgnummer = 0, reden: Eigenakkoord | None = None
) -> State:
    """Keur een verwijzing goed die een ander bevestigde; zij gaat dan meteen naar het bureau.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        door: Wie dit vastlegt; niet degene die de verwijzing het laatst bevestigde.
        verwijzing: De hoeveelste verwijzing van dit dossier. 0 is die op akkoord wacht.
        reden: Alleen als er één operator is, en dan nodig bij een eigen akkoord. Klik op Eigenakkoord om te kiezen.
    """
    return record_action(
        zaaknummer, lambda writing, number: approve_referral(writing, number, door, referral=verwijzing, reason=reden)
    )


@flow(name=MOVE_ACTION, flow_run_name=action_run_name, persist_result=False)
def verwijzing_bijwerken(
    zaaknummer: Zaaknummer,
    stand: Stand,
    datum: Datum,
    door: Operator,
    verwijzing: Volgnummer = 0,
    intake_op: Datum | None = None,
    begint_op: Datum | None = None,
    tot_en_met: Datum | None = None,
    reden: Standreden | None = None,
    uitkomst: Uitkomst | None = None,
    prijs: Euros | None = None,
) -> State:
    """Leg vast hoe ver een verwijzing is, ook op het woord van het bureau. Een stand die nog niet kan, wordt geweigerd.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        stand: De stand die is bereikt.
        datum: De dag waarop; niet in de toekomst.
        door: Wie dit vastlegt.
        verwijzing: De hoeveelste verwijzing van dit dossier. 0 is die loopt.
        intake_op: Bij intake_gepland, de dag van de intake. Klik op Datum om te kiezen.
        begint_op: Bij een aanbod de eerste dag; bij nazorg de eerste dag in nieuw werk. Klik op Datum om te kiezen.
        tot_en_met: Bij trajectplan, loopt en verlengd, de laatste dag van het traject. Klik op Datum om te kiezen.
        reden: Waar een reden bij hoort. Klik op Standreden om te kiezen.
        uitkomst: Bij eindrapport. Klik op Uitkomst om te kiezen.
        prijs: Bij een aanbod, in hele euro's. Klik op Euros om in te vullen.
    """
    state = cast(ReferralState, stand.value)
    move = ReportedMove(state, datum, intake_op, begint_op, tot_en_met, reden, uitkomst, prijs)
    return record_action(
        zaaknummer, lambda writing, number: report_referral_move(writing, number, door, move, referral=verwijzing)
    )
