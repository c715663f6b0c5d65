"""A file about a trajectory that cannot be read: one message says where, what was expected, and what to do."""

import json

import pytest
from support.second_track.track_file_samples import (
    CHANGE,
    END,
    EXTENSION,
    LOG,
    PLAN,
    PROGRESS,
    changed,
    with_first,
)

from spoorboek.statute.errors import FactsError
from spoorboek.statute.second_track.file_fields import REASONS_OF_CHANGE
from spoorboek.statute.second_track.file_reader import read_track_file


def refusal(data: object) -> str:
    """Return why a file is refused."""
    with pytest.raises(FactsError) as error:
        read_track_file(data if isinstance(data, str) else json.dumps(data))
    return str(error.value)


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
