"""Work out the course of a case from its facts: its wait, the days of its reports, its regimes and closings."""

from dataclasses import replace
from datetime import date

from spoorboek.statute.days.calendar import DAY, dutch_date
from spoorboek.statute.facts import NO_NUMBERS, CaseFacts, ReturnProspect
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.second_track_facts import settles_track_2
from spoorboek.statute.timeline.course import (
    BEARS_OWN_RISK,
    LAST_PAID_DAY,
    LEAVING_REPORT,
    PLAN_STEP,
    SETTLED,
    WIA,
    Closing,
    Course,
)
from spoorboek.statute.timeline.dispute_days import dispute_days
from spoorboek.statute.timeline.interruptions import ENDS_AFTER, Interruption, days_and_ending
from spoorboek.statute.timeline.occurrences import (
    Named,
    advice_days,
    by_day,
    clipped_talks,
    numbered,
    review_names,
    wage_reviews,
)
from spoorboek.statute.timeline.preparation_days import days_under_a_prospect, preparation_days


def make_course(facts: CaseFacts, book: Rulebook) -> Course:
    """Return the course of a case: its sickness days, wait, regimes and possible early closings."""
    sickness_days, ending = days_and_ending(facts)
    course = Course(
        facts=facts,
        book=book.at(facts.first_sick_day),
        sickness_days=sickness_days,
        anchors={"D": facts.first_sick_day},
        legal_wait_end=facts.first_sick_day,
        regimes=frozenset(),
        series={},
        next_first_sick_day=_next_first_sick_day(facts, ending),
    )
    _add_wait(course)
    _add_reports(course)
    course.regimes = frozenset(_regimes(course))
    course.series = _series(course, ending)
    course.closings = _closings(course, ending)
    return course


def _next_first_sick_day(facts: CaseFacts, ending: Interruption | None) -> date | None:
    """Return the first sick day of the next case, or None when there is none or the employment had ended by then."""
    if ending is None or ending.until is None:
        return None
    first = ending.until + DAY
    return None if facts.contract_ends_on and facts.contract_ends_on < first else first


def _add_wait(course: Course) -> None:
    """Set W to the end of the 104 weeks of sickness, or to the later day UWV confirmed.

    Recovery reported after UWV confirmed the extension may move the end of the 104 weeks past the confirmed day.
    Source: WIA 23(1) and 24.
    """
    end = course.book.wait.on(course)
    assert end is not None
    course.legal_wait_end = end
    course.anchors["W"] = max(course.facts.extension_until or end, end)


def _add_reports(course: Course) -> None:
    """Add every reported day as an anchor."""
    facts, wait_end = course.facts, course.wait_ends_on
    reported: dict[str, date | None] = {
        "possibilities": facts.possibilities_since,
        "possibilities_2": _second_track_possibilities(facts),
        "advice_2": second_track_advice(facts),
        "settled_2": second_track_settled(course),
        "prospect": None,
        "applied": facts.done.get(WIA),
        "wia_decided": facts.wia_decision.on if facts.wia_decision else None,
        "no_uwv_letter": facts.no_uwv_letter_on,
        "contract_end": _unless_after(facts.contract_ends_on, wait_end),
        "aow": _unless_after(facts.aow_on, wait_end),
        "sixty_plus_agreed": facts.sixty_plus.agreed_on if facts.sixty_plus else None,
        "early_benefit": facts.early_benefit.granted_from if facts.early_benefit else None,
        **preparation_days(facts.preparation),
    }
    if reported["aow"]:
        reported["aow"] = max(reported["aow"], facts.first_sick_day)
        reported["from_aow"] = course.sickness_days.first_sick_day_from(reported["aow"])
    course.anchors.update(reported)
    if facts.return_prospect:
        _add_prospect(course, facts.return_prospect)
    if facts.safety_net:
        course.anchors["safety_net_known"] = facts.safety_net_known_on
        course.anchors["safety_net_from"] = facts.safety_net_from
    if facts.sanction:
        _add_sanction(course)


def _add_sanction(course: Course) -> None:
    """Add the days of a wage sanction, which stands until it is revoked, however late it was decided.

    Under tables without a row for the last paid day a sanction decided after the wait is void.
    Source: WIA 25(11); docs/wet/sanction-and-extension.md, Decision after the wait.
    """
    sanction = course.facts.sanction
    assert sanction is not None
    course.anchors["sanction_decided"] = sanction.decided_on
    if LAST_PAID_DAY in course.book.rows or sanction.decided_on <= course.wait_ends_on:
        course.anchors["sanction"] = sanction.decided_on
        course.anchors["sanction_revoked"] = sanction.revoked_on
        if sanction.revoked_on:
            return
        course.anchors["repair_reported"] = sanction.repair_reported_on
        course.anchors["repair_decided"] = sanction.repair_decided_on
        course.anchors["repair_answered"] = sanction.repair_answered_on


def _unless_after(day: date | None, last: date) -> date | None:
    return day if day and day <= last else None


def second_track_advice(facts: CaseFacts, after: date = date.min) -> date | None:
    """Return the first advice for track 2 after a day that no later advice for track 1 revoked."""
    latest = None
    for advice in sorted(facts.advice):
        if advice.on > after:
            latest = None if advice.track == 1 else latest or advice.on
    return latest


def second_track_settled(course: Course, after: date = date.min) -> date | None:
    """Return the day after a day on which the arbeidsdeskundig onderzoek settled that only track 2 is left, if it did.

    A later advice for track 1 takes it back. Tables without the rule do not know it.
    """
    found = course.facts.preparation.assessment
    if (
        found is None
        or not course.has_terms_for("start_spoor_2", SETTLED)
        or found.on <= after
        or not settles_track_2(found)
    ):
        return None
    taken_back = any(advice.track == 1 and advice.on > found.on for advice in course.facts.advice)
    return None if taken_back else found.on


def _second_track_possibilities(facts: CaseFacts) -> date | None:
    """Return since when a second track was possible: possibilities appeared, and more than marginal ones."""
    above_marginal = facts.marginal.until + DAY if facts.marginal and facts.marginal.until else None
    return max((day for day in (facts.possibilities_since, above_marginal) if day), default=None)


def _add_prospect(course: Course, prospect: ReturnProspect) -> None:
    """Add the days a concrete prospect was recorded and lost: by a report of its own, a later advice or assessment."""
    if not prospect.within_3_months:
        return
    course.anchors["prospect"] = prospect.on
    advised = second_track_advice(course.facts, prospect.on)
    ends = (prospect.lost_on, advised, second_track_settled(course, prospect.on))
    lost = min((day for day in ends if day), default=None)
    course.anchors["prospect_lost"] = lost
    course.anchors.update(days_under_a_prospect(course.facts.preparation, prospect.on, lost))


def _regimes(course: Course) -> list[str]:
    """List the regimes that apply to this case, as the milestone table names them under `when`."""
    facts, anchors = course.facts, course.anchors
    regimes = [name for name in ("sanction", "contract_end", "aow", "early_benefit") if anchors.get(name)]
    if facts.sanction and facts.sanction.revoked_on:
        regimes.remove("sanction")
    knows_own_risk = course.has_terms_for(LEAVING_REPORT, BEARS_OWN_RISK)
    if knows_own_risk and facts.leaves_own_risk and "contract_end" in regimes:
        regimes.append(BEARS_OWN_RISK)
    if facts.household_staff:
        regimes.append("household")
    regimes += facts.longer_by_agreement
    if facts.sixty_plus and course.book.values["sixty_plus"].holds(course.wait_ends_on):
        regimes.append("sixty_plus")
    if facts.signed:
        regimes.append("settlement_signed")
    if facts.safety_net:
        regimes += ["safety_net", facts.safety_net]
    if facts.no_possibilities or (facts.marginal and facts.marginal.until is None):
        regimes.append("limited_possibilities")
    return regimes


def _series(course: Course, ending: Interruption | None) -> dict[str, dict[int, date]]:
    """Return the days of the reports that each create an occurrence of a milestone by its number, oldest first."""
    facts = course.facts
    last = (ending.until or date.max) if ending else date.max
    return {series: numbered(facts, series, named) for series, named in _named_days(facts, last).items()} | {
        "wage_review": {number: day for number, (_, day) in wage_reviews(facts).items()}
    }


def occurrence_names(facts: CaseFacts) -> dict[str, list[str]]:
    """Return the names of what each kind of report holds, in the order of the days."""
    plain = replace(facts, numbers=NO_NUMBERS)
    names = {series: [name for name, _ in named] for series, named in _named_days(plain, date.max).items()}
    return {**names, "wage_review": review_names(plain)}


def _named_days(facts: CaseFacts, last_recovery: date) -> dict[str, Named[date]]:
    """Return the days of the reports that steps answer, by kind of report, with their names, oldest first."""
    days = {
        "advice": advice_days(facts, facts.done.get(PLAN_STEP)),
        "recovered": sorted(item.from_ for item in facts.recoveries if item.from_ <= last_recovery),
        "prospect_recorded": _prospect_days(facts),
        "stuck": sorted({item.from_ for item in facts.stuck}),
        "settlement_signed": [item.on for item in facts.signed],
        "riv_incomplete": sorted({letter.on for letter in facts.riv_incomplete}),
        "bureau_news": [news.known_on for news in facts.bureau_news],
    }
    return {
        **{series: by_day(of_series) for series, of_series in days.items()},
        "settlement": clipped_talks(facts),
        **dispute_days(facts),
    }


def _prospect_days(facts: CaseFacts) -> list[date]:
    """List the days on which a concrete prospect was recorded."""
    last = facts.return_prospect
    return sorted({*facts.earlier_prospects, *([last.on] if last and last.within_3_months else ())})


def _closings(course: Course, ending: Interruption | None) -> list[Closing]:
    """List what closes the case early: recovery, another cause, end of the contract, AOW, death."""
    closings = [_closing_by_interruption(ending)] if ending else []
    contract_end = course.facts.contract_ends_on
    if contract_end and not course.goes_on_at_own_risk:
        reason = f"Het dienstverband eindigt op {dutch_date(contract_end)}."
        closings.append(Closing(contract_end + DAY, contract_end, "einde_dienstverband", reason))
    if "aow" in course.regimes:
        closings.append(_closing_by_aow(course))
    if died := course.facts.died_on:
        closings.append(Closing(died + DAY, died, "overleden", f"De werknemer is overleden op {dutch_date(died)}."))
    return closings


def _closing_by_aow(course: Course) -> Closing:
    end = course.book.rows["einde_loondoorbetaling_aow"].due
    assert end is not None
    last = end.on(course)
    assert last is not None
    reason = f"Na de AOW-leeftijd ({dutch_date(course.aow_age_on)}) lopen loon en plichten t/m {dutch_date(last)}."
    return Closing(last + DAY, last, "aow", reason)


def _closing_by_interruption(ending: Interruption) -> Closing:
    if ending.lasts_four_weeks:
        recovered_from = dutch_date(ending.recovered[0].from_)
        reason = f"Hersteld vanaf {recovered_from}; de zaak sluit na {ENDS_AFTER.days} herstelde dagen."
        return Closing(ending.from_, ending.twenty_eighth_day, "hersteld", reason)
    until = ending.until or date.max
    leave_until = dutch_date(ending.leave_until or until)
    reason = f"De ziekte na het verlof (t/m {leave_until}) heeft een andere oorzaak: een nieuwe zaak."
    return Closing(ending.from_, until, "andere_oorzaak", reason)
