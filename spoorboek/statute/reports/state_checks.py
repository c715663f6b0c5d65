"""Refuse contradictory states: possibilities, prospects, agreements, and steps done before the report they answer."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.timeline.course_making import make_course
from spoorboek.statute.timeline.rules.first_year import EARLY_IVA
from spoorboek.statute.timeline.rules.second_track_start import aow_within_a_year_after_the_wait

ANSWERED_REPORTS: Mapping[str, str] = {
    "advice": "het advies waarop zij volgt",
    "recovered": "de eerste herstelde dag",
    "prospect_recorded": "de dag waarop het uitzicht is vastgelegd",
    "stuck": "de dag waarop de re-integratie vastliep",
    "settlement": "de dag waarop een vaststellingsovereenkomst ter sprake kwam",
    "settlement_signed": "de dag waarop de vaststellingsovereenkomst is ondertekend",
    "sanction": "het besluit over de loonsanctie",
    "riv_incomplete": "de brief van UWV over het onvolledige verslag",
    "wia_decided": "het besluit op de WIA-aanvraag",
    "done(wia_aanvraag)": "de WIA-aanvraag",
    "bureau_news": "de dag waarop bekend werd dat de belastbaarheid wijzigde",
    "refusal": "de dag sinds wanneer de werknemer niet meewerkt",
    "wage_warned": "de waarschuwing over het loon",
    "wage_stopped": "de eerste dag zonder recht op loon",
    "wage_resumed": "de eerste dag waarover weer loon wordt betaald",
    "opinion_asked": "de vraag om een deskundigenoordeel",
    "opinion_received": "de dag waarop het deskundigenoordeel kwam",
}


def possibilities_agree(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse facts that both have and lack possibilities to work."""
    if facts.no_possibilities_since and not facts.no_possibilities:
        raise FactsError(
            f"Er zijn geen mogelijkheden sinds {dutch_date(facts.no_possibilities_since)}, maar ook niet geen. "
            "Zet 'no_possibilities' op true, of laat de datum weg."
        )
    if not facts.no_possibilities:
        return
    marginal = facts.marginal.from_ if facts.marginal and facts.marginal.until is None else None
    if since := facts.possibilities_since or marginal:
        raise FactsError(
            f"Er zijn geen benutbare mogelijkheden, en sinds {dutch_date(since)} wel. Laat een van beide weg."
        )


def prospect_in_order(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse a prospect lost before it was recorded, or never recorded, and earlier prospects that are not earlier."""
    prospect = facts.return_prospect
    if prospect and prospect.lost_on and not prospect.within_3_months:
        raise FactsError(
            f"Het uitzicht op terugkeer is weg sinds {dutch_date(prospect.lost_on)}, maar was er op "
            f"{dutch_date(prospect.on)} "
            "al niet. Laat een van beide datums weg."
        )
    if prospect and prospect.lost_on and prospect.lost_on <= prospect.on:
        raise FactsError(
            f"Het uitzicht op terugkeer is weg sinds {dutch_date(prospect.lost_on)}, maar pas vastgelegd op "
            f"{dutch_date(prospect.on)}. Corrigeer een van beide datums."
        )
    last = max(facts.earlier_prospects, default=None)
    if last and (prospect is None or last >= prospect.on):
        raise FactsError(
            f"Een eerder uitzicht op terugkeer ({dutch_date(last)}) ligt niet vóór het laatste"
            f"{f' ({dutch_date(prospect.on)})' if prospect else ', dat ontbreekt'}. Zet het laatste in "
            f"'return_prospect'."
        )


def spells_in_order(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse marginal possibilities, a standstill or talks about a settlement that end before they begin.

    Talks about a settlement may have begun before the sickness; the risk to the benefit starts on the first sick day.
    """
    named = (
        ("De periode met marginale mogelijkheden", (facts.marginal,) if facts.marginal else ()),
        ("Het eigenrisicodragerschap", (facts.own_risk,) if facts.own_risk else ()),
        ("Het vastlopen", facts.stuck),
        ("Het overleg over een vaststellingsovereenkomst", facts.settlement),
    )
    for what, spells in named:
        for spell in spells:
            require_order(what, spell.from_, spell.until or date.max)


def safety_net_complete(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse a day of a safety net when there is none, and another first day of a term that counts from none."""
    if facts.safety_net_from and facts.safety_net not in ("vierde_dag", "zes_weken"):
        raise FactsError(
            f"De termijn van het vangnet telt vanaf {dutch_date(facts.safety_net_from)}, maar er is geen vangnet "
            "van de vierde dag of van zes weken. Vul de groep in, of laat de datum weg."
        )
    if facts.safety_net_known_on and facts.safety_net is None:
        raise FactsError(
            f"Op {dutch_date(facts.safety_net_known_on)} kon het vangnet bekend zijn, maar er is geen vangnet. "
            "Vul de groep in, of laat de datum weg."
        )


def second_track_may_be_left_out(facts: CaseFacts, rules: Rulebook) -> None:
    """Refuse an agreement to leave the second track out when AOW age is not near. Source: Werkwijzer 5.14."""
    if facts.second_track_waived_on is None:
        return
    wait_end = make_course(facts, rules).wait_ends_on
    if aow_within_a_year_after_the_wait(facts.aow_on, wait_end):
        return
    aow = f"valt op {dutch_date(facts.aow_on)}" if facts.aow_on else "is niet bekend"
    raise FactsError(
        f"De afspraak van {dutch_date(facts.second_track_waived_on)} om het tweede spoor achterwege te laten "
        f"geldt alleen "
        f"als de AOW-leeftijd binnen een jaar na de wachttijd ({dutch_date(wait_end)}) valt; zij {aow}. "
        "Vul de AOW-datum in, of laat de afspraak weg."
    )


def early_benefit_possible(facts: CaseFacts, rules: Rulebook) -> None:
    """Refuse a decision on an early benefit nobody asked for, and a first day the law does not allow.

    The shortened wait lasts 13 to 78 weeks and ends ten weeks after the application at the earliest. A day more is
    accepted, as the last lawful day to apply is read. Source: WIA 23(6).
    """
    if not (benefit := facts.early_benefit):
        return
    asked = facts.done.get(EARLY_IVA)
    if asked is None or benefit.decided_on < asked:
        when = f"de aanvraag is van {dutch_date(asked)}" if asked else "de aanvraag is niet vastgelegd"
        raise FactsError(
            f"UWV besliste op {dutch_date(benefit.decided_on)} over de vervroegde IVA, maar {when}. "
            "Leg eerst de aanvraag vast, of corrigeer de datum."
        )
    if (first := benefit.granted_from) is None:
        return
    days = make_course(facts, rules).sickness_days
    earliest, latest = max(days.date_of(13 * 7), asked + timedelta(70)), days.date_of(78 * 7 + 1)
    if not earliest <= first <= latest:
        raise FactsError(
            f"Een vervroegde IVA vanaf {dutch_date(first)} kan niet: de wachttijd duurt 13 tot 78 weken en eindigt "
            f"niet eerder dan tien weken na de aanvraag, dus de eerste dag ligt tussen {dutch_date(earliest)} en "
            f"{dutch_date(latest)}. Neem de dag uit het besluit van UWV over."
        )


def done_after_what_it_answers(facts: CaseFacts, rules: Rulebook) -> None:
    """Refuse a step done before the report it answers, such as an adjusted plan before the advice.

    Doing a step before it opens is allowed: the law sets last days ("binnen", "uiterlijk"), not first ones, so a
    problem analysis in the first week is in time. But a step that answers a report cannot be done before that report.
    """
    answering = {ref: report for ref in facts.done if (report := rules.rows[ref.key].answers)}
    if not answering:
        return
    course = make_course(facts, rules)
    for ref, report in answering.items():
        reported_on, day = course.report_day(report, ref.occurrence), facts.done[ref]
        if reported_on and day < reported_on:
            number = f" (keer {ref.occurrence})" if ref.occurrence > 1 else ""
            raise FactsError(
                f"'{rules.rows[ref.key].label}'{number} gedaan op {dutch_date(day)}, vóór {ANSWERED_REPORTS[report]} "
                f"({dutch_date(reported_on)}). "
                "Corrigeer een van beide datums."
            )


def require_order(what: str, from_: date, until: date) -> None:
    """Refuse a period that ends before it begins; FactsError."""
    if until < from_:
        raise FactsError(
            f"{what} eindigt op {dutch_date(until)}, vóór het begin op {dutch_date(from_)}. Corrigeer een van beide."
        )


def require_after_first_day(what: str, from_: date, facts: CaseFacts) -> None:
    """Refuse a period that begins on or before the first sick day; FactsError."""
    if from_ <= facts.first_sick_day:
        raise FactsError(
            f"{what} begint op {dutch_date(from_)}, niet na de eerste ziektedag ({dutch_date(facts.first_sick_day)}). "
            "Corrigeer een van beide datums."
        )


def require_apart(what: str, spans: list[tuple[date, date]]) -> None:
    """Refuse periods, given in order, that share a day; FactsError."""
    for (since, until), (from_, _) in pairwise(spans):
        if from_ <= until:
            if until == date.max:
                raise FactsError(
                    f"Het {what} vanaf {dutch_date(since)} heeft geen einde, maar op {dutch_date(from_)} begint "
                    f"er weer een. "
                    "Vul de laatste dag van het eerste in, of laat een van beide weg."
                )
            raise FactsError(
                f"Twee perioden van {what} overlappen: de ene loopt van {dutch_date(since)} t/m "
                f"{dutch_date(until)}, de andere "
                f"begint op {dutch_date(from_)}. "
                "Corrigeer de datums of voeg ze samen."
            )
