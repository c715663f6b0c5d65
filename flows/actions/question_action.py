"""The operator action on a question about an adopted case: done, not done, or not applicable."""

from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from prefect import flow
from prefect.client.schemas.objects import State

from flows.actions.action_outcome import action_run_name
from flows.actions.run_forms import Datum, Ontvangstnummer, Operator, Stap, Volgnummer, Zaaknummer, record_action
from spoorboek.statute.policy.policy_reader import house_policy
from tasks.reports.question_answers import ANSWER_QUESTION_ACTION, QuestionAnswer, report_answer

if TYPE_CHECKING:
    Vraagantwoord: TypeAlias = StrEnum
    Nietnodig: TypeAlias = StrEnum
else:
    Vraagantwoord = StrEnum("Vraagantwoord", {answer.value: answer.value for answer in QuestionAnswer})
    Nietnodig = StrEnum("Nietnodig", {code: code for code in house_policy().choices["not_applicable"]})


@flow(name=ANSWER_QUESTION_ACTION, flow_run_name=action_run_name, persist_result=False)
def vraag_beantwoorden(
    zaaknummer: Zaaknummer,
    stap: Stap,
    antwoord: Vraagantwoord,
    door: Operator,
    gedaan_op: Datum | None = None,
    reden: Nietnodig | None = None,
    ontvangstnummer: Ontvangstnummer | None = None,
    volgnummer: Volgnummer = 0,
) -> State:
    """Beantwoord de vraag of een stap al gedaan was toen het dossier werd overgenomen.

    Args:
        zaaknummer: Het nummer van het dossier, bijvoorbeeld Z-7K3Q9.
        stap: De stap waarnaar gevraagd is.
        antwoord: gedaan, niet_gedaan (de stap staat dan open) of niet_van_toepassing (de stap vervalt).
        door: Wie dit vastlegt.
        gedaan_op: Alleen bij gedaan, en dan nodig: de dag waarop. Klik op Datum om te kiezen.
        reden: Alleen bij niet_van_toepassing, en dan nodig: waarom. Klik op Nietnodig om te kiezen.
        ontvangstnummer: Alleen bij gedaan, en nodig bij de 42e-weeksmelding: het nummer van UWV. Geen BSN.
        volgnummer: Bij stappen die terugkomen: de hoeveelste. 0 is de eerste waarnaar gevraagd is.
    """
    return record_action(
        zaaknummer,
        lambda writing, number: report_answer(
            writing,
            number,
            stap,
            QuestionAnswer(antwoord),
            door,
            on=gedaan_op,
            reason=reden,
            receipt=ontvangstnummer,
            occurrence=volgnummer,
        ),
    )
