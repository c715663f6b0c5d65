"""Files in which an invented bureau reports about a trajectory, with canaries where texts about a person stand."""

from datetime import date, timedelta
from typing import Any

TEXT = "Kanariewoorden over wat is gedaan met Zwaan"


def plan_file(on: date, **changed: Any) -> dict[str, Any]:
    """Return a whole plan that came on a day."""
    until = (on + timedelta(days=180)).isoformat()
    return {
        "soort": "trajectplan",
        "datum": on.isoformat(),
        "activiteiten": [
            {
                "activiteit": "orientatie",
                "van": on.isoformat(),
                "tot": (on + timedelta(days=41)).isoformat(),
                "uren": 8,
            },
            {"activiteit": "jobhunting", "van": on.isoformat(), "tot": until, "uren": 20.5, "doel": TEXT},
        ],
        "persoonsprofiel": TEXT,
        "zoekprofiel": {
            "functies": [
                {"functie": "Kanarieplanner", "soort": "administratief"},
                {"functie": "Kanarieverkoper", "soort": "commercieel", "alleen_wens": True},
            ],
            "vacatures": [{"functie": "Kanarieplanner", "werkgever": "Volière Kanarie bv"}],
            "gebied": "Kanariestad en omgeving",
        },
        "rapportage_dagen": 42,
        "ondertekend": {party: on.isoformat() for party in ("werkgever", "werknemer", "bureau")},
        **changed,
    }


def progress_file(first: date, **changed: Any) -> dict[str, Any]:
    """Return a whole report over six weeks, which came on the last of them."""
    until = first + timedelta(days=41)
    return {
        "soort": "voortgang",
        "datum": until.isoformat(),
        "van": first.isoformat(),
        "tot": until.isoformat(),
        "fase": "bemiddeling",
        "activiteiten": [
            {
                "activiteit": "jobhunting",
                "stand": "loopt",
                "doel": TEXT,
                "gedaan": f"{TEXT} op {first.day} maart.",
                "met_wie": "Zwaan Kanarie",
                "vervolg": TEXT,
            }
        ],
        "uren_gebruikt": 6,
        "uren_aangeboden": 8,
        "spoor_1": "loopt",
        "sollicitaties": [
            {
                "datum": (first + timedelta(days=10)).isoformat(),
                "functie": "Kanarieplanner",
                "werkgever": "Volière Kanarie bv",
                "kanaal": "vacature",
                "binnen_zoekprofiel": True,
                "uitslag": "afwijzing",
            }
        ],
        **changed,
    }
