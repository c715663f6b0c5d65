"""Refuse contradictory facts, each with one message that names the dates and what to correct.

Shared by everything that makes facts: the fold of events and FACTS.json.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.law.milestones import Rulebook, rulebook
from spoorboek.statute.reports.dispute_checks import (
    dated_disputes,
    opinions_in_order,
    refusals_in_order,
    wage_measures_in_order,
)
from spoorboek.statute.reports.preparation_reports import dated_preparation, preparation_in_order
from spoorboek.statute.reports.referral_moves import referrals_in_order, step_follows_the_referral
from spoorboek.statute.reports.settlements import agreement_in_order, circumstances_in_order, settlements_in_order
from spoorboek.statute.reports.state_checks import (
    done_after_what_it_answers,
    early_benefit_possible,
    possibilities_agree,
    prospect_in_order,
    require_after_first_day,
    require_apart,
    require_order,
    safety_net_complete,
    second_track_may_be_left_out,
    spells_in_order,
)
from spoorboek.statute.timeline.course_making import make_course

UWV_LETTER = StepRef("uwv_brief_wia")
APPLICATIONS = (StepRef("wia_aanvraag"), StepRef("vervroegde_iva"))


def checked_facts(facts: CaseFacts, rules: Rulebook | None = None) -> CaseFacts:
    """Return the facts when they are consistent under `rules`; FactsError for the first contradiction found."""
    for check in CHECKS:
        check(facts, rules or rulebook())
    return facts


def recoveries_in_order(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse a recovery that ends before it starts, starts on or before the first sick day, or overlaps another."""
    spans = sorted((item.from_, item.until or date.max) for item in facts.recoveries)
    for from_, until in spans:
        require_order("Het herstel", from_, until)
        require_after_first_day("Het herstel", from_, facts)
    require_apart("herstel", spans)


def leaves_in_order(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse a leave that ends before it starts, starts on or before the first sick day, or overlaps another."""
    spans = sorted((item.from_, item.until) for item in facts.leaves)
    for from_, until in spans:
        require_order("Het verlof", from_, until)
        require_after_first_day("Het verlof", from_, facts)
    require_apart("verlof", spans)


def not_before_the_sickness(facts: CaseFacts, rules: Rulebook) -> None:
    """Refuse reports dated before the first sick day."""
    for what, day in _dated_reports(facts, rules):
        if day < facts.first_sick_day:
            raise FactsError(
                f"{what} ({dutch_date(day)}) ligt vóór de eerste ziektedag ({dutch_date(facts.first_sick_day)}). "
                "Corrigeer een van beide datums."
            )


def sanction_in_order(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse a repair before the sanction, or a decision on a repair that was never reported."""
    if not (sanction := facts.sanction):
        return
    decided, reported, repaired, revoked, refused = sanction
    if revoked and revoked < decided:
        raise FactsError(
            f"De loonsanctie is herroepen op {dutch_date(revoked)}, vóór het besluit erover ({dutch_date(decided)}). "
            "Corrigeer een van beide datums."
        )
    if repaired and not reported:
        raise FactsError(
            f"UWV besliste op {dutch_date(repaired)} over een herstel dat niet is gemeld. "
            "Vul de dag van het bekortingsverzoek in."
        )
    if reported and reported < decided:
        raise FactsError(
            f"Het bekortingsverzoek ({dutch_date(reported)}) ligt vóór het besluit over de loonsanctie "
            f"({dutch_date(decided)}). "
            "Corrigeer een van beide datums."
        )
    if reported and repaired and repaired < reported:
        raise FactsError(
            f"Het besluit op het bekortingsverzoek ({dutch_date(repaired)}) ligt vóór het verzoek "
            f"({dutch_date(reported)}). "
            "Corrigeer een van beide datums."
        )

    for each in refused:
        require_order("Het bekortingsverzoek dat is afgewezen", max(each.reported_on, decided), each.decided_on)
        if each.reported_on < decided or (repaired and each.reported_on == reported):
            raise FactsError(
                f"Het bekortingsverzoek van {dutch_date(each.reported_on)} is afgewezen op "
                f"{dutch_date(each.decided_on)}, maar ligt vóór de loonsanctie of is ook toegewezen. "
                "Corrigeer wat niet klopt."
            )


def extension_after_the_wait(facts: CaseFacts, rules: Rulebook) -> None:
    """Refuse a voluntary extension that ends before the 104 weeks of sickness.

    Recovery is left out of this check: days reported after UWV confirmed the extension move the end of the wait itself.
    Source: WIA 24.

    Days of recovery are left aside: those reported after UWV confirmed the extension move the end of the wait itself.
    """
    if facts.extension_until is None:
        return
    end = make_course(CaseFacts(facts.first_sick_day), rules).legal_wait_end
    if facts.extension_until < end:
        raise FactsError(
            f"De verlenging t/m {dutch_date(facts.extension_until)} eindigt vóór de wachttijd zelf "
            f"({dutch_date(end)}). "
            "Neem de einddatum uit de bevestiging van UWV over."
        )


def letter_missing_or_received(facts: CaseFacts, rules: Rulebook) -> None:
    """Refuse a report that UWV had sent no letter by a day on or after the day on which its letter was received."""
    received, missing = facts.done.get(UWV_LETTER), facts.no_uwv_letter_on
    if received and missing and received <= missing:
        raise FactsError(
            f"‘{rules.rows[UWV_LETTER.key].label}’ kwam op {dutch_date(received)}, maar volgens de melding was er op "
            f"{dutch_date(missing)} nog geen. Trek een van beide in, of corrigeer de datum."
        )


def messages_of_uwv_in_order(facts: CaseFacts, _: Rulebook) -> None:
    """Refuse a term that ends before the letter that sets it, and a decision before the application."""
    for letter in facts.riv_incomplete:
        if letter.repair_by and letter.repair_by < letter.on:
            raise FactsError(
                f"De brief over het onvolledige verslag is van {dutch_date(letter.on)}, maar noemt als laatste dag "
                f"{dutch_date(letter.repair_by)}. Corrigeer een van beide datums."
            )
    decision = facts.wia_decision
    applied = min((facts.done[ref] for ref in APPLICATIONS if ref in facts.done), default=None)
    if decision and applied and decision.on < applied:
        raise FactsError(
            f"UWV besliste op {dutch_date(decision.on)} over de WIA, maar die is pas aangevraagd op "
            f"{dutch_date(applied)}. Corrigeer een van beide datums."
        )


def known_steps_only(facts: CaseFacts, rules: Rulebook) -> None:
    """Refuse unknown steps, and a second occurrence of a step that occurs once."""
    for refs in (facts.done, facts.deviations, facts.postponed):
        for ref in refs:
            require_known_step(ref, rules)


def require_known_step(ref: StepRef, rules: Rulebook | None = None) -> None:
    """Refuse an unknown step or occurrence, and a step that newer rules of the product bring; FactsError."""
    book, newest = rules or rulebook(), rulebook()
    row = book.rows.get(ref.key)
    if row is None and ref.key in newest.rows:
        raise FactsError(
            f"De stap '{newest.rows[ref.key].label}' staat niet in de regels die gelden (versie {book.version}); "
            f"versie {newest.version} heeft haar wel. Bekijk wat die verandert met `spoorboek rules diff`, en zet haar "
            "in werking met `spoorboek rules apply`."
        )
    if row is None:
        raise FactsError(f"Onbekende stap '{ref.key}'. {meant_or_known(ref.key, book.rows)}")
    if ref.occurrence < 1 or (ref.occurrence > 1 and not row.repeats):
        raise FactsError(f"'{row.label}' komt één keer voor; keer {ref.occurrence} bestaat niet.")


def deviations_allowed(facts: CaseFacts, rules: Rulebook) -> None:
    """Refuse a deviation from a term that is not one of Regeling arts 2 and 4. Source: Regeling procesgang 5."""
    for ref in facts.deviations:
        row = rules.rows[ref.key]
        if not row.deviable:
            raise FactsError(
                f"Van de termijn van '{row.label}' kan niet worden afgeweken; dat kan alleen van de "
                "termijnen van art. 2 en 4 van de Regeling procesgang (art. 5)."
            )


CHECKS: tuple[Callable[[CaseFacts, Rulebook], None], ...] = (
    recoveries_in_order,
    leaves_in_order,
    known_steps_only,
    not_before_the_sickness,
    possibilities_agree,
    prospect_in_order,
    spells_in_order,
    safety_net_complete,
    sanction_in_order,
    deviations_allowed,
    extension_after_the_wait,
    letter_missing_or_received,
    messages_of_uwv_in_order,
    second_track_may_be_left_out,
    early_benefit_possible,
    done_after_what_it_answers,
    settlements_in_order,
    circumstances_in_order,
    agreement_in_order,
    refusals_in_order,
    wage_measures_in_order,
    opinions_in_order,
    preparation_in_order,
    referrals_in_order,
    step_follows_the_referral,
)


def _dated_reports(facts: CaseFacts, rules: Rulebook) -> Iterator[tuple[str, date]]:
    """Yield every reported day that cannot lie before the sickness, with its name in Dutch."""
    days: Mapping[str, date | None] = {
        "Het einde van het dienstverband": facts.contract_ends_on,
        "Het overlijden": facts.died_on,
        "Het oordeel dat er geen mogelijkheden zijn": facts.no_possibilities_since,
        "De dag waarop mogelijkheden ontstonden": facts.possibilities_since,
        "Het oordeel dat de mogelijkheden marginaal zijn": facts.marginal.from_ if facts.marginal else None,
        "Het oordeel over terugkeer": facts.return_prospect.on if facts.return_prospect else None,
        "De afspraak over het tweede spoor": facts.second_track_waived_on,
        "Het verzoek om verlenging": facts.extension_requested_on,
        "De melding dat UWV geen brief stuurde": facts.no_uwv_letter_on,
        "Het besluit over de loonsanctie": facts.sanction.decided_on if facts.sanction else None,
    }
    yield from ((what, day) for what, day in days.items() if day)
    if facts.wia_decision:
        yield "Het besluit op de WIA-aanvraag", facts.wia_decision.on
    yield from (("De brief over het onvolledige verslag", letter.on) for letter in facts.riv_incomplete)
    yield from (("Een oordeel over terugkeer", day) for day in facts.earlier_prospects)
    yield from (("Een advies", advice.on) for advice in facts.advice)
    yield from (("Het vastlopen", spell.from_) for spell in facts.stuck)
    yield from dated_disputes(facts)
    yield from dated_preparation(facts)
    for steps, what in ((facts.done, "gedaan"), (facts.deviations, "afgesproken"), (facts.postponed, "uitgesteld tot")):
        yield from ((f"'{rules.rows[ref.key].label}' {what}", day) for ref, day in steps.items())
