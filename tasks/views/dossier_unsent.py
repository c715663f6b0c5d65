"""The referrals of a case that have not gone to their bureau: which yes each needs next, with its run form."""

from spoorboek.statute.actions import Effect
from spoorboek.statute.agenda.record_index import RecordIndex
from tasks.case_state import CaseState
from tasks.referral_approval import APPROVE_ACTION, ASK_ACTION, CONFIRM_ACTION
from tasks.reports.cost_reports import APPROVE_OFFER_ACTION
from tasks.views.form_links import Forms, form_link
from tasks.views.page_tables import page_table, short_day


def unsent_table(current: CaseState, forms: Forms) -> str:
    """Return a table of the referrals that wait for a yes: how far each is, and which yes is next."""
    index, rows = RecordIndex(current.record), []
    for referral in current.agenda.unsent:
        stand, needed = _stand(current, index, referral)
        known = {"zaaknummer": current.number, "verwijzing": int(referral.key.name)}
        links = [_form(name, forms, known) for name in needed]
        rows.append((referral.key.name, short_day(referral.on), stand, ", of meteen ".join(links)))
    return page_table(("verwijzing", "sinds", "stand", "nu nodig"), rows)


def _stand(current: CaseState, index: RecordIndex, referral: Effect) -> tuple[str, tuple[str, ...]]:
    """Return how far a referral is, and the actions of which one is next."""
    if index.approval(referral):
        return "goedgekeurd", (APPROVE_OFFER_ACTION,)  # only the offer can still hold it
    if index.confirmation(referral):
        return "bevestigd", (APPROVE_ACTION,)
    asks = current.edition.house.shortlist.asks and _is_ready(current, int(referral.key.name))
    return "voorbereid", (ASK_ACTION, CONFIRM_ACTION) if asks else (CONFIRM_ACTION,)


def _is_ready(current: CaseState, number: int) -> bool:
    """Return whether a question without a name comes before a referral goes."""
    return any(each.state == "gereed" for each in current.plan.facts.referrals if each.number == number)


def _form(action: str, forms: Forms, known: dict[str, object]) -> str:
    filled = {"zaaknummer": known["zaaknummer"]} if action == ASK_ACTION else known
    return form_link(action, forms[action], filled) if action in forms else action
