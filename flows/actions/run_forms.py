"""Shared by the operator actions: choice lists for run forms, and recording a report."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias
from uuid import UUID

from prefect import runtime
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from flows.actions.action_outcome import FAILED, RECORDED, REFUSED, ActionOutcome, conclude
from flows.engine.runs import wake_now
from models.case_numbers import normal_number
from models.connection import session
from models.operators import require_operator
from spoorboek.errors import InputError, PlatformError
from spoorboek.settings import OPERATOR
from spoorboek.statute.disputes import OPINION_OUTCOMES, OPINION_QUESTIONS, WAGE_GROUNDS
from spoorboek.statute.dossier.receipts import RECEIPT_FORM
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.second_track_facts import FEASIBILITY_OUTCOMES
from tasks.case_state import mail_waits
from tasks.reports.benefit_facts import EARLY_BENEFIT_FACTS
from tasks.reports.circumstance_facts import CIRCUMSTANCE_FACTS
from tasks.reports.dispute_facts import COOPERATION_AND_WAGE, EXPERT_OPINION
from tasks.reports.fact_reports import report_fact
from tasks.reports.once import Answer, record_once
from tasks.reports.preparation_facts import PREPARATION_FACTS
from tasks.reports.report_catalogue import FACTS_BY_ACTION, PAPER_REQUESTS
from tasks.reports.report_fields import GivenFields
from tasks.reports.report_wording import DOUBLE_REASONS
from tasks.reports.retriggering import AGAIN_REASONS

if TYPE_CHECKING:
    Stap: TypeAlias = StrEnum
    Uitstelreden: TypeAlias = StrEnum
    Bewijs: TypeAlias = StrEnum
    Afwijkreden: TypeAlias = StrEnum
    Herhaalreden: TypeAlias = StrEnum
    Vastloopreden: TypeAlias = StrEnum
    Mogelijkheid: TypeAlias = StrEnum
    Voortgang: TypeAlias = StrEnum
    Bericht: TypeAlias = StrEnum
    Voorbereiding: TypeAlias = StrEnum
    Haalbaarheid: TypeAlias = StrEnum
    Medewerking: TypeAlias = StrEnum
    Loongrond: TypeAlias = StrEnum
    Deskundigenoordeel: TypeAlias = StrEnum
    Stuk: TypeAlias = StrEnum
    Oordeelvraag: TypeAlias = StrEnum
    Oordeeluitkomst: TypeAlias = StrEnum
    Einde: TypeAlias = StrEnum
    Ivabesluit: TypeAlias = StrEnum
    Omstandigheid: TypeAlias = StrEnum
    Regelingbron: TypeAlias = StrEnum
    Dubbelreden: TypeAlias = StrEnum
    Vangnet: TypeAlias = StrEnum
    Bureaukeuze: TypeAlias = StrEnum
    Bureaureden: TypeAlias = StrEnum
    Certificaat: TypeAlias = StrEnum
    Dienst: TypeAlias = StrEnum
    Werkgeverswijziging: TypeAlias = StrEnum
else:
    Stap = StrEnum("Stap", {key: key for key in milestone_table()})
    Uitstelreden = StrEnum("Uitstelreden", {code: code for code in house_policy().choices["postpone"]})
    Bewijs = StrEnum("Bewijs", {code: code for code in house_policy().choices["evidence"]})
    Afwijkreden = StrEnum("Afwijkreden", {code: code for code in house_policy().choices["deviate"]})
    Herhaalreden = StrEnum("Herhaalreden", {code: code for code in AGAIN_REASONS})
    Vastloopreden = StrEnum("Vastloopreden", {code: code for code in house_policy().choices["stuck"]})
    Mogelijkheid = StrEnum("Mogelijkheid", {code: code for code in FACTS_BY_ACTION["Mogelijkheden wijzigen"]})
    Voortgang = StrEnum("Voortgang", {code: code for code in FACTS_BY_ACTION["Voortgang melden"]})
    Bericht = StrEnum("Bericht", {code: code for code in FACTS_BY_ACTION["Bericht aan of van UWV"]})
    Voorbereiding = StrEnum("Voorbereiding", {code: code for code in PREPARATION_FACTS})
    Haalbaarheid = StrEnum("Haalbaarheid", {code: code for code in FEASIBILITY_OUTCOMES})
    Medewerking = StrEnum("Medewerking", {code: code for code in COOPERATION_AND_WAGE})
    Loongrond = StrEnum("Loongrond", {code: code for code in WAGE_GROUNDS})
    Deskundigenoordeel = StrEnum("Deskundigenoordeel", {code: code for code in EXPERT_OPINION})
    Stuk = StrEnum("Stuk", {code: code for code in PAPER_REQUESTS})
    Oordeelvraag = StrEnum("Oordeelvraag", {code: code for code in OPINION_QUESTIONS})
    Oordeeluitkomst = StrEnum("Oordeeluitkomst", {code: code for code in OPINION_OUTCOMES})
    Einde = StrEnum("Einde", {code: code for code in FACTS_BY_ACTION["Einde dienstverband of AOW"]})
    Ivabesluit = StrEnum("Ivabesluit", {code: code for code in EARLY_BENEFIT_FACTS})
    Werkgeverswijziging = StrEnum(
        "Werkgeverswijziging", {code: code for code in FACTS_BY_ACTION["Werkgever en dienstverband"]}
    )
    _NETS = [code.removeprefix("vangnet_") for code in FACTS_BY_ACTION["Vangnet wijzigen"]]
    # That its four days count from a later day is said by a date of the form.
    Vangnet = StrEnum("Vangnet", {code: code for code in _NETS if not code.endswith("_vanaf")})
    Omstandigheid = StrEnum("Omstandigheid", {code: code for code in CIRCUMSTANCE_FACTS})
    Regelingbron = StrEnum("Regelingbron", {code: code for code in house_policy().choices["agreement"]})
    Bureaukeuze = StrEnum("Bureaukeuze", {code: code for code in house_policy().choices["bureau_choice"]})
    Bureaureden = StrEnum("Bureaureden", {code: code for code in house_policy().choices["bureau_inactive"]})
    Certificaat = StrEnum("Certificaat", {code: code for code in house_policy().choices["certificate"]})
    Dienst = StrEnum("Dienst", {code: code for code in house_policy().choices["service"]})
    Dubbelreden = StrEnum("Dubbelreden", {code: code for code in DOUBLE_REASONS})

Operator = Annotated[str, Field(pattern=OPERATOR.pattern)]  # its choice list is put in by `platform.operator_forms`
Zaaknummer = Annotated[str, Field(pattern=r"^ *[Zz]-[0-9A-Za-z]{5} *$", examples=["Z-7K3Q9"])]
# The server does not check formats; the pattern makes it refuse anything but a date.
Datum = Annotated[date, Field(title="Datum", json_schema_extra={"pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})]
Volgnummer = Annotated[int, Field(ge=0, le=99)]
Ontvangstnummer = Annotated[str, Field(title="Ontvangstnummer van UWV", pattern=RECEIPT_FORM)]
Weken = Annotated[int, Field(ge=0, le=520)]
Percentage = Annotated[int, Field(ge=0, le=99)]
Bureaucode = Annotated[str, Field(pattern=r"^ *[0-9A-Za-z._-]{1,30} *$", examples=["wegwijs"])]
Aantal = Annotated[int, Field(ge=0, le=9999)]
Centen = Annotated[int, Field(ge=0, le=100_000_000)]
Mailnummer = Annotated[int, Field(ge=1)]
NO_ANSWER = (
    "De database antwoordt niet ({kind}), dus het is niet zeker of dit is vastgelegd. Probeer het straks met Retry: "
    "wat al is vastgelegd, gebeurt niet nog eens."
)


class Wijze(StrEnum):
    """How a step is triggered again: only missing effects, or all effects again."""

    HERSTEL = "herstel"
    OPNIEUW = "opnieuw"


class Besluit(StrEnum):
    """What is done about a mail that did not arrive."""

    OPNIEUW = "opnieuw"
    ANDERS = "anders_bezorgd"
    AANGEKOMEN = "toch_aangekomen"


class Spoor(StrEnum):
    """The track that is advised."""

    SPOOR_1 = "1"
    SPOOR_2 = "2"


class Dossiers(StrEnum):
    """In which cases something is recorded: in one, or in all of its employer."""

    DIT = "dit_dossier"
    ALLE = "alle_dossiers_van_de_werkgever"


class Antwoord(StrEnum):
    """The answer of a bureau to a referral."""

    AKKOORD = "akkoord"
    GEWEIGERD = "geweigerd"


class Oorzaak(StrEnum):
    """Whether the sickness after a leave has the same cause as the sickness before it; never which cause."""

    ZELFDE = "zelfde"
    ANDERE = "andere"


def record_action(number: str, report: Callable[[Session, str], str]) -> State:
    """Record a report of an operator and wake the case; the run says what became of it (see `action_outcome`).

    `report` takes a session and the case number, writes the event and returns a message for the operator.
    """
    return record_and_wake_action(number, lambda writing, normal: (report(writing, normal), [normal]))


def record_fact_action(number: str, code: str, actor: str, on: date | None = None, **more: Any) -> State:
    """Record a fact of REPORTABLE_FACTS by its code, with its fields."""
    given = GivenFields(on, **more)
    return record_and_wake_action(number, lambda writing, normal: report_fact(writing, normal, code, given, actor))


def record_and_wake_action(number: str, report: Callable[[Session, str], Answer]) -> State:
    """Record a report as `record_action` does; `report` also returns which cases to wake, such as a new one.

    The same run records once, however often Prefect tries it.
    """
    return _record(lambda writing: report(writing, normal_number(number)), number)


def record_house_action(report: Callable[[Session], str]) -> State:
    """Record a report about no case, such as a change of a register; the same run records once."""
    return _record(lambda writing: (report(writing), []))


def _record(report: Callable[[Session], Answer], number: str | None = None) -> State:
    run_id, about = UUID(runtime.flow_run.id), (number,) if number else ()
    try:
        with session() as writing:
            require_operator(writing, runtime.flow_run.parameters["door"])
            message, to_wake = record_once(writing, run_id, lambda: report(writing))
            waits = mail_waits(writing) if to_wake else None
    except InputError as error:  # a mistake of a person
        return conclude(ActionOutcome(REFUSED, str(error), about))
    except PlatformError as error:
        return conclude(ActionOutcome(FAILED, str(error), about))
    except SQLAlchemyError as error:
        return conclude(ActionOutcome(FAILED, NO_ANSWER.format(kind=type(error).__name__), about))
    told = " ".join(filter(None, (message, wake_now(to_wake), waits)))
    numbers = tuple(dict.fromkeys([*to_wake, *map(normal_number, about)]))
    return conclude(ActionOutcome(RECORDED, told, numbers))
