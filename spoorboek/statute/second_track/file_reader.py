"""Read a file in which a trajectory is reported: codes, days and counts for the record, the texts apart."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from spoorboek.outside.suggestions import meant_or_known
from spoorboek.outside.yaml_json import DataTextError, parse_json
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import EventKind
from spoorboek.statute.reports.field_readers import read_choice, read_day, read_flag, read_list, read_object
from spoorboek.statute.second_track.file_fields import FILE_KINDS, REASONS_OF_CHANGE, FileField
from spoorboek.statute.second_track.trajectory_codes import DROPPED, FOUND_WORK, STOPPED

MOST_REFERRALS, MOST_DAYS, MOST_HOURS = 99, 365, 5000.0
ReadFields = Mapping[str, Any]


class TrackFile(NamedTuple):
    """A file that was read: its kind, the number of the referral (0: the last), and the events it stands for.

    `on`: the day it is about. `told`: the text of what was done, per activity that has one. `content`: the file itself.
    """

    kind: str
    referral: int
    on: date
    events: tuple[tuple[EventKind, dict[str, Any]], ...]
    told: tuple[str, ...]
    content: Mapping[str, Any]


def read_track_file(text: str) -> TrackFile:
    """Return what a file says; FactsError with one message that names the place, what was expected, and what to do."""
    try:
        data = parse_json(text)
    except DataTextError as error:
        raise FactsError(str(error)) from None
    if not isinstance(data, Mapping) or "soort" not in data:
        raise FactsError(f"Het bestand: verwacht een object met 'soort'; een van: {', '.join(FILE_KINDS)}.")
    kind = read_choice(data["soort"], tuple(FILE_KINDS), "soort")
    fields = _read_fields({name: each for name, each in data.items() if name != "soort"}, FILE_KINDS[kind], kind)
    events = tuple((event, _without_nothing(values)) for event, values in _EVENTS[kind](fields))
    told = [str(each["gedaan"]) for each in fields.get("activiteiten", ()) if each.get("gedaan")]
    return TrackFile(kind, fields.get("verwijzing", 0), fields["datum"], events, tuple(told), data)


def _read_fields(value: object, fields: tuple[FileField, ...], where: str) -> dict[str, Any]:
    known = {field.name: field for field in fields}
    required = [field.name for field in fields if field.required]
    item = read_object(value, where, required, known)
    found = {
        name: _read_value(each, known[name], f"{where}, veld '{name}'")
        for name, each in item.items()
        if each is not None
    }
    if missing := [name for name in required if found.get(name) is None]:
        raise FactsError(f"{where}: '{missing[0]}' is leeg. Vul het in.")
    return found


def _read_value(value: object, field: FileField, where: str) -> Any:
    match field.kind:
        case "dag":
            return read_day(value, where)
        case "vlag":
            return read_flag(value, where)
        case "code":
            return _read_code(value, field, where)
        case "tekst":
            return _read_text(value, where)
        case "object":
            return _read_fields(value, field.fields, where)
        case "lijst":
            items = enumerate(read_list(value, where), start=1)
            return [_read_fields(each, field.fields, f"{where}, nummer {number}") for number, each in items]
        case _:
            return _read_number(value, field, where)


def _read_code(value: object, field: FileField, where: str) -> str:
    if isinstance(value, str) and value not in field.codes:
        raise FactsError(f"{where}: onbekende code. {meant_or_known(value, field.codes)}")
    return read_choice(value, tuple(field.codes), where)


def _read_text(value: object, where: str) -> str | None:
    if not isinstance(value, str):
        raise FactsError(f"{where}: verwacht tekst.")
    return value.strip() or None


def _read_number(value: object, field: FileField, where: str) -> float | int:
    whole = field.kind == "aantal"
    most = MOST_HOURS if not whole else MOST_REFERRALS if field.name == "verwijzing" else MOST_DAYS
    right = isinstance(value, int | float) and not isinstance(value, bool) and (not whole or isinstance(value, int))
    if not right or not (1 if whole else 0) <= float(str(value)) <= most:
        what = "een heel getal vanaf 1" if whole else "een aantal uren vanaf 0"
        raise FactsError(f"{where}: verwacht {what}, hoogstens {most:g}.")
    assert isinstance(value, int | float)
    return value


def _plan(fields: ReadFields) -> Iterator[tuple[EventKind, dict[str, Any]]]:
    for number, each in enumerate(fields["activiteiten"], start=1):
        _require_order(each["van"], each["tot"], f"trajectplan, activiteit {number}")
    search = fields.get("zoekprofiel")
    yield (
        "trajectory_planned",
        {
            "on": fields["datum"],
            "activities": [
                {
                    "kind": each["activiteit"],
                    "from": each["van"],
                    "until": each["tot"],
                    "hours": each.get("uren", 0),
                    "goal": bool(each.get("doel")),
                }
                for each in fields["activiteiten"]
            ],
            "personal_profile": bool(fields.get("persoonsprofiel")),
            "search": search
            and {
                "kinds": [each["soort"] for each in search["functies"]],
                "wished": sum(each.get("alleen_wens", False) for each in search["functies"]),
                "vacancies": len(search.get("vacatures", ())),
                "region": bool(search.get("gebied")),
            },
            "report_every": fields.get("rapportage_dagen"),
            "signed": fields.get("ondertekend", {}),
        },
    )


def _progress(fields: ReadFields) -> Iterator[tuple[EventKind, dict[str, Any]]]:
    _require_period(fields, "voortgang")
    for number, each in enumerate(fields["activiteiten"], start=1):
        if "reden" in each and each["stand"] != DROPPED:
            raise FactsError(f"voortgang, activiteit {number}: een reden hoort alleen bij de stand '{DROPPED}'.")
    yield (
        "progress_reported",
        {
            "on": fields["datum"],
            "from": fields["van"],
            "until": fields["tot"],
            "phase": fields["fase"],
            "activities": [
                {
                    "kind": each["activiteit"],
                    "state": each["stand"],
                    "aim": bool(each.get("doel")),
                    "done": bool(each.get("gedaan")),
                    "with_whom": bool(each.get("met_wie")),
                    "follow_up": bool(each.get("vervolg")),
                    "reason": each.get("reden"),
                }
                for each in fields["activiteiten"]
            ],
            "hours_used": fields.get("uren_gebruikt", 0),
            "hours_offered": fields.get("uren_aangeboden", 0),
            "capability_changed": fields.get("belastbaarheid_gewijzigd", False),
            "plan_changes": fields.get("plan_wijzigt", False),
            "plan_kept": fields.get("plan_blijft_omdat"),
            "first_track": fields.get("spoor_1"),
            "vacancies": len(fields.get("vacatures", ())),
        },
    )
    if "sollicitaties" in fields or "geen_sollicitaties_omdat" in fields:
        yield from _applications(fields)


def _applications(fields: ReadFields) -> Iterator[tuple[EventKind, dict[str, Any]]]:
    _require_period(fields, "sollicitaties")
    applications = fields.get("sollicitaties", ())
    for number, each in enumerate(applications, start=1):
        if not fields["van"] <= each["datum"] <= fields["tot"]:
            raise FactsError(
                f"sollicitatie {number}: {dutch_date(each['datum'])} ligt niet in de periode van "
                f"{dutch_date(fields['van'])} t/m {dutch_date(fields['tot'])}. Corrigeer een van beide."
            )
    if applications and "geen_sollicitaties_omdat" in fields:
        raise FactsError(
            "'geen_sollicitaties_omdat' hoort alleen bij een lege lijst sollicitaties. Laat een van beide weg."
        )
    yield (
        "applications_reported",
        {
            "on": fields["datum"],
            "from": fields["van"],
            "until": fields["tot"],
            "applications": [
                {
                    "on": each["datum"],
                    "channel": each["kanaal"],
                    "fits": each["binnen_zoekprofiel"],
                    "result": each["uitslag"],
                }
                for each in applications
            ],
            "reason": fields.get("geen_sollicitaties_omdat"),
        },
    )


def _change(fields: ReadFields) -> Iterator[tuple[EventKind, dict[str, Any]]]:
    what, reason = fields["wat"], fields.get("reden")
    if reason is not None and reason not in REASONS_OF_CHANGE[what]:
        known = ", ".join(REASONS_OF_CHANGE[what]) or "geen"
        raise FactsError(f"wijziging, veld 'reden': '{reason}' past niet bij '{what}'. Mogelijk zijn: {known}.")
    if what == "verlenging":
        if "tot" not in fields or reason is None:
            raise FactsError("wijziging: een verlenging heeft een nieuwe laatste dag ('tot') en een 'reden' nodig.")
        _require_order(fields["datum"], fields["tot"], "wijziging")
    elif "tot" in fields:
        raise FactsError("wijziging, veld 'tot': dat hoort alleen bij een verlenging. Laat het weg.")
    if what != "belastbaarheid" and "plan_wijzigt" in fields:
        raise FactsError("wijziging, veld 'plan_wijzigt': dat hoort alleen bij belastbaarheid. Laat het weg.")
    yield (
        "trajectory_changed",
        {
            "on": fields["datum"],
            "what": what,
            "until": fields.get("tot"),
            "reason": reason,
            "plan_changes": fields.get("plan_wijzigt", False if what == "belastbaarheid" and reason else None),
        },
    )


def _end(fields: ReadFields) -> Iterator[tuple[EventKind, dict[str, Any]]]:
    if "reden" in fields and fields["uitslag"] != STOPPED:
        raise FactsError(f"eindrapport, veld 'reden': dat hoort alleen bij de uitslag '{STOPPED}'. Laat het weg.")
    if "werk_begint_op" in fields and fields["uitslag"] != FOUND_WORK:
        raise FactsError(f"eindrapport, veld 'werk_begint_op': dat hoort alleen bij de uitslag '{FOUND_WORK}'.")
    said = {"result": fields["uitslag"], "reason": fields.get("reden"), "starts_on": fields.get("werk_begint_op")}
    yield "trajectory_ended", {"on": fields["datum"], **said}


def _aftercare(fields: ReadFields) -> Iterator[tuple[EventKind, dict[str, Any]]]:
    yield "trajectory_changed", {"on": fields["datum"], "what": "nazorg", "outcome": fields["uitslag"]}


_EVENTS = {
    "trajectplan": _plan,
    "voortgang": _progress,
    "sollicitaties": _applications,
    "wijziging": _change,
    "eindrapport": _end,
    "nazorg": _aftercare,
}


def _require_period(fields: ReadFields, where: str) -> None:
    _require_order(fields["van"], fields["tot"], where)
    if fields["datum"] < fields["tot"]:
        raise FactsError(
            f"{where}: het rapport kwam op {dutch_date(fields['datum'])}, vóór het einde van zijn periode "
            f"({dutch_date(fields['tot'])}). Corrigeer een van beide datums."
        )


def _require_order(first: date, last: date, where: str) -> None:
    if last < first:
        raise FactsError(
            f"{where}: {dutch_date(last)} ligt vóór {dutch_date(first)}. Draai de datums om, of corrigeer er een."
        )


def _without_nothing(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an event as JSON: without what is not known, days as text."""
    return {name: _json(value) for name, value in values.items() if value is not None}


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _without_nothing(value)
    return [_json(each) for each in value] if isinstance(value, list) else value
