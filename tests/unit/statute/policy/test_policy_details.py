"""A house policy in detail: what it may leave out, which step prepares which, and the days of a clock."""

from typing import Any

import pytest

from spoorboek.errors import InputError
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.older_policy import completed_policy
from spoorboek.statute.policy.policy_reader import LATER_REQUESTS, MOST_DAYS, house_policy, read_house_policy
from spoorboek.statute.policy.shortlist_policy import ASKED_SERVICES, NO_WEIGHTS

CLOCK = "intake_bureau"


@pytest.fixture
def data() -> dict[str, Any]:
    """Parse the shipped policy, to be changed by a test."""
    data: dict[str, Any] = read_data("policy/house.yaml")
    return data


def read(data: dict[str, Any]) -> HousePolicy:
    """Read a policy for the rules of today."""
    return read_house_policy(data, milestone_table())


@pytest.mark.parametrize("name", ["approves", "on_request", "invoice_days"])
def test_a_policy_of_before_has_what_the_product_decides(data: dict[str, Any], name: str) -> None:
    """What it does not name; what it names it decided itself."""
    shipped = data[name]
    decided: Any = {} if name == "approves" else [] if name == "on_request" else 0
    assert completed_policy({key: value for key, value in data.items() if key != name})[name] == shipped
    assert completed_policy({**data, name: decided})[name] == decided


def test_papers_that_came_since_can_be_asked_for_once(data: dict[str, Any]) -> None:
    """Those a policy names come first, in its own words; the others follow."""
    later = [item["document"] for item in LATER_REQUESTS]
    named = [each.document for each in read(data).on_request]
    assert sorted(named) == sorted(set(named))
    assert named[: len(data["on_request"])] == [item["document"] for item in data["on_request"]]
    bare = read({key: value for key, value in data.items() if key != "on_request"})
    assert [each.document for each in bare.on_request] == later
    mine = {**LATER_REQUESTS[0], "to": "hr"}
    own = read({**data, "on_request": [mine]}).on_request
    assert [each.document for each in own] == [mine["document"], *later[1:]]
    assert own[0].to == "hr"


def test_a_step_is_prepared_by_those_that_say_so(data: dict[str, Any]) -> None:
    """Whatever else the policy says; one without an entry prepares nothing."""
    found = {key: step.prepared_by for key, step in house_policy().steps.items() if step.prepared_by}
    said: dict[str, set[str]] = {}
    for key, entry in data["steps"].items():
        if (entry or {}).get("prepares"):
            said.setdefault(entry["prepares"], set()).add(key)
    assert found == {key: frozenset(steps) for key, steps in said.items()}
    assert found
    data["steps"]["evaluatie"] = None
    assert "evaluatie" not in read(data).steps["start_spoor_2"].prepared_by


@pytest.mark.parametrize("days", [1, MOST_DAYS])
def test_a_house_has_its_own_days_for_a_clock(data: dict[str, Any], days: int) -> None:
    """From one to as many as a case can have."""
    data["steps"][CLOCK] = {**data["steps"][CLOCK], "days": days}
    assert read(data).steps[CLOCK].days == days
    assert house_policy().steps["evaluatie"].days is None


@pytest.mark.parametrize(
    ("step", "days", "message"),
    [
        (CLOCK, 0, f"`days` van stap '{CLOCK}' is een heel getal van 1 tot en met {MOST_DAYS}."),
        (CLOCK, MOST_DAYS + 1, f"`days` van stap '{CLOCK}' is een heel getal van 1 tot en met {MOST_DAYS}."),
        (CLOCK, "5", f"`days` van stap '{CLOCK}' is een heel getal van 1 tot en met {MOST_DAYS}."),
        ("evaluatie", 5, "stap 'evaluatie' heeft `days`; dat kan alleen bij een termijn van een verwijzing."),
    ],
)
def test_other_days_are_refused(data: dict[str, Any], step: str, days: object, message: str) -> None:
    """With the step, and what may stand there."""
    data["steps"][step] = {**(data["steps"][step] or {}), "days": days}
    with pytest.raises(InputError) as refusal:
        read(data)
    assert str(refusal.value) == message


def test_only_who_has_a_lead_time_can_be_chased(data: dict[str, Any]) -> None:
    """The message names the roles that have one."""
    data["chased"] = ["directie"]
    with pytest.raises(InputError) as refusal:
        read(data)
    known = ", ".join(sorted(data["lead_times"]))
    assert str(refusal.value) == f"onbekend(e) rol in `chased` 'directie'; de lijst `lead_times` kent: {known}."


def test_a_house_names_the_services_it_usually_asks_for(data: dict[str, Any]) -> None:
    """Its own list in the place of that of the product; without one, or an empty one, that of the product."""
    other = next(code for code in ASKED_SERVICES if code not in NO_WEIGHTS.usual)
    data["second_track"] = {**data["second_track"], "usual": [other]}
    assert read(data).shortlist.usual == (other,)
    for nothing in ([], None):
        data["second_track"] = {**data["second_track"], "usual": nothing}
        assert read(data).shortlist.usual == NO_WEIGHTS.usual
