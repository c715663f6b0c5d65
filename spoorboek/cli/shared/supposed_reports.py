"""Read the facts of `case report` at the command line of `spoorboek whatif`: what if this were reported."""

from collections.abc import Iterator, Sequence

from spoorboek.cli.shared.options import read_code, read_date
from spoorboek.cli.shared.suppositions import read_weeks_beside
from spoorboek.errors import InputError
from spoorboek.statute.editions.what_if import Report
from spoorboek.statute.policy.house_policy import HousePolicy
from tasks.reports.report_catalogue import REPORTABLE_FACTS
from tasks.reports.report_fields import AgreedWeeks, GivenFields, supposed_data

ELSEWHERE = {
    "percentage": "Dat is de optie --percentage.",
    "referral": "Dat verandert geen datum van de wet; de optie --referral toont wat het met de verwijzing doet.",
}


def read_reports(typed: Sequence[str], house: HousePolicy) -> Iterator[Report]:
    """Yield the events of what is typed as FEIT[=VAN[..TOT]][:KEUZE[:LOON/OPZEGVERBOD]]; InputError for what is not."""
    for text in typed:
        (named, *choices), dates = _parts(text)
        code = read_code(named, REPORTABLE_FACTS, "Onbekend feit")
        fact = REPORTABLE_FACTS[code]
        if fact.asks in ELSEWHERE:
            raise InputError(f"'{code}' hoort niet bij --report. {ELSEWHERE[fact.asks]}")
        first, _, last = dates.partition("..")
        on, until = (read_date(day) if day else None for day in (first, last))
        weeks = None
        if fact.asks == "weeks":
            source, agreed = (*choices, "", "")[:2]
            weeks = AgreedWeeks(source, *read_weeks_beside(agreed))
        reason = choices[0].strip().replace("-", "_") if choices and weeks is None else None
        yield fact.kind, supposed_data(code, fact, GivenFields(on, until, reason, weeks=weeks), house)


def _parts(text: str) -> tuple[list[str], str]:
    """Split FEIT=DATES:CHOICE, or FEIT:CHOICE, into the fact with its choices, and the dates."""
    named, _, rest = text.partition("=")
    dates, *choices = rest.split(":") if rest else ("",)
    return [*named.split(":"), *choices], dates.strip()
