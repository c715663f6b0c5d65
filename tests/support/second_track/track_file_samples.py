"""Whole files about a trajectory, one of each kind, and ways to change them."""

from typing import Any

from spoorboek.statute.second_track.file_fields import REASONS_OF_CHANGE

TEXT = "Vertelt van een mens."
PLAN: dict[str, Any] = {
    "soort": "trajectplan",
    "verwijzing": 2,
    "datum": "2027-02-01",
    "activiteiten": [
        {"activiteit": "orientatie", "van": "2027-02-01", "tot": "2027-03-01", "uren": 12.5, "doel": TEXT},
        {"activiteit": "cv", "van": "2027-03-02", "tot": "2027-03-02"},
    ],
    "persoonsprofiel": TEXT,
    "zoekprofiel": {
        "functies": [
            {"functie": TEXT, "soort": "ict"},
            {"functie": TEXT, "soort": "agrarisch", "alleen_wens": True},
            {"functie": TEXT, "soort": "overig", "alleen_wens": False},
        ],
        "vacatures": [{"functie": TEXT, "gezien_op": "2027-01-30"}, {"functie": TEXT, "werkgever": TEXT}],
        "gebied": TEXT,
    },
    "rapportage_dagen": 42,
    "ondertekend": {"werknemer": "2027-02-03", "bureau": "2027-02-02"},
}
PROGRESS: dict[str, Any] = {
    "soort": "voortgang",
    "datum": "2027-04-01",
    "van": "2027-03-01",
    "tot": "2027-03-31",
    "fase": "orientatie",
    "activiteiten": [
        {
            "activiteit": "coaching",
            "stand": "gedaan",
            "doel": TEXT,
            "gedaan": "Twee gesprekken.",
            "met_wie": TEXT,
            "vervolg": TEXT,
        },
        {"activiteit": "cv", "stand": "vervallen", "reden": "verzet"},
        {"activiteit": "training", "stand": "loopt", "gedaan": "  "},
    ],
    "uren_gebruikt": 7,
    "uren_aangeboden": 9.5,
    "belastbaarheid_gewijzigd": True,
    "plan_wijzigt": True,
    "spoor_1": "loopt",
    "vacatures": [{"functie": TEXT}],
}
LOG: dict[str, Any] = {
    "soort": "sollicitaties",
    "datum": "2027-05-01",
    "van": "2027-04-01",
    "tot": "2027-04-30",
    "sollicitaties": [
        {
            "datum": "2027-04-01",
            "functie": TEXT,
            "kanaal": "vacature",
            "binnen_zoekprofiel": True,
            "uitslag": "gesprek",
        },
        {
            "datum": "2027-04-30",
            "functie": TEXT,
            "werkgever": TEXT,
            "kanaal": "open_sollicitatie",
            "binnen_zoekprofiel": False,
            "uitslag": "afwijzing",
        },
    ],
}
CHANGE: dict[str, Any] = {"soort": "wijziging", "datum": "2027-06-01", "wat": "belastbaarheid"}
EXTENSION = CHANGE | {"wat": "verlenging", "tot": "2027-09-01", "reden": next(iter(REASONS_OF_CHANGE["verlenging"]))}
END: dict[str, Any] = {"soort": "eindrapport", "datum": "2027-08-01", "uitslag": "baan"}
AFTERCARE: dict[str, Any] = {"soort": "nazorg", "datum": "2027-10-01", "uitslag": "werkt_nog"}


def changed(data: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return a file with other values; a value of ... leaves the field out."""
    return {name: value for name, value in {**data, **values}.items() if value is not ...}


def with_first(data: dict[str, Any], name: str, **values: Any) -> dict[str, Any]:
    """Return a file of which the first item of a list has other values."""
    first, *others = data[name]
    return {**data, name: [changed(first, **values), *others]}
