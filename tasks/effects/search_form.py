"""What the form for search data shows filled in already: the search data that are known, else what the record knows."""

from collections.abc import Mapping

from sqlmodel import Session

from models.second_track.preparation_content import SearchContent
from models.tables import Case, Employee
from tasks.case_state import CaseState
from tasks.effects.preparation_data import known_preparation
from templates.carried_over import CarriedOver
from templates.party_texts import printed_phone

SEARCH_FORM = "zoekgegevens"


def filled_search_form(reading: Session, current: CaseState) -> CarriedOver:
    """Return the fields of the form as they are known; the employee corrects them."""
    known = known_preparation(reading, current)
    if known.search is not None:
        return CarriedOver(filled={name: text for name, text in _of_content(known.search).items() if text})
    case = reading.get_one(Case, current.case_id)
    employee = reading.get_one(Employee, case.employee_id)
    fields = {
        "telefoon": printed_phone(employee.phone) or "",
        "mail": employee.email or "",
        "regio": (employee.postcode or "")[:2],
        "uren_per_week": known.profile.hours_per_week if known.profile else "",
    }
    return CarriedOver(filled={name: text for name, text in fields.items() if text})


def _of_content(search: SearchContent) -> Mapping[str, str]:
    return {
        "telefoon": search.phone,
        "mail": search.email,
        "regio": search.region,
        "reistijd": str(search.travel_minutes or ""),
        "uren_per_week": search.hours_per_week,
        "niveau": search.level,
        "sector": search.sector,
        "wensen": search.wishes,
        **{f"vervoer_{code}": "ja" for code in search.transport},
    }
