"""Shared by the operator actions: choice lists for run forms, recording a report, refusing one."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from prefect import runtime
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed, Failed
from pydantic import Field
from sqlmodel import Session

from flows.engine.run_page import REFUSED_STATE
from flows.engine.runs import wake_now
from models.case_numbers import normal_number, recognised_number
from models.connection import session
from spoorboek.errors import SpoorboekError
from spoorboek.settings import settings
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.policy.policy_reader import house_policy
from tasks.reports.fact_reports import report_fact
from tasks.reports.report_catalogue import FACTS_BY_ACTION
from tasks.reports.report_fields import GivenFields

if TYPE_CHECKING:
    Stap: TypeAlias = StrEnum
    Operator: TypeAlias = StrEnum
    Uitstelreden: TypeAlias = StrEnum
    Bewijs: TypeAlias = StrEnum
    Afwijkreden: TypeAlias = StrEnum
    Vastloopreden: TypeAlias = StrEnum
    Mogelijkheid: TypeAlias = StrEnum
    Voortgang: TypeAlias = StrEnum
    Bericht: TypeAlias = StrEnum
    Einde: TypeAlias = StrEnum
else:
    Stap = StrEnum("Stap", {key: key for key in milestone_table()})
    # Named by position: a code may be a name that an enumeration reserves.
    Operator = StrEnum(
        "Operator", {f"operator_{position}": code for position, code in enumerate(settings().operator_codes)}
    )
    Uitstelreden = StrEnum("Uitstelreden", {code: code for code in house_policy().choices["postpone"]})
    Bewijs = StrEnum("Bewijs", {code: code for code in house_policy().choices["evidence"]})
    Afwijkreden = StrEnum("Afwijkreden", {code: code for code in house_policy().choices["deviate"]})
    Vastloopreden = StrEnum("Vastloopreden", {code: code for code in house_policy().choices["stuck"]})
    Mogelijkheid = StrEnum("Mogelijkheid", {code: code for code in FACTS_BY_ACTION["Mogelijkheden wijzigen"]})
    Voortgang = StrEnum("Voortgang", {code: code for code in FACTS_BY_ACTION["Voortgang melden"]})
    Bericht = StrEnum("Bericht", {code: code for code in FACTS_BY_ACTION["Bericht aan of van UWV"]})
    Einde = StrEnum("Einde", {code: code for code in FACTS_BY_ACTION["Einde dienstverband of AOW"]})

Zaaknummer = Annotated[str, Field(pattern=r"^ *[Zz]-[0-9A-Za-z]{5} *$", examples=["Z-7K3Q9"])]
# The server does not check formats; the pattern makes it refuse anything but a date.
Datum = Annotated[date, Field(title="Datum", json_schema_extra={"pattern": r"^\d{4}-\d{2}-\d{2}$"})]
Volgnummer = Annotated[int, Field(ge=0, le=99)]
Percentage = Annotated[int, Field(ge=0, le=99)]


class Wijze(StrEnum):
    """How a step is triggered again: only missing effects, or all effects again."""

    HERSTEL = "herstel"
    OPNIEUW = "opnieuw"


class Spoor(StrEnum):
    """The track that is advised."""

    SPOOR_1 = "1"
    SPOOR_2 = "2"


class Antwoord(StrEnum):
    """The answer of a bureau to a referral."""

    AKKOORD = "akkoord"
    GEWEIGERD = "geweigerd"


class Oorzaak(StrEnum):
    """Whether the sickness after a leave has the same cause as the sickness before it; never which cause."""

    ZELFDE = "zelfde"
    ANDERE = "andere"


class Vangnet(StrEnum):
    """Whether a safety net applies, by the term for reporting to UWV; never on which ground."""

    GEEN = "geen"
    VIERDE_DAG = "vierde_dag"
    ZES_WEKEN = "zes_weken"


def action_run_name() -> str:
    """Name the run of an operator action: the case, and the step or fact, such as `Z-7K3Q9 · evaluatie`."""
    parameters = runtime.flow_run.parameters
    subject = parameters.get("stap") or parameters.get("wat") or runtime.flow_run.flow_name
    return f"{recognised_number(str(parameters.get('zaaknummer', '')))} · {subject}"


def record_action(number: str, report: Callable[[Session, str], str]) -> State:
    """Record a report of an operator and wake the case; a refusal is a failed run with the reason in Dutch.

    `report` takes a session and the case number, writes the event and returns a message for the operator.
    """
    return record_and_wake_action(number, lambda writing, normal: (report(writing, normal), [normal]))


def record_fact_action(number: str, code: str, actor: str, on: date | None = None, **more: Any) -> State:
    """Record a fact of REPORTABLE_FACTS by its code, with its fields."""
    given = GivenFields(on, **more)
    return record_and_wake_action(number, lambda writing, normal: report_fact(writing, normal, code, given, actor))


def record_and_wake_action(number: str, report: Callable[[Session, str], tuple[str, list[str]]]) -> State:
    """Record a report as `record_action` does; `report` also returns which cases to wake, such as a new one."""
    try:
        with session() as writing:
            message, to_wake = report(writing, normal_number(number))
    except SpoorboekError as error:
        # The page of a run opens at its logs, so the reason must be there; it is a mistake of a person, no error.
        get_run_logger().warning("%s", error)
        return Failed(name=REFUSED_STATE, message=str(error))
    later = wake_now(to_wake)
    return Completed(name="Vastgelegd", message=f"{message} {later}" if later else message)
