"""Record what a bureau must know of somebody: the content sealed beside the case, its day and version as an event."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.second_track.preparation_content import ProfileContent, SearchContent, add_content, read_content
from spoorboek.errors import InputError
from spoorboek.outside.mail_addresses import is_mail_address
from spoorboek.outside.plain_words import harm_in
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.bureau_services import standard_service
from spoorboek.statute.reports.bureau_news import is_at_work
from spoorboek.statute.second_track_facts import LIMIT_RUBRICS, PROFILE_SOURCES, SECTORS, TRANSPORTS, WORKING_LEVELS
from tasks.case_state import case_state_in
from tasks.reports.bureau_reports import require_askable
from tasks.reports.report_base import locked_case_state, numeric_date, record_report, require_past_day

Given = Mapping[str, Any]
LONGEST = 600  # characters: what a bureau needs, and no more
LINE_ENDS = "\r\n\t"
PASS_IT_ON = "Een bureau is aan het werk: geef het vandaag door met `spoorboek referral pass-on {number}`."
PROFILE_FIELDS = ("bron", "bron_datum", "uren_per_dag", "uren_per_week", "mogelijkheden", "beperkingen", "rubrieken")
SEARCH_FIELDS = ("datum", "regio", "reistijd", "uren_per_week", "niveau", "telefoon", "mail", "vervoer", "wensen")
ASKED_FIELDS = ("sector", "diensten", "specialismen", "certificaten")  # what a question to bureaus says beside that
OF_SEARCH_FORM = ("regio", "reistijd", "uren_per_week", "niveau", "telefoon", "mail", "wensen", "sector")
HOURS, PHONE, REGION = (
    re.compile(r"\d{1,2}([.,]\d{1,2})?", re.ASCII),
    re.compile(r"[+0-9][0-9 ()-]{7,19}"),
    re.compile(r"[1-9][0-9]"),
)


def report_profile(writing: Session, number: str, given: Given, actor: str) -> str:
    """Record the functional profile: what can be done in terms of work, its source and that source's own day.

    Raises InputError, which names the field, when something is missing, unknown or impossible.
    """
    _require_known(given, PROFILE_FIELDS)
    current = locked_case_state(writing, number)
    on = require_past_day(current, _day(given, "bron_datum"), "De datum van de bron")
    source = _code(given, "bron", PROFILE_SOURCES)
    content = ProfileContent(
        possibilities=_text(given, "mogelijkheden", LONGEST),
        limits=_text(given, "beperkingen", LONGEST),
        hours_per_week=_hours(given, "uren_per_week", 60),
        hours_per_day=_hours(given, "uren_per_dag", 12) if given.get("uren_per_dag") else "",
        rubrics=_codes(given, "rubrieken", LIMIT_RUBRICS),
    )
    version = add_content(writing, current.case_id, content, current.on, actor)
    news = {"at_work": True} if any(map(is_at_work, current.plan.facts.referrals)) else {}
    data = {"on": on, "source": source, "number": version, **news}
    record_report(writing, current, "profile_recorded", data, actor)
    said = f"Functioneel profiel van {numeric_date(on)} van dossier {current.number} ligt vast, als versie {version}."
    return f"{said} {PASS_IT_ON.format(number=current.number)}" if news else said


def report_search_data(writing: Session, number: str, given: Given, actor: str) -> str:
    """Record where and how somebody can look for work, and how a bureau reaches them.

    Raises InputError, which names the field, when something is missing, unknown or impossible.
    """
    _require_known(given, (*SEARCH_FIELDS, *ASKED_FIELDS))
    current = locked_case_state(writing, number)
    choices = current.edition.house.choices
    services, specialisms = (
        _codes(given, "diensten", choices["service"]),
        _codes(given, "specialismen", choices["specialism"]),
    )
    require_askable(frozenset((*services, *specialisms)))
    on = require_past_day(current, _day(given, "datum") if given.get("datum") else current.on, "De datum")
    content = SearchContent(
        region=_matching(given, "regio", REGION, "de eerste twee cijfers van de postcode, zoals 35"),
        hours_per_week=_hours(given, "uren_per_week", 60),
        level=_code(given, "niveau", WORKING_LEVELS),
        phone=_matching(given, "telefoon", PHONE, "een telefoonnummer, zoals 06 12345678"),
        email=_mail(given),
        travel_minutes=_minutes(given),
        transport=_codes(given, "vervoer", TRANSPORTS),
        wishes=_text(given, "wensen", LONGEST) if given.get("wensen") else "",
        sector=_code(given, "sector", SECTORS) if given.get("sector") else "",
        services=services,
        specialisms=specialisms,
        certificates=_codes(given, "certificaten", choices["certificate"]),
    )
    version = add_content(writing, current.case_id, content, current.on, actor)
    record_report(writing, current, "search_data_recorded", {"on": on, "number": version}, actor)
    return f"De zoekgegevens van dossier {current.number} liggen vast, als versie {version}."


# What can be recorded with content, by the name it has on the command line.
CONTENT_REPORTS: Mapping[str, Callable[[Session, str, Given, str], str]] = {
    "functioneel_profiel": report_profile,
    "zoekgegevens": report_search_data,
}


def profile_of_form(filled: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a profile from those of the filled form `functioneel_profiel`, by the names in the PDF."""
    rubrics = [code for code in LIMIT_RUBRICS if _is_ticked(filled, f"rubriek_{code}")]
    given = {name: filled[name].strip("/") for name in PROFILE_FIELDS if filled.get(name)}
    return {**given, "rubrieken": rubrics}


def search_data_of_form(filled: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of search data from those of the filled form `zoekgegevens`, by the names in the PDF."""
    transport = [code for code in TRANSPORTS if _is_ticked(filled, f"vervoer_{code}")]
    given = {name: filled[name].strip().strip("/") for name in OF_SEARCH_FORM if filled.get(name)}
    return {**given, "vervoer": transport} if transport else given


def asked_of_bureaus(reading: Session, number: str) -> dict[str, Any]:
    """Return what the search data of a case ask of a bureau now, which no form of the employee says; empty without."""
    current = case_state_in(reading, number)
    known = current.plan.facts.preparation.search_data
    content = read_content(reading, current.case_id, SearchContent, known.number) if known else None
    if content is None:
        return {}
    asked = (content.sector, content.services, content.specialisms, content.certificates)
    return {name: value for name, value in zip(ASKED_FIELDS, asked, strict=True) if value}


def _is_ticked(filled: Mapping[str, str], name: str) -> bool:
    return filled.get(name, "").strip("/").lower() not in ("", "off")


def _require_known(given: Given, known: Collection[str]) -> None:
    for name in given:
        if name not in known:
            raise InputError(f"Onbekend veld '{name}'. {meant_or_known(str(name), known)}")


def _raw(given: Given, name: str) -> str:
    value = given.get(name)
    text = "" if value is None else str(value).strip()
    if not text:
        raise InputError(f"'{name}' ontbreekt. Vul het in; er is niets vastgelegd.")
    return text


def _text(given: Given, name: str, most: int) -> str:
    text = _raw(given, name)
    if len(text) > most:
        raise InputError(f"'{name}' heeft {len(text)} tekens; hoogstens {most}. Schrijf wat een bureau nodig heeft.")
    if harm := harm_in(text, allowed=LINE_ENDS):
        raise InputError(f"'{name}' bevat {harm}. Haal dat weg.")
    return text


def _matching(given: Given, name: str, pattern: re.Pattern[str], expected: str) -> str:
    text = _raw(given, name)
    if not pattern.fullmatch(text):
        raise InputError(f"'{name}' is geen goede waarde; verwacht {expected}.")
    return text


def _hours(given: Given, name: str, most: int) -> str:
    text = _matching(given, name, HOURS, "een aantal uren, zoals 20 of 20,5").replace(".", ",")
    if not 0 < float(text.replace(",", ".")) <= most:
        raise InputError(f"'{name}' is {text}; verwacht meer dan 0 en hoogstens {most} uur.")
    return text


def _minutes(given: Given) -> int:
    value = given.get("reistijd")
    if value in (None, ""):
        return 0
    if not re.fullmatch("[0-9]+", str(value)) or not 0 < int(str(value)[:4]) <= 180:
        raise InputError("'reistijd' is geen goede waarde; verwacht hele minuten voor een enkele reis, hoogstens 180.")
    return int(str(value))


def _mail(given: Given) -> str:
    text = str(given.get("mail") or "").strip()
    if text and not is_mail_address(text):
        raise InputError("'mail' is geen e-mailadres.")
    return text


def _code(given: Given, name: str, known: Mapping[str, str]) -> str:
    code = _raw(given, name).lower().replace("-", "_")
    if code not in known:
        listed = "\n".join(f"  {each:<28} {label}" for each, label in known.items())
        raise InputError(f"'{name}' heeft een onbekende waarde. Kies uit:\n{listed}")
    return code


def _codes(given: Given, name: str, known: Mapping[str, str]) -> tuple[str, ...]:
    value = given.get(name) or ()
    items = value if isinstance(value, list | tuple) else str(value).split(",")
    items = [standard_service(str(item).strip()) for item in items] if name == "diensten" else items
    return tuple(dict.fromkeys(_code({name: item}, name, known) for item in items))


def _day(given: Given, name: str) -> date:
    value = given.get(name)
    if isinstance(value, date):
        return value
    day, month, year = [*_raw(given, name).split("-"), "", ""][:3]
    if len(day) == 4:  # an ISO date
        day, year = year, day
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise InputError(f"'{name}' is geen datum. Schrijf haar als 05-01-2026.") from None
