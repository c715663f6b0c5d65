"""House policies beside the shipped one, for tests that count days without weekends between them."""

from functools import cache

from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.policy_reader import read_house_policy


@cache
def mailing_every_day() -> HousePolicy:
    """Return the shipped policy as it is where mail goes out on any day."""
    return read_house_policy({**read_data("policy/house.yaml"), "mail_days": "every"}, milestone_table())
