"""The trajectory of one referral and what it costs, as the page of the second track shows them."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.tables import Case, InvoiceNumber, TrackText
from spoorboek.statute.bureau_services import BILLED_SERVICES
from spoorboek.statute.reports.withdrawn_events import withdrawn_numbers, without_withdrawn
from spoorboek.statute.second_track.cost_events import money_of
from spoorboek.statute.second_track.money import BudgetUse, budget_use
from spoorboek.statute.second_track.track_events import tracks_of
from spoorboek.statute.second_track.trajectory import ProgressReport, Track, TrackPlan
from spoorboek.statute.second_track.trajectory_codes import (
    ACTIVITIES,
    APPLICATION_RESULTS,
    CHANNELS,
    END_RESULTS,
    NO_APPLICATION_REASONS,
    PARTIES,
    PHASES,
    STOP_REASONS,
    WORK_KINDS,
)
from tasks.case_state import CaseState
from tasks.reports.cost_reports import finding_text, findings_of


class PlanView(NamedTuple):
    """The plan that holds: its day, its parts (what, from, until, hours), and what else it says, as lines."""

    on: date
    parts: Sequence[tuple[str, date, date, str]]
    lines: Sequence[str]


class ReportRow(NamedTuple):
    """A progress report: its period, the day it came, and what it says."""

    from_: date
    until: date
    on: date
    phase: str
    activities: Sequence[str]
    lines: Sequence[str]
    hours: str


class ApplicationRow(NamedTuple):
    """One application for a job: the function is known where the report told it."""

    on: date
    function: str
    channel: str
    result: str
    fits: bool


class ApplicationPeriod(NamedTuple):
    """A period: how many applications, how many of these outside the search profile, and why there are none."""

    from_: date
    until: date
    total: int
    outside: int
    why: str


class ReferralTrack(NamedTuple):
    """What is known of a trajectory; `end`: how it ended, empty while it runs."""

    plan: PlanView | None
    reports: Sequence[ReportRow]
    periods: Sequence[ApplicationPeriod]
    applications: Sequence[ApplicationRow]
    end: str


class OfferLine(NamedTuple):
    """An offer of a bureau: amounts in cents without VAT."""

    number: int
    on: date
    net: int
    lines: Sequence[str]
    approved_on: date | None


class InvoiceLine(NamedTuple):
    """An invoice: amounts in cents without VAT; `choice`: empty until somebody judged it."""

    number: int
    written: str
    on: date
    net: int
    choice: str
    wrong: Sequence[str]


class ReferralMoney(NamedTuple):
    """The offers, invoices and budget of one referral."""

    use: BudgetUse
    offers: Sequence[OfferLine]
    invoices: Sequence[InvoiceLine]

    @property
    def waiting_offer(self) -> OfferLine | None:
        """Return the newest offer when it waits for approval."""
        newest = self.offers[-1] if self.offers else None
        return newest if newest and not newest.approved_on else None


def referral_track(reading: Session, case: Case, current: CaseState, number: int) -> ReferralTrack | None:
    """Return the trajectory of a referral; None while nothing of it was told."""
    track = next((each for each in tracks_of(current.record.events) if each.referral == number), None)
    if track is None or not (track.plans or track.reports or track.logs or track.end):
        return None
    return ReferralTrack(
        _plan(track.plan) if track.plan else None,
        [_report(each) for each in reversed(track.reports)],
        [
            ApplicationPeriod(
                each.from_, each.until, each.total, each.outside, NO_APPLICATION_REASONS.get(each.reason or "", "")
            )
            for each in reversed(track.logs)
        ],
        _applications(reading, case, current, track),
        _end(track),
    )


def _plan(plan: TrackPlan) -> PlanView:
    search = plan.search
    kinds = ", ".join(dict.fromkeys(WORK_KINDS[kind] for kind in search.kinds)) if search else ""
    signed = ", ".join(f"{PARTIES[party]} op {day:%d-%m-%Y}" for party, day in plan.signed.items())
    lines = [
        "Persoonsprofiel: staat erin" if plan.personal_profile else "Persoonsprofiel: ontbreekt",
        f"Zoekprofiel: {kinds} ({search.vacancies} vacatures genoemd)" if search else "Zoekprofiel: ontbreekt",
        f"Rapport elke {plan.report_every} dagen" if plan.report_every else "Rapportagemomenten: ontbreken",
        f"Ondertekend door {signed}" if signed else "Nog niet ondertekend",
    ]
    parts = [(ACTIVITIES[each.kind].label, each.from_, each.until, _hours(each.hours)) for each in plan.activities]
    return PlanView(plan.on, parts, lines)


def _report(report: ProgressReport) -> ReportRow:
    said = [
        "de belastbaarheid veranderde" if report.capability_changed else "",
        "het plan verandert" if report.plan_changes else "",
        "het eerste spoor is gestopt" if report.first_track == "gestopt" else "",
        f"{report.vacancies} vacatures genoemd" if report.vacancies else "",
    ]
    activities = [
        f"{ACTIVITIES[each.kind].label}{'' if each.is_whole else ' (verslag niet volledig)'}"
        for each in report.activities
    ]
    lines = [line for line in said if line]
    hours = f"{_hours(report.hours_used)} van {_hours(report.hours_offered)}"
    return ReportRow(report.from_, report.until, report.on, PHASES[report.phase], activities, lines, hours)


def _hours(hours: float) -> str:
    return f"{hours:g}".replace(".", ",")


def _applications(reading: Session, case: Case, current: CaseState, track: Track) -> list[ApplicationRow]:
    """List the applications, the newest first, with the function where the report of a bureau named it."""
    told = _told_functions(reading, case, current, track.referral)
    rows = [
        ApplicationRow(
            each.on,
            told.get((each.on.isoformat(), each.channel, each.result), ""),
            CHANNELS[each.channel],
            APPLICATION_RESULTS[each.result],
            each.fits,
        )
        for log in track.logs
        for each in log.applications
    ]
    return sorted(rows, key=lambda row: row.on, reverse=True)


def _told_functions(
    reading: Session, case: Case, current: CaseState, referral: int
) -> Mapping[tuple[str, str, str], str]:
    """Return the function of each application as its report told it, by day, channel and result."""
    query = select(TrackText).where(TrackText.case_id == case.id, TrackText.referral == referral)
    withdrawn, found = withdrawn_numbers(current.record.events), dict[tuple[str, str, str], str]()
    for row in reading.exec(query.order_by(col(TrackText.seq))):
        content = json.loads(row.content) if row.seq not in withdrawn else {}
        for each in content.get("sollicitaties") or ():
            said = f"{each.get('functie') or ''}{', ' + each['werkgever'] if each.get('werkgever') else ''}"
            found[each.get("datum", ""), each.get("kanaal", ""), each.get("uitslag", "")] = said
    return found


def _end(track: Track) -> str:
    if track.end is None:
        return ""
    reason = STOP_REASONS.get(track.end.reason or "", "")
    return f"{END_RESULTS[track.end.result]}, {track.end.on:%d-%m-%Y}{f' ({reason})' if reason else ''}"


def referral_money(reading: Session, case: Case, current: CaseState, number: int) -> ReferralMoney | None:
    """Return what a referral costs; None while nothing was offered or invoiced."""
    money = money_of(without_withdrawn(current.record.events))
    offers = [each for each in money.offers if each.referral == number]
    invoices = [each for each in money.invoices if each.referral == number]
    if not (offers or invoices):
        return None
    rows = reading.exec(select(InvoiceNumber).where(InvoiceNumber.case_id == case.id)).all()
    written = {each.invoice: each.number for each in rows}
    return ReferralMoney(
        budget_use(money.offers, money.invoices, number),
        [
            OfferLine(
                each.number,
                each.on,
                each.net,
                [BILLED_SERVICES[line.service] for line in each.lines],
                each.approved_on,
            )
            for each in sorted(offers, key=lambda each: each.number)
        ],
        [
            InvoiceLine(
                each.number,
                written.get(each.number, ""),
                each.on,
                each.net,
                each.choice or "",
                [finding_text(found) for found in findings_of(money, each)],
            )
            for each in invoices
        ],
    )
