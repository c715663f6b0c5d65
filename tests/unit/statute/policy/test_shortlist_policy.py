"""The weights of a shortlist in the house policy: they add up to a hundred, and every mistake is named."""

from typing import Any

import pytest

from spoorboek.errors import InputError
from spoorboek.statute.editions.policy_diff import house_diff
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.older_policy import completed_policy
from spoorboek.statute.policy.policy_reader import house_policy, read_house_policy
from spoorboek.statute.policy.shortlist_policy import FULL_SCORE, NO_WEIGHTS, PART_NAMES

SHIPPED = read_data("policy/house.yaml")


def read(second_track: Any) -> HousePolicy:
    """Read the policy of the product with another part about the second track; None leaves it out."""
    others = {name: value for name, value in SHIPPED.items() if name != "second_track"}
    return read_house_policy(
        others if second_track is None else {**others, "second_track": second_track}, milestone_table()
    )


def test_the_weights_of_the_product_are_a_hundred_together() -> None:
    """Every part has a weight, so that a score is one of a hundred."""
    assert list(house_policy().shortlist.weights) == list(PART_NAMES)
    assert sum(house_policy().shortlist.weights.values()) == FULL_SCORE


def test_a_policy_of_before_weighs_nothing() -> None:
    """A house that never decided about weights keeps the order of its register until it does."""
    older = {name: value for name, value in SHIPPED.items() if name != "second_track"}
    assert read(None).shortlist == NO_WEIGHTS
    assert read_house_policy(completed_policy(older), milestone_table()).shortlist == NO_WEIGHTS


WRONG: list[tuple[Any, str]] = [
    ([], "moet uit namen met waarden bestaan"),
    ({"gewicht": {}}, "onbekende naam 'gewicht'"),
    ({"weights": [1]}, "`second_track: weights` moet uit namen"),
    (
        {"weights": {"prijs": 100}},
        "onbekende naam 'prijs' in `second_track: weights`; verwacht: antwoord, certificaten, ",
    ),
    ({"weights": {"voorkeur": 99}}, "zijn samen 99; verwacht 100"),
    ({"weights": {"voorkeur": 101, "intake": -1}}, "`second_track: weights: voorkeur` moet een heel getal"),
    ({"weights": {"voorkeur": 99.5, "intake": 0.5}}, "heel getal"),
    ({"weights": {"voorkeur": True, "intake": 99}}, "heel getal"),
    ({"weights": {"voorkeur": "100"}}, "heel getal"),
    ({"longest_wait": 0}, "`second_track: longest_wait` moet"),
    ({"longest_wait": None}, "`second_track: longest_wait` moet"),
    ({"demands": {"services": "spoor_2"}}, "moet een lijst van codes zijn"),
    ({"demands": {"services": ["massage"]}}, "onbekende naam 'massage'"),
    ({"demands": {"diensten": []}}, "onbekende naam 'diensten'"),
]


@pytest.mark.parametrize(("data", "said"), WRONG)
def test_a_mistake_in_the_weights_is_named(data: Any, said: str) -> None:
    """What is wrong, where, and what was expected."""
    with pytest.raises(InputError) as refused:
        read(data)
    assert said in str(refused.value)


def test_other_weights_are_told_beside_the_steps() -> None:
    """Whoever looks what another house policy changes sees which weight stops and which starts."""
    old = house_policy()
    new = read({"weights": {"voorkeur": 100}, "demands": {"certificates": ["oval"]}})
    assert list(house_diff(old, old)) == []
    (change,) = house_diff(old, new)
    assert change.about == "keuze van een bureau"
    assert "voorkeur telt voor 100 van de 100" in change.becomes
    assert "elk bureau moet OVAL hebben" in change.becomes
    assert "wachttijd telt voor 15 van de 100" in change.was
    (change,) = house_diff(read(None), old)
    assert change.was == ("volgorde van het register",)
