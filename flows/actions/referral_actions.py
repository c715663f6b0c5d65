"""The operator actions on a referral: confirm what it holds, and approve it so that it goes. Codes only."""

from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import Operator, Volgnummer, Zaaknummer, record_action
from tasks.referral_approval import APPROVE_ACTION, CONFIRM_ACTION, OWN_APPROVAL, approve_referral, confirm_referral

if TYPE_CHECKING:
    Eigenakkoord: TypeAlias = StrEnum
else:
    Eigenakkoord = StrEnum("Eigenakkoord", {code: code for code in OWN_APPROVAL})


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
