"""What is known before a second track starts: the preparation of a referral. Codes, days and numbers only.

What somebody can do in terms of work, and where and how somebody looks for work, stands in sealed tables beside the
case; a fact here names the number of its version.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

FIRST_DOUBT_DAYS = 56  # days of sickness after the first: the day after week 8
TRACK_2, ORDERED = ("spoor_2", "beide"), "bureau"
ONLY_TRACK_2 = ("spoor_2", "staat_al_vast")

# The outcome of the arbeidsdeskundig onderzoek, and why there is none (yet). Codes with their Dutch labels.
ASSESSMENT_OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "spoor_1": "mogelijkheden in de eigen organisatie (spoor 1)",
        "spoor_2": "mogelijkheden bij een andere werkgever (spoor 2)",
        "beide": "mogelijkheden in beide sporen",
        "geen": "geen mogelijkheden in een van beide sporen",
    }
)
ASSESSMENT_ABSENCES: Mapping[str, str] = MappingProxyType(
    {
        "gevraagd": "het onderzoek is gevraagd, de uitkomst komt nog",
        "staat_al_vast": "dat eigen en ander werk hier niet kan, staat al vast",
        "geen_ander_werk": "in de eigen organisatie is geen ander werk",
        "eerder_onderzoek": "een eerder onderzoek geldt nog",
    }
)
FEASIBILITY_PARTIES: Mapping[str, str] = MappingProxyType(
    {"werkgever": "de werkgever", "arbeidsdeskundige": "de arbeidsdeskundige", "bureau": "het re-integratiebureau"}
)
FEASIBILITY_OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "haalbaar": "het tweede spoor is haalbaar",
        "haalbaar_met_voorwaarden": "het tweede spoor is haalbaar onder voorwaarden",
        "niet_haalbaar": "het tweede spoor is nu niet haalbaar",
        "niet_nodig": "een eigen onderzoek is niet nodig: het arbeidsdeskundig onderzoek zegt genoeg",
    }
)
PROFILE_SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "izp": "inzetbaarheidsprofiel (IZP)",
        "fml": "functionele mogelijkhedenlijst (FML)",
        "advies": "advies van de bedrijfsarts",
    }
)
# The rubrics of the functionele mogelijkhedenlijst: the broad terms in which limits may be told to whoever is asked.
LIMIT_RUBRICS: Mapping[str, str] = MappingProxyType(
    {
        "persoonlijk_functioneren": "persoonlijk functioneren",
        "sociaal_functioneren": "sociaal functioneren",
        "fysieke_omgeving": "aanpassing aan fysieke omgevingseisen",
        "dynamische_handelingen": "dynamische handelingen",
        "statische_houdingen": "statische houdingen",
        "werktijden": "werktijden",
    }
)
WORKING_LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "basis": "basisonderwijs",
        "vmbo": "vmbo",
        "mbo_1": "mbo-1",
        "mbo_2": "mbo-2",
        "mbo_3": "mbo-3",
        "mbo_4": "mbo-4",
        "havo_vwo": "havo of vwo",
        "hbo": "hbo",
        "wo": "wo",
    }
)
# The sector of the present work, in the words of a question to bureaus.
SECTORS: Mapping[str, str] = MappingProxyType(
    {
        "landbouw": "landbouw",
        "industrie": "industrie",
        "energie": "energie",
        "bouw": "bouw",
        "handel": "handel",
        "vervoer": "vervoer",
        "horeca": "horeca",
        "informatie": "informatie en communicatie",
        "financieel": "financiële diensten",
        "onroerend_goed": "onroerend goed",
        "zakelijk": "zakelijke diensten",
        "overheid": "overheid",
        "onderwijs": "onderwijs",
        "zorg": "zorg",
        "cultuur": "cultuur",
        "overig": "overig",
    }
)
TRANSPORTS: Mapping[str, str] = MappingProxyType(
    {
        "auto": "eigen auto",
        "openbaar_vervoer": "openbaar vervoer",
        "fiets": "fiets of e-bike",
        "lopend": "lopend",
        "vervoer_nodig": "vervoer moet worden geregeld",
        "thuiswerk": "thuis werken",
    }
)


class Assessment(NamedTuple):
    """The outcome of the arbeidsdeskundig onderzoek, or why there is none: exactly one of `outcome` and `absence`."""

    on: date
    outcome: str | None = None
    absence: str | None = None


def settles_track_2(found: Assessment) -> bool:
    """Return whether it settles that neither own work nor other suitable work is left in the own organisation.

    Source: BW 7:658a(1): "Indien vaststaat dat de eigen arbeid niet meer kan worden verricht en in het bedrijf van de
    werkgever geen andere passende arbeid voorhanden is"; docs/wet/second-track.md, Assessment without prospect.
    """
    return (found.outcome or found.absence) in ONLY_TRACK_2


class Feasibility(NamedTuple):
    """The haalbaarheidsonderzoek: by whom, when it was asked, and its day and outcome once there is one."""

    by: str
    asked_on: date | None = None
    done_on: date | None = None
    outcome: str | None = None


class FunctionalProfile(NamedTuple):
    """What the bedrijfsarts says can be done in terms of work: its own day and source, and the version of its words."""

    on: date
    source: str
    number: int = 0


class SearchData(NamedTuple):
    """What a bureau needs to plan and search with: the day it was settled, and the version of its content."""

    on: date
    number: int = 0


class Preparation(NamedTuple):
    """All that is known before a referral. `considered_on`: the first doubt, from which a second track is prepared.

    `informed_on`: when a person told the employee of the second track, apart from the letter.
    """

    considered_on: date | None = None
    assessment: Assessment | None = None
    feasibility: Feasibility | None = None
    profile: FunctionalProfile | None = None
    informed_on: date | None = None
    search_data: SearchData | None = None

    @property
    def versions(self) -> dict[str, int]:
        """Return which versions of the sealed content a referral of now holds; without content, as in a story, none."""
        parts = {"profile": self.profile, "search_data": self.search_data}
        return {name: part.number for name, part in parts.items() if part and part.number}


NO_PREPARATION = Preparation()


class BureauNews(NamedTuple):
    """What somebody can work changed while a bureau was at work: the working day on which that was known.

    `told_on`: the day the bureau heard of it. `ended_on`: the day the bureau was done, if it is.
    """

    known_on: date
    told_on: date | None = None
    ended_on: date | None = None
