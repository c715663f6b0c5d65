"""Cases of which everything a referral needs was recorded, by the product's own reports."""

from datetime import date, timedelta

from sqlmodel import Session

from spoorboek import clock
from spoorboek.demo.people import INVENTED_PROFILE, INVENTED_SEARCH
from tasks.reports.fact_reports import report_fact
from tasks.reports.preparation_content import report_profile, report_search_data
from tasks.reports.report_fields import GivenFields

PROFILE, SEARCH = INVENTED_PROFILE, INVENTED_SEARCH


def prepare_referral_of(
    writing: Session, number: str, by: str = "operator-1", *, informed: bool = True, today: date | None = None
) -> None:
    """Record all of it, each of the day before `today`; `informed`: a person told the employee as well."""
    yesterday = (today or clock.today()) - timedelta(days=1)
    facts = {"onderzoek_beide": None, "haalbaarheid_werkgever": "haalbaar"}
    facts |= {"werknemer_ingelicht": None} if informed else {}
    for code, reason in facts.items():
        report_fact(writing, number, code, GivenFields(yesterday, reason=reason), by)
    report_profile(writing, number, {**PROFILE, "bron_datum": yesterday}, by)
    report_search_data(writing, number, {**SEARCH, "datum": yesterday}, by)
    writing.commit()
