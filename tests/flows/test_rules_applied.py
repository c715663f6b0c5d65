"""Other rules on a running platform: the cases they change wake, take back what was wrong, and go on under them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
import yaml
from sqlmodel import col, select

from flows.engine.runs import prefect_client
from models.case_lookup import find_case
from models.connection import session
from models.edition_history import EditionTexts
from models.record import load_record
from models.tables import Message
from models.verification import verify_record
from spoorboek.demo.time_lapse import StoryRun, await_rest, run_stories, wake_cases
from spoorboek.outside.yaml_json import parse_yaml
from spoorboek.platform.up import Platform
from spoorboek.statute.editions.edition import Edition, read_policy, read_rules, shipped_policy_text, shipped_rules_text
from spoorboek.stories.story import Story
from spoorboek.stories.story_reader import load_story
from tasks.case_state import read_case_state
from tasks.edition_change import apply_edition

OPERATOR = "operator-1"


def eight_weeks() -> tuple[Edition, EditionTexts]:
    """Write rules that give the problem analysis eight weeks."""
    data = parse_yaml(shipped_rules_text()) | {"version": "2027-01-01"}
    data["milestones"]["probleemanalyse"] |= {"target": "D + 55", "due": "D + 56"}
    texts = EditionTexts(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), shipped_policy_text())
    rules = read_rules(texts.rules, "regels.yaml")
    return Edition(rules, read_policy(texts.house, "huis.yaml", rules)), texts


@pytest.mark.drill
@pytest.mark.timeout(300)
def test_a_running_case_goes_on_under_the_new_rules(
    new_platform: Callable[[], AbstractContextManager[Platform]], new_life: Callable[[Story], StoryRun]
) -> None:
    """Late on day 43, escalated on day 45; with eight weeks nothing was late: withdrawn, mailed, and no rung after."""
    with new_platform():
        told = load_story("te_late_probleemanalyse")
        life, first = new_life(told), told.first_sick_day
        run_stories([life], lambda _day, _count: None, first + timedelta(45))
        (number,) = life.numbers
        changed = apply_edition(*eight_weeks(), OPERATOR)
        assert [each.number for each in changed] == [number]
        with prefect_client() as prefect:
            await_rest(prefect, wake_cases(prefect, [number]))
        here = read_case_state(number)
        assert (here.plan.rules, here.actions) == ("2027-01-01", ())
        run_stories([life], lambda _day, _count: None, after=first + timedelta(45))
        _see_what_was_done(number, first)


def _see_what_was_done(number: str, first: date) -> None:
    with session() as reading:
        record = load_record(reading, find_case(reading, number))
        of_analysis = [effect for key, effect in record.effects.items() if key.step == "probleemanalyse"]
        withdrawn = {effect.key.name for effect in of_analysis if effect.key.kind == "withdrawal"}
        climbed = [effect.on for effect in of_analysis if effect.key.kind == "escalation"]
        mails = reading.exec(select(Message).where(col(Message.body).is_not(None))).all()
        assert verify_record(reading) == []
    assert withdrawn == {"reminder:streef-7", "reminder:uiterlijk-3", "late:2024-04-15", "escalation:1", "escalation:2"}
    late = first + timedelta(56)
    assert [day for day in climbed if first + timedelta(45) < day <= late] == []
    told = [mail for mail in mails if "klopt niet meer" in " ".join(mail.body.split())]
    assert {mail.to_role for mail in told} == {"casemanager", "leidinggevende"}
    assert len(told) == 2
