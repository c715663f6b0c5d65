"""A file about a trajectory: which events it stands for, and which one message says what is wrong with it."""

import json
from datetime import date
from typing import Any

import pytest
from support.second_track.track_file_samples import (
    AFTERCARE,
    CHANGE,
    END,
    EXTENSION,
    LOG,
    PLAN,
    PROGRESS,
    TEXT,
    changed,
    with_first,
)

from spoorboek.statute.second_track.file_fields import FILE_KINDS, REASONS_OF_CHANGE
from spoorboek.statute.second_track.file_reader import read_track_file


def events(data: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return what a file stands for."""
    return list(read_track_file(json.dumps(data)).events)


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
