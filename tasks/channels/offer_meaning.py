"""The offer of a bureau that was asked: when it can begin and what it costs, as a state of its referral."""

from datetime import date

from spoorboek.statute.referrals.referral import ReferralState
from tasks.case_state import CaseState
from tasks.reports.referral_reports import ReportedMove
from templates.bureau_messages import BureauMessage

ASKED: tuple[ReferralState, ...] = ("uitvraag", "verlopen")  # an offer that comes late is one to choose from too


def offer_move(message: BureauMessage, current: CaseState) -> ReportedMove | None:
    """Return the state that an offer brings a referral to; None for any other message, or one that was not asked."""
    known = next((each for each in current.plan.facts.referrals if each.number == message.referral), None)
    if message.kind != "aanbod" or known is None or known.state not in ASKED:
        return None
    begins = date.fromisoformat(message.data["start_op"])
    return ReportedMove("aangeboden", current.on, starts_on=begins, cents=message.data["prijs_in_centen"] or None)
