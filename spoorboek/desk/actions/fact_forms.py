"""The facts of the catalogue as forms: each field follows from what its fact asks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import cast

from spoorboek.desk.actions.case_action import DeskAction, DeskReport, OfferedCase
from spoorboek.desk.actions.form_fields import DeskField, DeskFieldKind, FieldValues
from spoorboek.desk.permissions import Permission
from spoorboek.statute.facts import Agreement
from spoorboek.statute.reports.settlements import MOST_WEEKS
from spoorboek.statute.second_track_facts import FIRST_DOUBT_DAYS
from spoorboek.statute.timeline.interruptions import sickness_days_of
from tasks.case_state import CaseState
from tasks.reports.circumstance_facts import AGREEMENT_ACTION
from tasks.reports.employer_agreement import employer_of_case, record_employer_agreement
from tasks.reports.fact_reports import report_fact
from tasks.reports.report_catalogue import FACTS_BY_ACTION
from tasks.reports.report_fields import AgreedWeeks, GivenFields, asked_referrals
from tasks.reports.reportable_fact import FactDay, ReportableFact
from tasks.views.desk.facts_of_now import can_be_reported

ON, UNTIL, REASON, PERCENTAGE, REFERRAL = "datum", "tot_en_met", "reden", "percentage", "verwijzing"
SOURCE, WAGE_WEEKS, BAN_WEEKS = "bron", "weken_loon", "weken_opzegverbod"
NOT_MEDICAL = "Nooit waarom, en niets medisch."
# Who may report the facts of an action, where that is somebody else too.
MAY_TOO: Mapping[str, Permission] = {
    "Advies bedrijfsarts": Permission.RECORD_PROFILE,
    "Mogelijkheden wijzigen": Permission.RECORD_PROFILE,
}
# What is done on a page of its own, which weighs more than a form does.
PAGE_OF = {"opnieuw_uitgevallen": "/zaak/{zaak}/opnieuw-ziek"}
FOR_EMPLOYER = "naast_de_wet_werkgever"


def fact_actions() -> Iterator[DeskAction]:
    """Yield an action for each fact of the catalogue, in its order."""
    for form, facts in FACTS_BY_ACTION.items():
        may = (Permission.RECORD_FACTS, *((MAY_TOO[form],) if form in MAY_TOO else ()))
        for code, fact in facts.items():
            yield _action(form, code, fact, may)
        if form == AGREEMENT_ACTION:
            yield _for_all_of_the_employer(next(iter(facts.values())))


def fact_fields(current: CaseState, fact: ReportableFact) -> Sequence[DeskField]:
    """Return what the form of a fact asks, with the limits of its days in this case."""
    days = [(name, day) for name, day in ((ON, fact.on), (UNTIL, fact.until)) if day]
    return [*(_day_field(current, name, day) for name, day in days), *_asked_fields(current, fact)]


def given_fields(fact: ReportableFact, values: FieldValues) -> GivenFields:
    """Return what was filled in, as a report takes it."""
    return GivenFields(
        on=cast(date | None, values.get(ON)),
        until=cast(date | None, values.get(UNTIL)),
        reason=cast(str | None, values.get(REASON)),
        percentage=cast(int | None, values.get(PERCENTAGE)),
        referral=int(cast(str, values.get(REFERRAL) or 0)),
        weeks=_weeks(values) if fact.asks == "weeks" else None,
    )


def _action(form: str, code: str, fact: ReportableFact, may: Sequence[Permission]) -> DeskAction:
    def fields(offer: OfferedCase) -> Sequence[DeskField] | None:
        return fact_fields(offer.current, fact) if can_be_reported(offer.current, code) else None

    def report(offer: OfferedCase, values: FieldValues) -> DeskReport:
        given = given_fields(fact, values)
        return lambda writing: report_fact(writing, offer.number, code, given, offer.by)

    return DeskAction(code, form, fact.name, may, fields, report, PAGE_OF.get(code, ""))


def _for_all_of_the_employer(fact: ReportableFact) -> DeskAction:
    """Return the action that records what is given beside the law in all cases of an employer."""

    def fields(offer: OfferedCase) -> Sequence[DeskField] | None:
        return fact_fields(offer.current, fact)

    def report(offer: OfferedCase, values: FieldValues) -> DeskReport:
        given, weeks = given_fields(fact, values), _weeks(values)
        agreement = Agreement(cast(date, given.on), given.until, weeks.source, weeks.wage_weeks, weeks.ban_weeks)
        return lambda writing: record_employer_agreement(
            writing, employer_of_case(writing, offer.number), agreement, offer.by
        )

    title = f"{fact.name}, in alle zaken van de werkgever"
    return DeskAction(FOR_EMPLOYER, AGREEMENT_ACTION, title, (Permission.RECORD_FACTS,), fields, report)


def _weeks(values: FieldValues) -> AgreedWeeks:
    numbers = [int(cast(int, values.get(name) or 0)) for name in (WAGE_WEEKS, BAN_WEEKS)]
    return AgreedWeeks(str(values.get(SOURCE) or ""), *numbers)


def _day_field(current: CaseState, name: str, day: FactDay) -> DeskField:
    facts = current.plan.facts
    first = {
        "sick": facts.first_sick_day,
        "after_week_8": sickness_days_of(facts).date_of(FIRST_DOUBT_DAYS),
    }.get(day.when)
    last = None if day.when == "any" else current.on
    start = current.on.isoformat() if day.needed and first else ""
    return DeskField(name, day.what, DeskFieldKind.DAY, day.needed, first=first, last=last, start=start)


def _asked_fields(current: CaseState, fact: ReportableFact) -> Iterator[DeskField]:
    house = current.edition.house
    if fact.asks == "reason":
        yield DeskField(REASON, "Welke", DeskFieldKind.CHOICE, choices=fact.reasons(house), help=NOT_MEDICAL)
    elif fact.asks == "percentage":
        words = "Deel van de contracturen dat gewerkt wordt, in procenten"
        hint = "0 tot en met 99. Wie volledig werkt, meldt u hersteld."
        yield DeskField(PERCENTAGE, words, DeskFieldKind.NUMBER, least=0, most=99, help=hint)
    elif fact.asks == "referral":
        asked = {str(number): f"Verwijzing {number}" for number in sorted(asked_referrals(current), reverse=True)}
        yield DeskField(REFERRAL, "Welke verwijzing", DeskFieldKind.CHOICE, choices=asked, start=next(iter(asked), ""))
    elif fact.asks == "weeks":
        yield DeskField(SOURCE, "Waar het staat", DeskFieldKind.CHOICE, choices=house.choices["agreement"])
        for name, what in ((WAGE_WEEKS, "loon langer loopt"), (BAN_WEEKS, "opzegverbod langer duurt")):
            words = f"Hoeveel weken het {what}"
            yield DeskField(name, words, DeskFieldKind.NUMBER, least=0, most=MOST_WEEKS, start="0")
