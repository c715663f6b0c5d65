"""What the operator actions share: choice lists for the run form, one way to record, one way to refuse."""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeAlias

from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import Field
from sqlmodel import Session

from flows.engine import client, wake
from models.database import session
from models.numbers import normal_number
from spoorboek.errors import SpoorboekError
from spoorboek.settings import settings
from spoorboek.statute.house import house
from spoorboek.statute.table import table

if TYPE_CHECKING:
    Stap: TypeAlias = StrEnum
    Operator: TypeAlias = StrEnum
    Uitstelreden: TypeAlias = StrEnum
    Bewijs: TypeAlias = StrEnum
else:
    Stap = StrEnum("Stap", {key: key for key in table()})
    Operator = StrEnum("Operator", {code: code for code in settings().operator_codes})
    Uitstelreden = StrEnum("Uitstelreden", {code: code for code in house().choices["postpone"]})
    Bewijs = StrEnum("Bewijs", {code: code for code in house().choices["evidence"]})

Zaaknummer = Annotated[str, Field(pattern=r"^\s*[Zz]-[0-9A-Za-z]{5}\s*$", examples=["Z-7K3Q9"])]
Volgnummer = Annotated[int, Field(ge=0, le=99)]
Percentage = Annotated[int, Field(ge=0, le=99)]


class Wijze(StrEnum):
    """How a step is triggered again: only what is missing, or everything anew."""

    HERSTEL = "herstel"
    OPNIEUW = "opnieuw"


class Spoor(StrEnum):
    """The track an advice points to."""

    SPOOR_1 = "1"
    SPOOR_2 = "2"


def record(number: str, report: Callable[[Session, str], str]) -> State:
    """Record what an operator reports and wake the case; a refusal is a failed run that says why, in Dutch.

    `report` writes the event in the transaction it is given and returns what to tell the operator.
    """
    return record_and_wake(number, lambda writing, normal: (report(writing, normal), normal))


def record_and_wake(number: str, report: Callable[[Session, str], tuple[str, str]]) -> State:
    """Record, as `record` does, where the case to wake may be another than the one reported on (a new case)."""
    try:
        with session() as writing:
            answer, to_wake = report(writing, normal_number(number))
        with client() as prefect:
            wake(prefect, to_wake)
    except SpoorboekError as error:
        return Failed(name="Geweigerd", message=str(error))
    return Completed(name="Vastgelegd", message=answer)
