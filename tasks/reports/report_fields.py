"""The fields an operator fills in with a fact: check them, and convert them to the data of an event."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from spoorboek.errors import InputError
from spoorboek.statute.agenda.record_index import REFERRAL_KINDS, RecordIndex
from spoorboek.statute.policy.house_policy import HousePolicy
from tasks.case_state import CaseState
from tasks.reports.report_base import numeric_date, require_after_week_8, require_not_future, require_past_day
from tasks.reports.reportable_fact import AskedField, FactDay, ReportableFact

ASKED_WORDS: Mapping[AskedField, str] = {
    "reason": "een reden",
    "percentage": "een percentage",
    "referral": "een verwijzing",
    "weeks": "een aantal weken",
}


class AgreedWeeks(NamedTuple):
    """What a collective agreement or the employer gives beside the law: a code of the house, and weeks."""

    source: str
    wage_weeks: int = 0
    ban_weeks: int = 0


class GivenFields(NamedTuple):
    """The fields an operator filled in. `referral`: number of a referral within the case; 0 is the latest."""

    on: date | None = None
    until: date | None = None
    reason: str | None = None
    percentage: int | None = None
    referral: int = 0
    weeks: AgreedWeeks | None = None


def require_complete(code: str, fact: ReportableFact, given: GivenFields) -> None:
    """Raise InputError for a field that is missing, or that does not belong to the fact."""
    for name, day, value in (("datum", fact.on, given.on), ("datum tot en met", fact.until, given.until)):
        if value and day is None:
            raise InputError(f"Bij '{code}' hoort geen {name}. Laat die leeg.")
        if day and day.needed and value is None:
            raise InputError(f"Bij '{code}' ontbreekt een {name}: {day.what[0].lower()}{day.what[1:]}. Vul die in.")
    for asked, words in ASKED_WORDS.items():
        value, expected = getattr(given, asked), fact.asks == asked
        if value and not expected:
            raise InputError(f"Bij '{code}' hoort {words.replace('een ', 'geen ', 1)}. Laat die leeg.")
        if value is None and expected:
            raise InputError(f"Bij '{code}' ontbreekt {words}. Vul die in.")


def event_data(current: CaseState, fact: ReportableFact, given: GivenFields) -> dict[str, Any]:
    """Return the data of the event; raises InputError for an impossible day, percentage, reason or referral."""
    data = dict(fact.data)
    for day, value in ((fact.on, given.on), (fact.until, given.until)):
        if day and value:
            data[day.name] = _check_day(current, day, value).isoformat()
    if fact.asks:
        found = ASKED_READERS[fact.asks](current, fact, given)
        data |= found if isinstance(found, dict) else {fact.asks: found}
    return data


def supposed_data(code: str, fact: ReportableFact, given: GivenFields, house: HousePolicy) -> dict[str, Any]:
    """Return the data of an event that is supposed, not reported: of any day. Raises InputError as a report would."""
    require_complete(code, fact, given)
    days = {day.name: value for day, value in ((fact.on, given.on), (fact.until, given.until)) if day and value}
    data = {**fact.data, **{name: value.isoformat() for name, value in days.items()}}
    if fact.asks == "weeks" and given.weeks:
        return data | _agreed(house, given.weeks)
    return data | ({"reason": _known_reason(house, fact, given.reason)} if fact.asks == "reason" else {})


def _check_day(current: CaseState, day: FactDay, value: date) -> date:
    if day.when == "any":
        return value
    if day.when == "after_week_8":
        return require_after_week_8(current, value, day.what)
    return (
        require_past_day(current, value, day.what)
        if day.when == "sick"
        else require_not_future(current, value, day.what)
    )


def _percentage(_: CaseState, __: ReportableFact, given: GivenFields) -> int:
    if given.percentage is None or not 0 <= given.percentage <= 99:
        raise InputError(
            f"{given.percentage} procent kan niet: kies 0 tot en met 99. Wie volledig werkt, meldt u hersteld."
        )
    return given.percentage


def _reason(current: CaseState, fact: ReportableFact, given: GivenFields) -> str:
    return _known_reason(current.edition.house, fact, given.reason)


def _known_reason(house: HousePolicy, fact: ReportableFact, reason: str | None) -> str:
    known = fact.reasons(house)
    if reason is None or reason not in known:
        listed = "\n".join(f"  {code:<28} {label}" for code, label in known.items())
        raise InputError(f"Onbekende reden '{reason}'. Kies uit:\n{listed}")
    return reason


def asked_referrals(current: CaseState) -> Mapping[int, date]:
    """Return the day on which a bureau was asked, or got its registration, by number of the referral."""
    index = RecordIndex(current.record)
    prepared = [effect for key, effect in current.record.effects.items() if key.kind in REFERRAL_KINDS]
    went = (index.asking(each) or index.sending(each) for each in prepared)
    return {int(each.key.name): each.on for each in went if each}


def _referral(current: CaseState, _: ReportableFact, given: GivenFields) -> int:
    """Return the number of the referral that was answered; raises InputError unless it was sent before the answer."""
    asked = asked_referrals(current)
    if not asked:
        prepared = any(key.kind in REFERRAL_KINDS for key in current.record.effects)
        why = "; de verwijzing wacht nog op akkoord." if prepared else "; er valt niets te antwoorden."
        raise InputError(f"In dossier {current.number} is nog geen bureau gevraagd{why}")
    number = given.referral or max(asked)
    if number not in asked:
        numbers = ", ".join(map(str, sorted(asked)))
        raise InputError(f"Dossier {current.number} heeft geen verwijzing {number}. Gevraagd zijn: {numbers}.")
    if given.on and given.on < asked[number]:
        raise InputError(
            f"De dag van het antwoord {numeric_date(given.on)} ligt vóór verwijzing {number} "
            f"({numeric_date(asked[number])}). "
            "Corrigeer de datum of het nummer."
        )
    return number


def _weeks(current: CaseState, _: ReportableFact, given: GivenFields) -> dict[str, Any]:
    return _agreed(current.edition.house, given.weeks or AgreedWeeks(""))


def _agreed(house: HousePolicy, agreed: AgreedWeeks) -> dict[str, Any]:
    source = known_source(house, agreed.source)
    return {"reason": source, "wage_weeks": agreed.wage_weeks, "ban_weeks": agreed.ban_weeks}


def known_source(house: HousePolicy, source: str) -> str:
    """Return where something beside the law stands, a code of the house; InputError for another."""
    known = house.choices["agreement"]
    if source not in known:
        listed = "\n".join(f"  {code:<28} {label}" for code, label in known.items())
        raise InputError(f"Onbekende bron '{source}'. Kies uit:\n{listed}")
    return source


ASKED_READERS: Mapping[AskedField, Callable[[CaseState, ReportableFact, GivenFields], Any]] = {
    "reason": _reason,
    "percentage": _percentage,
    "referral": _referral,
    "weeks": _weeks,
}
