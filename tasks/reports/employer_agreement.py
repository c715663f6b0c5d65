"""What people record about all cases of an employer: what a collective agreement or he himself gives beside the law."""

from sqlmodel import Session

from models.case_lookup import find_case
from models.edition_history import edition_in_force
from models.record import put_agreement
from models.tables import Employee, Employer
from spoorboek.errors import InputError
from spoorboek.statute.facts import Agreement
from spoorboek.statute.law.labels import in_sentence
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.reports.settlements import MOST_WEEKS
from tasks.case_state import current_day
from tasks.reports.report_base import numeric_date
from tasks.reports.report_fields import known_source


def record_employer_agreement(
    writing: Session, employer: Employer, agreement: Agreement, actor: str
) -> tuple[str, list[str]]:
    """Record what is given beside the law in all cases of an employer; return the Dutch answer and the cases to wake.

    A case whose first sick day falls in the period gets it as a fact, now or when it opens; what was recorded in the
    case itself goes before it. Raises InputError for an unknown source, a period that ends before it begins, and weeks
    that cannot be.
    """
    house = edition_in_force(writing).house
    known_source(house, agreement.source)
    if agreement.until and agreement.until < agreement.from_:
        raise InputError(
            f"De laatste dag {numeric_date(agreement.until)} ligt vóór de eerste, {numeric_date(agreement.from_)}. "
            "Corrigeer een van beide."
        )
    if not all(0 <= weeks <= MOST_WEEKS for weeks in (agreement.wage_weeks, agreement.ban_weeks)):
        raise InputError(f"Geef een aantal weken van 0 tot en met {MOST_WEEKS}.")
    woken = put_agreement(writing, employer, agreement, actor, current_day(writing))
    return f"Vastgelegd voor werkgever {employer.code}: {agreement_words(agreement, house)}.{_told(len(woken))}", woken


def employer_of_case(reading: Session, number: str) -> Employer:
    """Return the employer of a case; InputError for an unknown case."""
    employee = reading.get_one(Employee, find_case(reading, number).employee_id)
    return reading.get_one(Employer, employee.employer_id)


def agreement_words(agreement: Agreement, house: HousePolicy) -> str:
    """Word what is given to whom beside the law, with its source."""
    until = f" t/m {numeric_date(agreement.until)}" if agreement.until else ""
    whom = f"voor wie ziek wordt vanaf {numeric_date(agreement.from_)}{until}"
    if not (agreement.wage_weeks or agreement.ban_weeks):
        return f"niets naast de wet {whom}"
    label = in_sentence(house.choices["agreement"].get(agreement.source, agreement.source))
    weeks = f"{agreement.wage_weeks} weken loon en {agreement.ban_weeks} weken opzegverbod"
    return f"{weeks} naast de wet {whom} ({label})"


def _told(count: int) -> str:
    if not count:
        return " In geen lopend dossier verandert daardoor iets."
    return f" Dat staat nu ook in {count} lopend{'e dossiers' if count > 1 else ' dossier'}."
