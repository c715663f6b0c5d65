"""The bureaus that were asked without a name, as the dossier shows them: who answered what, and what was chosen."""

from collections.abc import Iterator, Mapping

from spoorboek.statute.referrals.arrows import arrows, state_label
from spoorboek.statute.referrals.referral import ReferralFacts
from tasks.case_state import CaseState
from tasks.referral_approval import APPROVE_ACTION, ASK_ACTION, CONFIRM_ACTION
from tasks.reports.cost_reports import APPROVE_OFFER_ACTION, SETTLE_INVOICE_ACTION
from tasks.reports.referral_reports import CHOOSE_OFFER_ACTION, MOVE_ACTION
from tasks.views.form_links import Forms, form_link
from tasks.views.markdown_words import markdown_words
from tasks.views.page_tables import page_table, short_day
from templates.dutch_filters import bedrag

TITLE = "Gevraagde bureaus"
HINT = "Deze bureaus weten niet om wie het gaat. Alleen het gekozen bureau krijgt de aanmelding."
NOTHING = "—"
REFERRAL_FORMS = (
    *(ASK_ACTION, CHOOSE_OFFER_ACTION, CONFIRM_ACTION, APPROVE_ACTION),
    *(MOVE_ACTION, APPROVE_OFFER_ACTION, SETTLE_INVOICE_ACTION),
)


def question_sections(current: CaseState, forms: Forms, bureaus: Mapping[int, str]) -> Iterator[str]:
    """Yield the section about the bureaus that were asked; nothing when none was.

    `bureaus`: the code of the bureau of each referral, by its number.
    """
    asked = {int(key.name): effect.on for key, effect in current.record.effects.items() if key.kind == "referral_asked"}
    found = [each for each in current.plan.facts.referrals if each.number in asked]
    if found:
        heads = ["verwijzing", "bureau", "gevraagd", "stand", "aanbod", "keuze"]
        rows = [
            [
                str(each.number),
                markdown_words(bureaus.get(each.number, NOTHING)),
                short_day(asked[each.number]),
                f"{markdown_words(state_label(each.state))}, {short_day(each.since)}",
                _offer(each),
                _choice(current, each, forms),
            ]
            for each in found
        ]
        yield from (f"## {TITLE}", HINT, page_table(heads, rows))


def _offer(referral: ReferralFacts) -> str:
    offered = referral.last("aangeboden")
    if offered is None:
        return NOTHING
    price = bedrag(offered.price) if offered.price else "zonder prijs"
    return f"{price}, vanaf {short_day(offered.starts_on)}" if offered.starts_on else price


def _choice(current: CaseState, referral: ReferralFacts, forms: Forms) -> str:
    chosen = referral.last("gekozen")
    if chosen is not None:
        reason = arrows().reasons["gekozen"].get(chosen.reason or "", "eerste van de lijst")
        return f"gekozen op {short_day(chosen.on)}: {markdown_words(reason[0].lower() + reason[1:])}"
    if referral.state == "aangeboden" and CHOOSE_OFFER_ACTION in forms:
        known = {"zaaknummer": current.number, "verwijzing": referral.number}
        return form_link("kiezen", forms[CHOOSE_OFFER_ACTION], known)
    return NOTHING
