"""What a bureau must know and no event may hold: what somebody can do in work, and where and how work is sought.

Each is sealed, numbered from 1 within its case, and replaced by a next version; the former ones stay.
"""

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, ClassVar, TypeVar

from sqlmodel import Session, col, select

from models.tables import PreparationContent
from spoorboek.statute.bureau_services import standard_services

Content = TypeVar("Content", bound="ProfileContent | SearchContent")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileContent:
    """The functional profile in terms of work: never anything medical.

    `rubrics`: codes of LIMIT_RUBRICS, the broad terms. Hours: as a text with a comma, such as "4" or "20,5".
    """

    KIND: ClassVar[str] = "functioneel_profiel"

    possibilities: str
    limits: str
    hours_per_week: str
    hours_per_day: str = ""
    rubrics: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Show nothing of it."""
        return "ProfileContent(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchContent:
    """Where and how somebody can look for work. `region`: the first two digits of the postcode.

    `travel_minutes`: for one way. `level`, `transport` and `sector`: codes of WORKING_LEVELS, TRANSPORTS and SECTORS.
    `services`, `specialisms`, `certificates`: what is asked of a bureau, codes of the house policy.
    """

    KIND: ClassVar[str] = "zoekgegevens"

    region: str
    hours_per_week: str
    level: str
    phone: str
    email: str = ""
    travel_minutes: int = 0
    transport: tuple[str, ...] = ()
    wishes: str = ""
    sector: str = ""
    services: tuple[str, ...] = ()
    specialisms: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Show nothing of it."""
        return "SearchContent(…)"


def add_content(writing: Session, case_id: int, content: ProfileContent | SearchContent, on: date, actor: str) -> int:
    """Store a next version of a content, and return its number."""
    number = 1 + max(_numbers(writing, case_id, content.KIND), default=0)
    text = json.dumps(asdict(content), ensure_ascii=False)
    row = PreparationContent(
        case_id=case_id, kind=content.KIND, number=number, on_day=on, recorded_by=actor, content=text
    )
    writing.add(row)
    writing.flush()
    return number


def read_content(reading: Session, case_id: int, kind: type[Content], number: int) -> Content | None:
    """Return one version of the content of a case; None when there is none, such as in a story."""
    query = select(PreparationContent).where(
        PreparationContent.case_id == case_id, PreparationContent.kind == kind.KIND, PreparationContent.number == number
    )
    row = reading.exec(query).one_or_none()
    return _content(kind, json.loads(row.content)) if row else None


def all_content(reading: Session, case_id: int) -> list[tuple[PreparationContent, dict[str, Any]]]:
    """List every version of a case with its content, oldest first."""
    query = select(PreparationContent).where(PreparationContent.case_id == case_id)
    return [(row, json.loads(row.content)) for row in reading.exec(query.order_by(col(PreparationContent.id)))]


def _numbers(reading: Session, case_id: int, kind: str) -> list[int]:
    query = select(PreparationContent.number).where(
        PreparationContent.case_id == case_id, PreparationContent.kind == kind
    )
    return list(reading.exec(query))


def _content(kind: type[Content], data: dict[str, Any]) -> Content:
    known = {each.name for each in fields(kind)}
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data.items() if name in known
    }
    if "services" in given:
        given["services"] = standard_services(given["services"])
    return kind(**given)
