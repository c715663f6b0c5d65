"""A file about a trajectory: which events it stands for, and which one message says what is wrong with it."""

import json
from datetime import date
from typing import Any

import pytest

from spoorboek.statute.errors import FactsError
from spoorboek.statute.second_track.file_fields import FILE_KINDS, REASONS_OF_CHANGE
from spoorboek.statute.second_track.file_reader import read_track_file

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


def events(data: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return what a file stands for."""
    return list(read_track_file(json.dumps(data)).events)


def refusal(data: object) -> str:
    """Return why a file is refused."""
    with pytest.raises(FactsError) as error:
        read_track_file(data if isinstance(data, str) else json.dumps(data))
    return str(error.value)


def changed(data: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return a file with other values; a value of ... leaves the field out."""
    return {name: value for name, value in {**data, **values}.items() if value is not ...}


def with_first(data: dict[str, Any], name: str, **values: Any) -> dict[str, Any]:
    """Return a file of which the first item of a list has other values."""
    first, *others = data[name]
    return {**data, name: [changed(first, **values), *others]}


def test_a_plan_keeps_codes_days_and_counts_and_no_text() -> None:
    """Of every text the record knows only that it was there; wishes are counted, and who signed has a day."""
    assert events(PLAN) == [
        (
            "trajectory_planned",
            {
                "on": "2027-02-01",
                "activities": [
                    {"kind": "orientatie", "from": "2027-02-01", "until": "2027-03-01", "hours": 12.5, "goal": True},
                    {"kind": "cv", "from": "2027-03-02", "until": "2027-03-02", "hours": 0, "goal": False},
                ],
                "personal_profile": True,
                "search": {"kinds": ["ict", "agrarisch", "overig"], "wished": 1, "vacancies": 2, "region": True},
                "report_every": 42,
                "signed": {"werknemer": "2027-02-03", "bureau": "2027-02-02"},
            },
        )
    ]
    assert TEXT not in str(events(PLAN))


def test_a_plan_of_the_least_says_what_is_not_there() -> None:
    """No profile, no search, no rhythm, nobody signed; a search without vacancies and region has none."""
    least = changed(PLAN, persoonsprofiel=..., zoekprofiel=..., rapportage_dagen=..., ondertekend=...)
    ((_, data),) = events(least)
    assert data["personal_profile"] is False
    assert data["signed"] == {}
    assert not {"search", "report_every"} & set(data)
    ((_, data),) = events(PLAN | {"zoekprofiel": {"functies": [{"functie": TEXT, "soort": "ict"}]}})
    assert data["search"] == {"kinds": ["ict"], "wished": 0, "vacancies": 0, "region": False}


def test_a_report_keeps_what_each_activity_tells() -> None:
    """Aim, what was done, with whom and what follows are told apart; white space is no text."""
    file = read_track_file(json.dumps(PROGRESS))
    whole = {"aim": True, "done": True, "with_whom": True, "follow_up": True}
    nothing = dict.fromkeys(whole, False)
    assert file.events == (
        (
            "progress_reported",
            {
                "on": "2027-04-01",
                "from": "2027-03-01",
                "until": "2027-03-31",
                "phase": "orientatie",
                "activities": [
                    {"kind": "coaching", "state": "gedaan", **whole},
                    {"kind": "cv", "state": "vervallen", **nothing, "reason": "verzet"},
                    {"kind": "training", "state": "loopt", **nothing},
                ],
                "hours_used": 7,
                "hours_offered": 9.5,
                "capability_changed": True,
                "plan_changes": True,
                "first_track": "loopt",
                "vacancies": 1,
            },
        ),
    )
    assert file.told == ("Twee gesprekken.",)


def test_a_report_of_the_least_supposes_nothing() -> None:
    """No hours, no vacancies, no change; and no log of applications where none is spoken of."""
    least = {name: PROGRESS[name] for name in ("soort", "datum", "van", "tot", "fase", "activiteiten")}
    ((kind, data),) = events(least)
    assert kind == "progress_reported"
    assert (data["hours_used"], data["hours_offered"], data["vacancies"]) == (0, 0, 0)
    assert (data["capability_changed"], data["plan_changes"]) == (False, False)
    assert not {"plan_kept", "first_track"} & set(data)


@pytest.mark.parametrize("said", [{"sollicitaties": LOG["sollicitaties"]}, {"sollicitaties": []}])
def test_a_report_with_applications_is_a_log_too(said: dict[str, Any]) -> None:
    """Applications in a progress report are an event of their own, also when there were none."""
    progress, log = events(PROGRESS | said | {"datum": "2027-05-01", "van": "2027-04-01", "tot": "2027-04-30"})
    assert (progress[0], log[0]) == ("progress_reported", "applications_reported")
    assert len(log[1]["applications"]) == len(said["sollicitaties"])
    reason = events(PROGRESS | {"geen_sollicitaties_omdat": "scholing_loopt"})
    assert reason[1] == (
        "applications_reported",
        {
            "on": "2027-04-01",
            "from": "2027-03-01",
            "until": "2027-03-31",
            "applications": [],
            "reason": "scholing_loopt",
        },
    )


def test_a_log_keeps_each_application_on_the_first_and_the_last_day_too() -> None:
    """The day, the channel, whether it fits and what came of it; no job and no employer."""
    assert events(LOG) == [
        (
            "applications_reported",
            {
                "on": "2027-05-01",
                "from": "2027-04-01",
                "until": "2027-04-30",
                "applications": [
                    {"on": "2027-04-01", "channel": "vacature", "fits": True, "result": "gesprek"},
                    {"on": "2027-04-30", "channel": "open_sollicitatie", "fits": False, "result": "afwijzing"},
                ],
            },
        )
    ]
    assert read_track_file(json.dumps(LOG)).told == ()


def test_changes_say_what_becomes_of_the_plan() -> None:
    """A change of capability says whether the plan changes, stays for a reason, or neither; other changes do not."""
    kept = next(iter(REASONS_OF_CHANGE["belastbaarheid"]))
    alone = {"on": "2027-06-01", "what": "belastbaarheid"}
    assert events(CHANGE) == [("trajectory_changed", alone)]
    assert events(CHANGE | {"reden": kept}) == [
        ("trajectory_changed", {**alone, "reason": kept, "plan_changes": False})
    ]
    assert events(CHANGE | {"plan_wijzigt": True}) == [("trajectory_changed", {**alone, "plan_changes": True})]
    assert events(EXTENSION) == [
        (
            "trajectory_changed",
            {"on": "2027-06-01", "what": "verlenging", "until": "2027-09-01", "reason": EXTENSION["reden"]},
        )
    ]
    assert events(EXTENSION | {"tot": "2027-06-01"})[0][1]["until"] == "2027-06-01"
    assert events(CHANGE | {"wat": "bureau_aangesproken", "toelichting": TEXT}) == [
        ("trajectory_changed", {"on": "2027-06-01", "what": "bureau_aangesproken"})
    ]


def test_an_end_and_an_aftercare_say_how_it_went() -> None:
    """Work has a first day, a stop has a reason; aftercare is a change of its own kind."""
    assert events(END | {"werk_begint_op": "2027-09-01", "gedaan": TEXT, "advies": TEXT}) == [
        ("trajectory_ended", {"on": "2027-08-01", "result": "baan", "starts_on": "2027-09-01"})
    ]
    assert events(END | {"uitslag": "gestopt", "reden": "ander_bureau"}) == [
        ("trajectory_ended", {"on": "2027-08-01", "result": "gestopt", "reason": "ander_bureau"})
    ]
    assert events(AFTERCARE | {"toelichting": TEXT}) == [
        ("trajectory_changed", {"on": "2027-10-01", "what": "nazorg", "outcome": "werkt_nog"})
    ]


def test_a_file_knows_its_referral_its_day_and_all_that_it_said() -> None:
    """Without a number it is about the last referral; a field of nothing is a field left out."""
    file = read_track_file(json.dumps(PLAN))
    assert (file.kind, file.referral, file.on, file.content) == ("trajectplan", 2, date(2027, 2, 1), PLAN)
    assert read_track_file(json.dumps(CHANGE | {"verwijzing": None})).referral == 0
    assert events(CHANGE | {"reden": None, "tot": None}) == events(CHANGE)


KINDS = "trajectplan, voortgang, sollicitaties, wijziging, eindrapport, nazorg"
HEAD = f"Het bestand: verwacht een object met 'soort'; een van: {KINDS}."
A_DAY = "verwacht een datum als 2026-01-05 (jjjj-mm-dd)."
REFUSED: list[tuple[object, str]] = [
    ([], HEAD),
    ({}, HEAD),
    ("5", HEAD),
    ("tekst", "Geen geldige JSON: regel 1, kolom 1."),
    ('{"soort": ', "Geen geldige JSON: regel 1, kolom 11."),
    ({"soort": "brief"}, f"soort: verwacht een van: {KINDS}."),
    (changed(CHANGE, datum=...), "wijziging: 'datum' ontbreekt."),
    (CHANGE | {"datum": None}, "wijziging: 'datum' is leeg. Vul het in."),
    (CHANGE | {"datum": 5}, f"wijziging, veld 'datum': {A_DAY}"),
    (
        CHANGE | {"naam": "x"},
        "wijziging: onbekende sleutel 'naam'; "
        "bekend zijn: verwijzing, datum, wat, tot, reden, plan_wijzigt, toelichting.",
    ),
    (CHANGE | {"plan_wijzigt": "ja"}, "wijziging, veld 'plan_wijzigt': verwacht true of false."),
    (CHANGE | {"toelichting": 5}, "wijziging, veld 'toelichting': verwacht tekst."),
    (CHANGE | {"wat": 3}, "wijziging, veld 'wat': verwacht een van:"),
    (CHANGE | {"wat": "verlengin"}, "wijziging, veld 'wat': onbekende code. Bedoelde u verlenging?"),
    (CHANGE | {"verwijzing": 0}, "wijziging, veld 'verwijzing': verwacht een heel getal vanaf 1, hoogstens 99."),
    (CHANGE | {"verwijzing": 100}, "wijziging, veld 'verwijzing': verwacht een heel getal vanaf 1, hoogstens 99."),
    (CHANGE | {"verwijzing": 1.5}, "wijziging, veld 'verwijzing': verwacht een heel getal vanaf 1, hoogstens 99."),
    (CHANGE | {"verwijzing": True}, "wijziging, veld 'verwijzing': verwacht een heel getal vanaf 1, hoogstens 99."),
    (
        PLAN | {"rapportage_dagen": 366},
        "trajectplan, veld 'rapportage_dagen': verwacht een heel getal vanaf 1, hoogstens 365.",
    ),
    (PLAN | {"activiteiten": "veel"}, "trajectplan, veld 'activiteiten': verwacht een lijst."),
    (PLAN | {"zoekprofiel": {}}, "trajectplan, veld 'zoekprofiel': 'functies' ontbreekt."),
    (
        PLAN | {"zoekprofiel": 3},
        "trajectplan, veld 'zoekprofiel': verwacht een object met functies, vacatures, gebied.",
    ),
    (PLAN | {"ondertekend": {"bureau": "ja"}}, f"trajectplan, veld 'ondertekend', veld 'bureau': {A_DAY}"),
    (
        with_first(PLAN, "activiteiten", uren=-1),
        "trajectplan, veld 'activiteiten', nummer 1, veld 'uren': verwacht een aantal uren vanaf 0, hoogstens 5000.",
    ),
    (
        with_first(PLAN, "activiteiten", uren=5001),
        "trajectplan, veld 'activiteiten', nummer 1, veld 'uren': verwacht een aantal uren vanaf 0, hoogstens 5000.",
    ),
    (
        with_first(PLAN, "activiteiten", uren="12"),
        "trajectplan, veld 'activiteiten', nummer 1, veld 'uren': verwacht een aantal uren vanaf 0, hoogstens 5000.",
    ),
    (
        with_first(PLAN, "activiteiten", tot="2027-01-31"),
        "trajectplan, activiteit 1: 31 januari 2027 ligt vóór 1 februari 2027. "
        "Draai de datums om, of corrigeer er een.",
    ),
    (
        PROGRESS | {"tot": "2027-02-28"},
        "voortgang: 28 februari 2027 ligt vóór 1 maart 2027. Draai de datums om, of corrigeer er een.",
    ),
    (
        PROGRESS | {"datum": "2027-03-30"},
        "voortgang: het rapport kwam op 30 maart 2027, vóór het einde van zijn periode (31 maart 2027). "
        "Corrigeer een van beide datums.",
    ),
    (
        with_first(PROGRESS, "activiteiten", reden="verzet"),
        "voortgang, activiteit 1: een reden hoort alleen bij de stand 'vervallen'.",
    ),
    (
        with_first(LOG, "sollicitaties", datum="2027-03-31"),
        "sollicitatie 1: 31 maart 2027 ligt niet in de periode van 1 april 2027 t/m 30 april 2027. "
        "Corrigeer een van beide.",
    ),
    (
        with_first(LOG, "sollicitaties", datum="2027-05-01"),
        "sollicitatie 1: 1 mei 2027 ligt niet in de periode van 1 april 2027 t/m 30 april 2027. "
        "Corrigeer een van beide.",
    ),
    (
        LOG | {"geen_sollicitaties_omdat": "scholing_loopt"},
        "'geen_sollicitaties_omdat' hoort alleen bij een lege lijst sollicitaties. Laat een van beide weg.",
    ),
    (
        LOG | {"datum": "2027-04-29"},
        "sollicitaties: het rapport kwam op 29 april 2027, vóór het einde van zijn periode (30 april 2027). "
        "Corrigeer een van beide datums.",
    ),
    (
        CHANGE | {"reden": EXTENSION["reden"]},
        f"wijziging, veld 'reden': '{EXTENSION['reden']}' past niet bij 'belastbaarheid'. "
        f"Mogelijk zijn: {', '.join(REASONS_OF_CHANGE['belastbaarheid'])}.",
    ),
    (
        CHANGE | {"wat": "bureau_aangesproken", "reden": EXTENSION["reden"]},
        f"wijziging, veld 'reden': '{EXTENSION['reden']}' past niet bij 'bureau_aangesproken'. Mogelijk zijn: geen.",
    ),
    (
        changed(EXTENSION, tot=...),
        "wijziging: een verlenging heeft een nieuwe laatste dag ('tot') en een 'reden' nodig.",
    ),
    (
        changed(EXTENSION, reden=...),
        "wijziging: een verlenging heeft een nieuwe laatste dag ('tot') en een 'reden' nodig.",
    ),
    (
        EXTENSION | {"tot": "2027-05-31"},
        "wijziging: 31 mei 2027 ligt vóór 1 juni 2027. Draai de datums om, of corrigeer er een.",
    ),
    (CHANGE | {"tot": "2027-09-01"}, "wijziging, veld 'tot': dat hoort alleen bij een verlenging. Laat het weg."),
    (
        EXTENSION | {"plan_wijzigt": True},
        "wijziging, veld 'plan_wijzigt': dat hoort alleen bij belastbaarheid. Laat het weg.",
    ),
    (
        END | {"reden": "ander_bureau"},
        "eindrapport, veld 'reden': dat hoort alleen bij de uitslag 'gestopt'. Laat het weg.",
    ),
    (
        END | {"uitslag": "gestopt", "werk_begint_op": "2027-09-01"},
        "eindrapport, veld 'werk_begint_op': dat hoort alleen bij de uitslag 'baan'.",
    ),
]


@pytest.mark.parametrize(("data", "message"), REFUSED, ids=[message[:60] for _, message in REFUSED])
def test_what_is_wrong_is_said_in_one_message(data: object, message: str) -> None:
    """It names the place, what was expected and what to do; a list of codes may follow."""
    said = refusal(data)
    assert said == message or (message.endswith((":", "?")) and said.startswith(message))


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_the_edges_of_a_number_are_allowed(kind: str) -> None:
    """The first and the last referral, no hours and the most hours."""
    whole = {each["soort"]: each for each in (PLAN, PROGRESS, LOG, EXTENSION, END, AFTERCARE)}[kind]
    assert read_track_file(json.dumps(whole | {"verwijzing": 1})).referral == 1
    assert read_track_file(json.dumps(whole | {"verwijzing": 99})).referral == 99
    assert events(PLAN | {"rapportage_dagen": 365})[0][1]["report_every"] == 365
    assert events(PLAN | {"rapportage_dagen": 1})[0][1]["report_every"] == 1
    assert events(with_first(PLAN, "activiteiten", uren=5000))[0][1]["activities"][0]["hours"] == 5000
    assert events(with_first(PLAN, "activiteiten", uren=0))[0][1]["activities"][0]["hours"] == 0
