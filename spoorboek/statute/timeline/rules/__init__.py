"""The special rules, in the order in which they are applied: read `SPECIAL_RULES` as a table of contents.

Interruptions and leave are handled before, when days are counted: see `interruptions.py` and `sickness_days.py`.
"""

from collections.abc import Mapping

from spoorboek.statute.timeline.rules.agreed_dates import (
    postponed_target,
    reasoned_deviation,
    target_waits_for_opening,
)
from spoorboek.statute.timeline.rules.application import (
    late_application,
    late_letter_excuses,
    missing_letter_excuses,
    no_benefit_when_refused,
    sanction_suspends_the_application,
    term_in_the_letter,
)
from spoorboek.statute.timeline.rules.beside_the_law import longer_by_agreement
from spoorboek.statute.timeline.rules.bureau_news import bureau_was_told, nobody_left_to_tell
from spoorboek.statute.timeline.rules.earlier_rules import (
    begun_under_earlier_rules,
    done_under_earlier_rules,
    rhythm_after_earlier_rules,
)
from spoorboek.statute.timeline.rules.early_benefit import never_twice, nothing_left_once_granted, shortened_wait
from spoorboek.statute.timeline.rules.early_closing import (
    another_cause_after_leave,
    aow_reached,
    contract_end,
    employee_died,
    household_wage_has_ended,
    no_benefit_after_aow,
    no_plan_after_aow,
    recovered_four_weeks,
    shorter_ban_after_aow,
    told_in_words_of_then,
)
from spoorboek.statute.timeline.rules.expert_opinions import (
    asked_when_stuck,
    no_last_day_after_an_opinion,
    opinion_is_awaited,
    what_follows_an_opinion,
)
from spoorboek.statute.timeline.rules.first_year import early_application_is_a_report, evaluation_merged_into_larger_one
from spoorboek.statute.timeline.rules.own_risk import employer_bears_own_risk
from spoorboek.statute.timeline.rules.possibilities import (
    marginal_possibilities,
    no_possibilities,
    no_recheck_before_the_judgement,
    plan_once_possibilities_appear,
    possibilities_after_the_evaluation,
)
from spoorboek.statute.timeline.rules.preparation import (
    assessment_left_out,
    nothing_left_to_prepare,
    prepared_at_the_first_doubt,
)
from spoorboek.statute.timeline.rules.referral_clocks import (
    intake_on_the_day_named,
    referral_has_ended,
    referral_moved_on,
    report_after_the_last,
    stands_still,
    track_has_begun,
    waited_while_suspended,
)
from spoorboek.statute.timeline.rules.safety_net import (
    counted_from_a_later_day,
    discovered_late,
    leaves_before_the_report,
    no_report_under_safety_net,
    recovered_before_the_report,
)
from spoorboek.statute.timeline.rules.sanction import (
    aow_within_the_sanction,
    late_decision_shortens_the_sanction,
    late_refusal_shortens_the_sanction,
    leave_suspends_the_sanction,
    no_objection_once_revoked,
    repair_shortens_the_sanction,
    sanction_after_the_wait,
    sanction_delays_the_benefit,
    sanction_presumed_too_late,
)
from spoorboek.statute.timeline.rules.second_track_start import (
    aow_soon_after_the_wait,
    prospect_is_lost,
    prospect_renewed,
    second_track_waived_by_agreement,
    start_on_advice,
    start_once_settled,
    wait_for_prospect,
)
from spoorboek.statute.timeline.rules.settlement_signed import (
    days_outside_the_ban,
    no_second_term,
    three_weeks_when_not_named,
    withdrawn_in_time,
)
from spoorboek.statute.timeline.rules.special_rule import SpecialRule
from spoorboek.statute.timeline.rules.standstill import (
    advice_before_a_settlement,
    expert_opinion_when_stuck,
    no_opinion_once_it_moves_again,
    no_warning_once_dropped,
)
from spoorboek.statute.timeline.rules.wage_measures import (
    acted_on_a_refusal,
    cooperates_again,
    decided_after_a_warning,
    net_known_after_the_stop,
    no_review_after_the_end,
    notice_was_given,
)
from spoorboek.statute.timeline.rules.wait import (
    extension_request_is_a_report,
    extensions_lengthen_the_ban,
    voluntary_extension,
)

SPECIAL_RULES: tuple[SpecialRule, ...] = (
    begun_under_earlier_rules,
    rhythm_after_earlier_rules,
    voluntary_extension,
    late_letter_excuses,
    missing_letter_excuses,
    late_application,
    sanction_after_the_wait,
    sanction_presumed_too_late,
    no_objection_once_revoked,
    late_decision_shortens_the_sanction,
    late_refusal_shortens_the_sanction,
    leave_suspends_the_sanction,
    repair_shortens_the_sanction,
    aow_within_the_sanction,
    sanction_delays_the_benefit,
    shortened_wait,
    extensions_lengthen_the_ban,
    days_outside_the_ban,
    shorter_ban_after_aow,
    longer_by_agreement,
    three_weeks_when_not_named,
    no_second_term,
    withdrawn_in_time,
    sanction_suspends_the_application,
    no_benefit_when_refused,
    term_in_the_letter,
    plan_once_possibilities_appear,
    possibilities_after_the_evaluation,
    start_on_advice,
    start_once_settled,
    prepared_at_the_first_doubt,
    wait_for_prospect,
    prospect_renewed,
    prospect_is_lost,
    aow_soon_after_the_wait,
    early_application_is_a_report,
    extension_request_is_a_report,
    evaluation_merged_into_larger_one,
    expert_opinion_when_stuck,
    asked_when_stuck,
    opinion_is_awaited,
    what_follows_an_opinion,
    no_last_day_after_an_opinion,
    acted_on_a_refusal,
    decided_after_a_warning,
    notice_was_given,
    bureau_was_told,
    advice_before_a_settlement,
    intake_on_the_day_named,
    report_after_the_last,
    waited_while_suspended,
    reasoned_deviation,
    postponed_target,
    track_has_begun,
    referral_moved_on,
    stands_still,
    referral_has_ended,
    no_possibilities,
    marginal_possibilities,
    no_recheck_before_the_judgement,
    second_track_waived_by_agreement,
    nothing_left_to_prepare,
    assessment_left_out,
    no_opinion_once_it_moves_again,
    no_warning_once_dropped,
    nothing_left_once_granted,
    never_twice,
    cooperates_again,
    no_review_after_the_end,
    nobody_left_to_tell,
    no_plan_after_aow,
    no_benefit_after_aow,
    household_wage_has_ended,
    no_report_under_safety_net,
    recovered_before_the_report,
    counted_from_a_later_day,
    leaves_before_the_report,
    recovered_four_weeks,
    another_cause_after_leave,
    told_in_words_of_then,
    contract_end,
    employer_bears_own_risk,
    aow_reached,
    discovered_late,
    net_known_after_the_stop,
    target_waits_for_opening,
    employee_died,
    done_under_earlier_rules,
)
RULES_BY_NAME: Mapping[str, SpecialRule] = {rule.name: rule for rule in SPECIAL_RULES}
