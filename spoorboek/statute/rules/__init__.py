"""The special rules, in the order in which they are applied: read this list as a table of contents.

How days are counted (interruption, leave) is decided before: see `interruptions.py` and `counting.py`.
"""

from collections.abc import Mapping

from .agreed import postponed_target, reasoned_deviation
from .base import Rule
from .closing import (
    another_cause_after_leave,
    aow_reached,
    contract_end,
    no_benefit_after_aow,
    no_plan_after_aow,
    recovered_four_weeks,
)
from .earlier import begun_under_earlier_rules, done_under_earlier_rules, rhythm_after_earlier_rules
from .first_year import evaluation_falls_into_a_greater_one, no_possibilities, plan_once_possibilities_appear
from .second_track import (
    aow_soon_after_the_wait,
    as_soon_as_no_prospect_is_the_advice,
    not_while_a_return_is_in_sight,
    possibilities_after_the_evaluation,
)
from .wait import (
    extensions_lengthen_the_ban,
    late_application,
    leave_suspends_the_sanction,
    repair_shortens_the_sanction,
    sanction_after_the_wait,
    sanction_delays_the_benefit,
    voluntary_extension,
)

RULES: tuple[Rule, ...] = (
    begun_under_earlier_rules,
    rhythm_after_earlier_rules,
    voluntary_extension,
    late_application,
    sanction_after_the_wait,
    leave_suspends_the_sanction,
    repair_shortens_the_sanction,
    sanction_delays_the_benefit,
    extensions_lengthen_the_ban,
    plan_once_possibilities_appear,
    possibilities_after_the_evaluation,
    as_soon_as_no_prospect_is_the_advice,
    not_while_a_return_is_in_sight,
    aow_soon_after_the_wait,
    evaluation_falls_into_a_greater_one,
    reasoned_deviation,
    postponed_target,
    no_possibilities,
    no_plan_after_aow,
    no_benefit_after_aow,
    recovered_four_weeks,
    another_cause_after_leave,
    contract_end,
    aow_reached,
    done_under_earlier_rules,
)
RULES_BY_NAME: Mapping[str, Rule] = {rule.name: rule for rule in RULES}
