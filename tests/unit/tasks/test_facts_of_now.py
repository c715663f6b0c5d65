"""What the desk offers to report: whatever was reported in any story was offered on that day, and nothing idle is."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from spoorboek.statute.actions import Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.editions.edition import shipped_edition
from spoorboek.statute.events import Event
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.simulation import run_case
from spoorboek.stories.story_reader import load_story, shipped_stories
from tasks.case_state import CaseState
from tasks.reports.report_catalogue import REPORTABLE_FACTS
from tasks.views.desk.facts_of_now import can_be_reported, facts_of_now

D = date(2026, 3, 2)
IDLE = {  # without any report yet, each of these would change nothing or contradict what is known
    "opnieuw_uitgevallen", "loopt_weer", "werkt_weer_mee", "loon_hervat",
    "bureau_akkoord", "bureau_geweigerd", "vaststellingsovereenkomst_ontbonden", "geen_einde_dienstverband",
    "geen_aow_leeftijd", "loonsanctie_herroepen", "vangnet_geen", "geen_eigenrisicodrager_zw",
    "tekortkoming_hersteld_gemeld", "oordeel_ontvangen_werkgever", "geen_huishoudelijk_personeel", "wia_iva",
    "loonsanctie_opgelegd", "verslag_onvolledig", "geen_brief_van_uwv", "wia_voorschot",
}  # fmt: skip


def state(events: tuple[Event, ...], record: Record, on: date) -> CaseState:
    """Return a case in memory on a day, with these events and the effects of the record that were there by then."""
    edition = shipped_edition()
    known = Record(events, {key: effect for key, effect in record.effects.items() if effect.on <= on})
    plan = timeline(fold_events(events, edition.rules), edition.rules)
    return CaseState(
        1, "Z-7K3Q9", len(events), on, False, known, plan, make_agenda(plan, known, edition.house, on), edition
    )


@pytest.mark.parametrize("name", shipped_stories())
def test_what_happens_in_a_story_was_offered(name: str) -> None:
    """Before each report of a story, the desk offered to make it."""
    story = load_story(name)
    for case in range(1, story.cases + 1):
        record = run_case(story.events_of(case)).record
        for number, event in enumerate(record.events):
            fitting = {
                code
                for code, fact in REPORTABLE_FACTS.items()
                if fact.kind == event.kind
                and all(event.data.get(name, value) == value for name, value in fact.data.items())
            }
            if number and fitting:
                current = state(record.events[:number], record, event.on)
                offered = any(can_be_reported(current, code) for code in fitting)
                assert offered, (event.kind, dict(event.data), event.on)


def test_what_would_change_nothing_is_not_offered() -> None:
    """Nobody who never recovered can fall ill again, and no bureau answers what it was not asked."""
    events = (Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()}),)
    offered = set(facts_of_now(state(events, Record(()), D + timedelta(100))))
    assert offered.isdisjoint(IDLE)
    assert {"hersteld", "percentage", "advies_spoor_2", "verlof", "gespreksverslag", "overleden"} <= offered
    assert len(offered) < len(REPORTABLE_FACTS)


def test_after_death_nothing_of_the_reintegration_is_offered() -> None:
    """Of somebody who died only that report itself is left to correct."""
    told = (
        Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()}),
        Event(2, "died", D + timedelta(50), {"on": (D + timedelta(50)).isoformat()}),
    )
    before, after = (facts_of_now(state(told[:count], Record(()), D + timedelta(60))) for count in (1, 2))
    assert "opnieuw_uitgevallen" not in after
    assert len(after) < len(before) / 2


def test_the_offer_follows_the_order_of_the_catalogue() -> None:
    """People find an action in the place where it always is."""
    events = (Event(1, "sick_reported", D, {"first_sick_day": D.isoformat()}),)
    places = [list(REPORTABLE_FACTS).index(code) for code in facts_of_now(state(events, Record(()), D))]
    assert all(one < next_ for one, next_ in pairwise(places))
