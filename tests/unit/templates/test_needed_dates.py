"""No document waits for a date its case will never have."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from spoorboek.statute.actions import Action
from spoorboek.statute.facts import StepRef
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from spoorboek.stories.simulation import CaseRun, run_case
from spoorboek.stories.story import Reported
from spoorboek.stories.story_reader import load_story, shipped_stories
from templates.document_page import document_html
from templates.forms.form_fields import FieldSheet
from templates.plain_text import plain_text
from templates.plan_dates import plan_dates
from templates.samples.sample_cases import full
from templates.template_catalogue import catalogue, find_template

FIRST = date(2026, 3, 2)
STORIES = [(name, case) for name in shipped_stories() for case in range(1, load_story(name).cases + 1)]


def course(end: int, known: int) -> list[Reported]:
    """Report sickness, and `known` days later that the contract ends `end` days after the first sick day."""
    ends = {"on": FIRST + timedelta(end)}
    sick = Reported(FIRST, 1, "sick_reported", {"first_sick_day": FIRST})
    return [sick, Reported(FIRST + timedelta(known), 1, "contract_end_set", ends)]


def missing_dates(run: CaseRun) -> Iterator[tuple[Action, str]]:
    """Yield each document of a case with a date it needs and the plan of that day lacks."""
    for action in run.actions:
        if action.kind == "document":
            plan = timeline(fold_events([event for event in run.record.events if event.on <= action.on]))
            dates = plan_dates(plan, StepRef(action.step, action.occurrence))
            for path in catalogue()[action.name].needs:
                first, *rest = path.split(".")
                known = getattr(dates.get(rest[0]), rest[1], None) if rest else getattr(plan, first, FIRST)
                if first == "closed_on":
                    known = known or plan.ends_on  # nothing closed it early: it ends with its last term
                if known is None:
                    yield action, path


@pytest.mark.parametrize(("name", "case"), STORIES)
def test_every_document_of_a_story_has_its_dates(name: str, case: int) -> None:
    """A document the agenda asks for can be made with the plan of that day."""
    assert not list(missing_dates(run_case(load_story(name).events_of(case))))


@pytest.mark.parametrize("end", range(30, 735, 19))
def test_a_contract_that_ends_on_any_day_stops_no_document(end: int) -> None:
    """Milestones after the end lapse; what is still sent before it speaks of the dates that are left."""
    for known in {0, max(end - 100, 0), max(end - 10, 0)}:
        assert not list(missing_dates(run_case(course(end, known))))


@pytest.mark.parametrize("aow", range(-50, 800, 31))
def test_an_aow_age_on_any_day_stops_no_document(aow: int) -> None:
    """Nothing that is sent asks for a date that lapsed because AOW age is reached."""
    sick = {"first_sick_day": FIRST, "aow_on": FIRST + timedelta(aow)}
    assert not list(missing_dates(run_case([Reported(FIRST, 1, "sick_reported", sick)])))


@pytest.mark.parametrize("key", ["wia_informatie", "verzoek_actueel_oordeel"])
def test_who_leaves_before_the_wait_ends_reads_so(key: str) -> None:
    """The letter names the last day of the employment, and promises neither wage nor work after it."""
    known = full(key)
    left = {name: moment for name, moment in known.dates.items() if name not in {"einde_wachttijd", "eerste_wia_dag"}}
    leaving = replace(known, dates=left, contract_ends_on=date(2027, 12, 31))
    text = " ".join(plain_text(document_html(find_template(key), leaving, FieldSheet())).split())
    assert "eindigt eerder, op 31 december 2027" in text
    assert "ook ons loon bij ziekte" not in text
    assert "gaan wij daar samen mee door" not in text
