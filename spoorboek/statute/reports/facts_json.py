"""Read FACTS.json: the facts of a case as a file people can write."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from spoorboek.outside.yaml_json import DataTextError, parse_json
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import (
    Advice,
    CaseFacts,
    EarlyBenefit,
    IncompleteReport,
    Leave,
    Recovery,
    RefusedRepair,
    ReturnProspect,
    SafetyNet,
    Sanction,
    SixtyPlus,
    Spell,
    StepRef,
    WiaDecision,
    WiaOutcome,
    WiaShare,
)
from spoorboek.statute.reports.dispute_json import read_measure, read_notice, read_opinion, read_warning
from spoorboek.statute.reports.fact_checks import checked_facts, require_known_step
from spoorboek.statute.reports.field_readers import (
    read_choice,
    read_day,
    read_end_of_leave,
    read_flag,
    read_list,
    read_object,
    read_optional,
)
from spoorboek.statute.reports.preparation_reports import read_preparation
from spoorboek.statute.reports.referral_moves import read_referral
from spoorboek.statute.reports.settlements import read_agreement, read_circumstance, read_settlement
from spoorboek.statute.second_track_facts import NO_PREPARATION

_T = TypeVar("_T")
KEYS = (
    "first_sick_day",
    "recoveries",
    "leaves",
    "done",
    "deviations",
    "postponed",
    "safety_net",
    "safety_net_known_on",
    "safety_net_from",
    "no_week_42_report",
    "contract_ends_on",
    "aow_on",
    "no_possibilities",
    "no_possibilities_since",
    "possibilities_since",
    "marginal",
    "return_prospect",
    "earlier_prospects",
    "advice",
    "second_track_waived_on",
    "stuck",
    "settlement",
    "sanction",
    "extension_until",
    "early_benefit",
    "own_risk",
    "died_on",
    "household_staff",
    "sixty_plus",
    "agreement",
    "employer_agreement",
    "signed",
    "circumstances",
    "extension_requested_on",
    "no_uwv_letter_on",
    "riv_incomplete",
    "wia_decision",
    "refusals",
    "wage_warnings",
    "wage_notices",
    "wage_measures",
    "opinions",
    "preparation",
    "referrals",
)


def facts_from_text(text: str) -> CaseFacts:
    """Return the facts written as JSON text; FactsError when it is not valid JSON, or the facts are not consistent."""
    try:
        data = parse_json(text)
    except DataTextError as error:
        raise FactsError(str(error)) from None
    return facts_from_json(data)


def facts_from_json(data: object) -> CaseFacts:
    """Return the facts from parsed JSON; FactsError names the place and what was expected, or the contradiction."""
    facts = read_object(data, "De feiten", ("first_sick_day",), KEYS)
    return checked_facts(
        CaseFacts(
            first_sick_day=read_day(facts["first_sick_day"], "first_sick_day"),
            recoveries=_items(facts, "recoveries", _recovery),
            leaves=_items(facts, "leaves", _leave),
            done=_steps(facts, "done"),
            deviations=_steps(facts, "deviations"),
            postponed=_steps(facts, "postponed"),
            safety_net=read_optional(facts.get("safety_net"), "safety_net", _safety_net),
            no_possibilities=read_flag(facts.get("no_possibilities", False), "no_possibilities"),
            marginal=read_optional(facts.get("marginal"), "marginal", _spell),
            return_prospect=read_optional(facts.get("return_prospect"), "return_prospect", _prospect),
            earlier_prospects=_items(facts, "earlier_prospects", read_day),
            advice=_items(facts, "advice", _advice),
            stuck=_items(facts, "stuck", _spell),
            settlement=_items(facts, "settlement", _spell),
            died_on=_day(facts, "died_on"),
            household_staff=read_flag(facts.get("household_staff", False), "household_staff"),
            own_risk=read_optional(facts.get("own_risk"), "own_risk", _spell),
            sanction=read_optional(facts.get("sanction"), "sanction", _sanction),
            safety_net_known_on=_day(facts, "safety_net_known_on"),
            safety_net_from=_day(facts, "safety_net_from"),
            no_week_42_report=read_optional(facts.get("no_week_42_report"), "no_week_42_report", read_flag),
            contract_ends_on=_day(facts, "contract_ends_on"),
            aow_on=_day(facts, "aow_on"),
            no_possibilities_since=_day(facts, "no_possibilities_since"),
            possibilities_since=_day(facts, "possibilities_since"),
            second_track_waived_on=_day(facts, "second_track_waived_on"),
            extension_until=_day(facts, "extension_until"),
            early_benefit=read_optional(facts.get("early_benefit"), "early_benefit", _early_benefit),
            sixty_plus=read_optional(facts.get("sixty_plus"), "sixty_plus", _sixty_plus),
            agreement=read_optional(facts.get("agreement"), "agreement", read_agreement),
            employer_agreement=read_optional(facts.get("employer_agreement"), "employer_agreement", read_agreement),
            signed=_items(facts, "signed", read_settlement),
            circumstances=_items(facts, "circumstances", read_circumstance),
            extension_requested_on=_day(facts, "extension_requested_on"),
            no_uwv_letter_on=_day(facts, "no_uwv_letter_on"),
            riv_incomplete=_items(facts, "riv_incomplete", _incomplete_report),
            wia_decision=read_optional(facts.get("wia_decision"), "wia_decision", _wia_decision),
            refusals=_items(facts, "refusals", _spell),
            wage_warnings=_items(facts, "wage_warnings", read_warning),
            wage_notices=_items(facts, "wage_notices", read_notice),
            wage_measures=_items(facts, "wage_measures", read_measure),
            opinions=_items(facts, "opinions", read_opinion),
            preparation=read_optional(facts.get("preparation"), "preparation", read_preparation) or NO_PREPARATION,
            referrals=_items(facts, "referrals", read_referral),
        )
    )


def _day(facts: Mapping[str, Any], name: str) -> date | None:
    return read_optional(facts.get(name), name, read_day)


def _items(facts: Mapping[str, Any], name: str, read: Callable[[object, str], _T], inside: str = "") -> tuple[_T, ...]:
    where = f"{inside}.{name}" if inside else name
    items = read_optional(facts.get(name), where, read_list) or []
    return tuple(read(item, f"{where}[{position}]") for position, item in enumerate(items))


def _spell(value: object, where: str) -> Spell:
    item = read_object(value, where, ("from",), ("from", "until"))
    return Spell(read_day(item["from"], f"{where}.from"), read_optional(item.get("until"), f"{where}.until", read_day))


def _recovery(value: object, where: str) -> Recovery:
    return Recovery(*_spell(value, where))


def _leave(value: object, where: str) -> Leave:
    item = read_object(value, where, ("from", "until"), ("from", "until", "same_cause"))
    same_cause = read_flag(item.get("same_cause", True), f"{where}.same_cause")
    from_ = read_day(item["from"], f"{where}.from")
    return Leave(from_, read_end_of_leave(item["until"], from_, f"{where}.until"), same_cause)


def _safety_net(value: object, where: str) -> SafetyNet:
    group: SafetyNet = read_choice(value, get_args(SafetyNet), where)
    return group


def _prospect(value: object, where: str) -> ReturnProspect:
    keys = ("on", "within_3_months")
    item = read_object(value, where, keys, (*keys, "lost_on"))
    return ReturnProspect(
        read_day(item["on"], f"{where}.on"),
        read_flag(item["within_3_months"], f"{where}.within_3_months"),
        read_optional(item.get("lost_on"), f"{where}.lost_on", read_day),
    )


def _advice(value: object, where: str) -> Advice:
    item = read_object(value, where, ("on", "track"), ("on", "track"))
    return Advice(read_day(item["on"], f"{where}.on"), read_choice(item["track"], (1, 2), f"{where}.track"))


def _sanction(value: object, where: str) -> Sanction:
    keys = ("decided_on", "repair_reported_on", "repair_decided_on", "revoked_on")
    item = read_object(value, where, keys[:1], (*keys, "refused"))
    decided, reported, repaired, revoked = (read_optional(item.get(key), f"{where}.{key}", read_day) for key in keys)
    if decided is None:
        raise FactsError(f"{where}.decided_on: verwacht een datum.")
    return Sanction(decided, reported, repaired, revoked, _items(item, "refused", _refused_repair, where))


def _refused_repair(value: object, where: str) -> RefusedRepair:
    keys = ("reported_on", "decided_on")
    item = read_object(value, where, keys, keys)
    return RefusedRepair(*(read_day(item[key], f"{where}.{key}") for key in keys))


def _incomplete_report(value: object, where: str) -> IncompleteReport:
    item = read_object(value, where, ("on",), ("on", "repair_by"))
    written = read_day(item["on"], f"{where}.on")
    return IncompleteReport(written, read_optional(item.get("repair_by"), f"{where}.repair_by", read_day))


def _wia_decision(value: object, where: str) -> WiaDecision:
    item = read_object(value, where, ("on", "outcome"), ("on", "outcome", "share"))
    share = item.get("share")
    return WiaDecision(
        read_day(item["on"], f"{where}.on"),
        read_choice(item["outcome"], get_args(WiaOutcome), f"{where}.outcome"),
        None if share is None else read_choice(share, get_args(WiaShare), f"{where}.share"),
    )


def _sixty_plus(value: object, where: str) -> SixtyPlus:
    item = read_object(value, where, (), ("agreed_on",))
    return SixtyPlus(read_optional(item.get("agreed_on"), f"{where}.agreed_on", read_day))


def _early_benefit(value: object, where: str) -> EarlyBenefit:
    item = read_object(value, where, ("decided_on",), ("decided_on", "granted_from"))
    granted_from = read_optional(item.get("granted_from"), f"{where}.granted_from", read_day)
    return EarlyBenefit(read_day(item["decided_on"], f"{where}.decided_on"), granted_from)


def _steps(facts: Mapping[str, Any], name: str) -> Mapping[StepRef, date]:
    """Read a date per step; a list holds one date per occurrence of a repeated step, null where it was not done."""
    steps: dict[StepRef, date] = {}
    value = {} if facts.get(name) is None else facts[name]
    if not isinstance(value, Mapping):
        raise FactsError(f"{name}: verwacht een object met per stap een datum.")
    for key, days in value.items():
        if ":" in key:
            raise FactsError(
                f"{name}: '{key}' is geen stap. Geef bij een stap die terugkomt een lijst met een datum per keer, "
                "null waar zij niet gedaan is."
            )
        occurrences = days if isinstance(days, list) else [days]
        for occurrence, day in enumerate(occurrences, start=1):
            ref = StepRef(key, occurrence)
            require_known_step(ref)
            if day is not None:
                steps[ref] = read_day(day, f"{name}.{key}")
    return MappingProxyType(steps)
