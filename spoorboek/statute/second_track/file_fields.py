"""The fields of the files in which a trajectory is reported, as one table: the reader and every schema follow it.

A field of the kind `tekst` is about a person: it is kept sealed beside the case, and an event only knows that it was
there.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from spoorboek.statute.second_track.trajectory_codes import (
    ACTIVITIES,
    ACTIVITY_STATES,
    AFTERCARE,
    APPLICATION_RESULTS,
    CHANGES,
    CHANNELS,
    DROP_REASONS,
    END_RESULTS,
    EXTENSION_REASONS,
    FIRST_TRACK,
    FIRST_TRACK_REASONS,
    NO_APPLICATION_REASONS,
    PARTIES,
    PHASES,
    PLAN_KEPT_REASONS,
    STOP_REASONS,
    WORK_KINDS,
)

FileFieldKind = Literal["dag", "tekst", "code", "aantal", "uren", "vlag", "object", "lijst"]


class FileField(NamedTuple):
    """One field: its name, its kind, what it says (Dutch), whether it must be there, its codes or its own fields."""

    name: str
    kind: FileFieldKind
    says: str
    required: bool = False
    codes: Mapping[str, str] = MappingProxyType({})
    fields: tuple["FileField", ...] = ()


_ACTIVITY_CODES = {code: kind.label for code, kind in ACTIVITIES.items()}
_CHANGE_REASONS = {**PLAN_KEPT_REASONS, **EXTENSION_REASONS, **FIRST_TRACK_REASONS}
# Which codes a change may give as its reason.
REASONS_OF_CHANGE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "belastbaarheid": PLAN_KEPT_REASONS,
        "verlenging": EXTENSION_REASONS,
        "spoor_1_gestopt": FIRST_TRACK_REASONS,
        "bureau_aangesproken": {},
    }
)
_HEAD = (
    FileField("verwijzing", "aantal", "de hoeveelste verwijzing van het dossier; zonder: de laatste"),
    FileField("datum", "dag", "de dag waarop dit kwam of gebeurde", required=True),
)
_PERIOD = (
    FileField("van", "dag", "eerste dag van de periode", required=True),
    FileField("tot", "dag", "laatste dag van de periode", required=True),
)
_VACANCIES = FileField(
    "vacatures", "lijst", "gevonden vacatures", fields=(
        FileField("functie", "tekst", "welke functie", required=True),
        FileField("werkgever", "tekst", "bij wie, of wat voor werkgever"),
        FileField("gezien_op", "dag", "wanneer gevonden"),
    ),
)  # fmt: skip
_APPLICATIONS = (
    FileField(
        "sollicitaties", "lijst", "elke sollicitatie in de periode", fields=(
            FileField("datum", "dag", "wanneer", required=True),
            FileField("functie", "tekst", "op welke functie", required=True),
            FileField("werkgever", "tekst", "bij wie, of wat voor werkgever"),
            FileField("kanaal", "code", "langs welke weg", required=True, codes=CHANNELS),
            FileField("binnen_zoekprofiel", "vlag", "past de functie in het zoekprofiel", required=True),
            FileField("uitslag", "code", "wat ervan kwam", required=True, codes=APPLICATION_RESULTS),
        ),
    ),
    FileField(
        "geen_sollicitaties_omdat", "code", "waarom er geen zijn", codes=NO_APPLICATION_REASONS,
    ),
)  # fmt: skip
_SEARCH = FileField(
    "zoekprofiel", "object", "welk werk wordt gezocht", fields=(
        FileField(
            "functies", "lijst", "passende functies", required=True, fields=(
                FileField("functie", "tekst", "welke functie", required=True),
                FileField("soort", "code", "soort werk (beroepsklasse BRC 2014)", required=True, codes=WORK_KINDS),
                FileField("alleen_wens", "vlag", "staat er alleen omdat de werknemer het wenst"),
            ),
        ),
        _VACANCIES,
        FileField("gebied", "tekst", "waar de werknemer kan werken"),
    ),
)  # fmt: skip
FILE_KINDS: Mapping[str, tuple[FileField, ...]] = MappingProxyType(
    {
        "trajectplan": (
            *_HEAD,
            FileField(
                "activiteiten", "lijst", "fasen en onderdelen", required=True, fields=(
                    FileField("activiteit", "code", "fase of onderdeel", required=True, codes=_ACTIVITY_CODES),
                    FileField("van", "dag", "eerste dag", required=True),
                    FileField("tot", "dag", "laatste dag", required=True),
                    FileField("uren", "uren", "hoeveel uur het bureau biedt"),
                    FileField("doel", "tekst", "waarvoor"),
                ),
            ),
            FileField("persoonsprofiel", "tekst", "werkervaring, opleiding, vaardigheden, mogelijkheden"),
            _SEARCH,
            FileField("rapportage_dagen", "aantal", "om de hoeveel dagen het bureau rapporteert"),
            FileField(
                "ondertekend", "object", "wie tekende wanneer",
                fields=tuple(FileField(party, "dag", label) for party, label in PARTIES.items()),
            ),
        ),
        "voortgang": (
            *_HEAD,
            *_PERIOD,
            FileField("fase", "code", "in welke fase het traject is", required=True, codes=PHASES),
            FileField(
                "activiteiten", "lijst", "wat er is gedaan", required=True, fields=(
                    FileField("activiteit", "code", "welke activiteit", required=True, codes=_ACTIVITY_CODES),
                    FileField("stand", "code", "gedaan, loopt of vervallen", required=True, codes=ACTIVITY_STATES),
                    FileField("doel", "tekst", "waarvoor"),
                    FileField("gedaan", "tekst", "wat er is gedaan"),
                    FileField("met_wie", "tekst", "met wie"),
                    FileField("vervolg", "tekst", "wat daarna is afgesproken"),
                    FileField("reden", "code", "waarom vervallen", codes=DROP_REASONS),
                ),
            ),
            FileField("uren_gebruikt", "uren", "gebruikte uren"),
            FileField("uren_aangeboden", "uren", "aangeboden uren"),
            FileField("belastbaarheid_gewijzigd", "vlag", "wijzigde wat de werknemer kan"),
            FileField("plan_wijzigt", "vlag", "verandert het plan of het zoekprofiel"),
            FileField("plan_blijft_omdat", "code", "waarom het plan blijft", codes=PLAN_KEPT_REASONS),
            FileField("spoor_1", "code", "loopt het eerste spoor door", codes=FIRST_TRACK),
            _VACANCIES,
            *_APPLICATIONS,
        ),
        "sollicitaties": (*_HEAD, *_PERIOD, *_APPLICATIONS),
        "wijziging": (
            *_HEAD,
            FileField("wat", "code", "wat er wijzigde", required=True, codes=CHANGES),
            FileField("tot", "dag", "bij een verlenging: de nieuwe laatste dag"),
            FileField("reden", "code", "waarom", codes=_CHANGE_REASONS),
            FileField("plan_wijzigt", "vlag", "bij belastbaarheid: verandert het plan"),
            FileField("toelichting", "tekst", "uitleg"),
        ),
        "eindrapport": (
            *_HEAD,
            FileField("uitslag", "code", "hoe het traject eindigde", required=True, codes=END_RESULTS),
            FileField("reden", "code", "bij gestopt: waarom", codes=STOP_REASONS),
            FileField("werk_begint_op", "dag", "bij passend werk: de eerste dag ervan"),
            FileField("gedaan", "tekst", "wat is geprobeerd, en het bewijs van het resultaat"),
            FileField("advies", "tekst", "advies en nazorg"),
        ),
        "nazorg": (
            *_HEAD,
            FileField("uitslag", "code", "hoe het gaat", required=True, codes=AFTERCARE),
            FileField("toelichting", "tekst", "uitleg"),
        ),
    }
)  # fmt: skip
