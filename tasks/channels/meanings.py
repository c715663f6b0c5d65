"""What a message of a bureau says, in the terms in which people report the same: a fact, a state, a file, an invoice.

Nothing is recorded here; `acting` has the code of the reports do that.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from spoorboek.statute.second_track.trajectory_codes import DROPPED
from tasks.reports.referral_reports import ReportedMove
from templates.bureau_messages import BureauMessage

Said = Mapping[str, Any]
# By kind of message the fact that it reports (see `tasks/reports/report_catalogue.py`).
FACTS: Mapping[str, str] = MappingProxyType(
    {"aanbod": "bureau_akkoord", "ontvangstbevestiging": "bureau_akkoord", "weigering": "bureau_geweigerd"}
)
NOT_HELD = "niet_gehouden"
WISH = ["wens_werknemer"]


def intake_move(message: BureauMessage, on: date, since: date) -> ReportedMove | None:
    """Return the state that news of an intake, come on a day, brings a referral to; None for one that was not held.

    `since`: the day of its last move. An intake that was held before that counts from it.
    """
    data, day = message.data, date.fromisoformat(message.data["intake_op"])
    if data["stand"] == NOT_HELD:
        return None
    if data["stand"] == "gepland":
        return ReportedMove("intake_gepland", on, at=day)
    return ReportedMove("intake_gehouden", max(day, since))


def track_file(message: BureauMessage, on: date, sought: Collection[str]) -> dict[str, Any]:
    """Return a report about a trajectory that came on a day, as the file in which people report the same.

    `sought`: the kinds of work in the search profile that holds; empty when there is none, so that none is outside it.
    """
    said = _FILES[message.kind](message.data, sought)
    head = {"soort": message.kind, "verwijzing": message.referral, "datum": on.isoformat()}
    return {name: value for name, value in (head | said).items() if value not in (None, "")}


def _plan(data: Said, _: Collection[str]) -> dict[str, Any]:
    phases = ({"activiteit": each["fase"], **_named(each, "van", "tot", "doel")} for each in data["fasen"])
    modules = ({"activiteit": each["module"], **_named(each, "van", "tot", "uren", "doel")} for each in data["modules"])
    return {
        "activiteiten": [*phases, *modules],
        "persoonsprofiel": _paragraphs(data.get("persoonsprofiel", {})),
        "zoekprofiel": _search(data["zoekprofiel"]) if "zoekprofiel" in data else None,
        "rapportage_dagen": data.get("rapport_elke_dagen"),
        "ondertekend": {each["partij"]: each["ondertekend_op"] for each in data["ondertekend"]},
    }


def _search(data: Said) -> dict[str, Any]:
    functions = [
        {"functie": each["functie"], "soort": each["soort_werk"], "alleen_wens": each["gekozen_om"] == WISH}
        for each in data["functies"]
    ]
    area = {"gebied": data["reisgebied"]} if "reisgebied" in data else {}
    return {"functies": functions, "vacatures": _vacancies(data), **area}


def _progress(data: Said, sought: Collection[str]) -> dict[str, Any]:
    applications = [
        {
            "datum": each["op"],
            "functie": each["functie"],
            "werkgever": each["soort_werkgever"],
            "kanaal": each["kanaal"],
            "binnen_zoekprofiel": not sought or each["soort_werk"] in sought,
            "uitslag": each["resultaat"],
        }
        for each in data["sollicitaties"]
    ]
    return {
        **_named(data, "van", "tot", "fase", "spoor_1", "belastbaarheid_gewijzigd"),
        "activiteiten": list(map(_activity, data["activiteiten"])),
        "uren_gebruikt": data["uren_besteed"],
        "uren_aangeboden": data["uren_aangeboden"],
        "plan_wijzigt": data["plan_gewijzigd"] or data["zoekprofiel_gewijzigd"],
        "plan_blijft_omdat": data.get("plan_ongewijzigd_omdat"),
        "vacatures": _vacancies(data),
        "sollicitaties": applications,
        "geen_sollicitaties_omdat": None if applications else data.get("geen_sollicitaties_omdat"),
    }


def _activity(data: Said) -> dict[str, Any]:
    reason = _named(data, "reden") if data["stand"] == DROPPED else {}
    return {"activiteit": data["module"], **_named(data, "stand", "doel", "gedaan", "met_wie", "vervolg"), **reason}


def _change(data: Said, _: Collection[str]) -> dict[str, Any]:
    changes = data["plan_gewijzigd"]
    reason = None if changes else data.get("plan_ongewijzigd_omdat")
    said = {"plan_wijzigt": changes, "reden": reason, "toelichting": data.get("toelichting")}
    return {"wat": "belastbaarheid", **said}


def _end(data: Said, _: Collection[str]) -> dict[str, Any]:
    tried = {"geprobeerd": data["geprobeerd"], "bewijs": data["bewijs"]}
    advice = "\n".join(filter(None, (data["advies"], data.get("nazorg"))))
    starts_on = data.get("werk_begint_op") if data["resultaat"] == "baan" else None
    said = {"uitslag": data["resultaat"], "reden": data.get("reden"), "werk_begint_op": starts_on}
    return {**said, "gedaan": _paragraphs(tried), "advies": advice}


_FILES: Mapping[str, Callable[[Said, Collection[str]], dict[str, Any]]] = MappingProxyType(
    {"trajectplan": _plan, "voortgang": _progress, "wijziging": _change, "eindrapport": _end}
)
TRACK_MESSAGES = tuple(_FILES)


def _named(data: Said, *names: str) -> dict[str, Any]:
    return {name: data[name] for name in names if name in data}


def _vacancies(data: Said) -> list[dict[str, Any]]:
    return [
        {"functie": each["functie"], "werkgever": f"{each['bron']}, {each['plaats']}", "gezien_op": each["gezien_op"]}
        for each in data.get("vacatures", ())
    ]


def _paragraphs(parts: Mapping[str, Iterable[str]]) -> str:
    """Write lists of lines as one text, each under its name; empty when there is no line."""
    return "\n".join(f"{name.capitalize()}: {'; '.join(lines)}" for name, lines in parts.items() if lines)
