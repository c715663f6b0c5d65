"""The part of a dossier about money: offers, invoices, what is used of the budget, and schemes to think of."""

from collections.abc import Iterator
from datetime import date

from spoorboek.statute.law.values import law_values
from spoorboek.statute.reports.withdrawn_events import without_withdrawn
from spoorboek.statute.second_track.cost_events import Money, money_of
from spoorboek.statute.second_track.money import HUNDRED, budget_use, costs_of
from spoorboek.statute.second_track.schemes import Scheme, schemes_now
from tasks.case_state import CaseState
from tasks.reports.cost_reports import APPROVE_OFFER_ACTION, SETTLE_INVOICE_ACTION, finding_text, findings_of
from tasks.views.form_links import NO_FORMS, Forms, form_link
from tasks.views.page_tables import page_table
from templates.dutch_filters import bedrag, kort

COSTS_TITLE, SCHEMES_TITLE = "Kosten van het tweede spoor", "Regelingen om aan te denken"
SCHEMES_HINT = (
    "Spoorboek herinnert alleen. Of iemand recht heeft, beslist UWV of het fonds; kijk de regeling na voordat u erop "
    "rekent."
)
BEGUN = ("open", "te_laat", "afgeweken", "gedaan")


def money_sections(current: CaseState, forms: Forms = NO_FORMS) -> Iterator[str]:
    """Yield the sections about money of a dossier; none where nothing was offered or invoiced, and no track began."""
    money = money_of(without_withdrawn(current.record.events))
    if money.referrals:
        yield f"## {COSTS_TITLE}"
        headings = ("verwijzing", "offerte", "gefactureerd", "gebruikt", "goedgekeurd")
        yield page_table(headings, [_row(money, referral) for referral in money.referrals])
        yield from _warnings(current, money, forms)
    begun = any(state.ref.key == "start_spoor_2" and state.status in BEGUN for state in current.agenda.steps)
    ends = current.plan.wait_ends_on
    if found := list(schemes_now(current.plan.facts, current.on, second_track_begun=begun, wait_ends_on=ends)):
        yield f"## {SCHEMES_TITLE}"
        yield SCHEMES_HINT
        yield "\n".join(f"- {scheme_line(each, current.on, ends)}" for each in found)


def scheme_line(scheme: Scheme, on: date, wait_ends_on: date | None) -> str:
    """Say what a scheme may bring, the last day to ask, its worth on a day, its source and the day of reading."""
    ask_by = scheme.ask_by(wait_ends_on)
    until = (
        f" De wachttijd eindigt op {kort(wait_ends_on)}: dat is uiterlijk {kort(ask_by)}."
        if ask_by and wait_ends_on
        else ""
    )
    values = (law_values()[name] for name in scheme.amounts)
    worth = "; ".join(f"{value.label}: {value.period(on).value}" for value in values if value.holds(on))
    read = "niet nagelezen" if scheme.text_of is None else f"tekst van {kort(scheme.text_of)}"
    seen = f", gezien op {kort(scheme.seen_on)}" if scheme.seen_on else ""
    return f"**{scheme.label}.** {scheme.says}{until}{f' {worth}.' if worth else ''} *{scheme.source}, {read}{seen}.*"


def _row(money: Money, referral: int) -> tuple[str, str, str, str, str]:
    use = budget_use(money.offers, money.invoices, referral)
    costs = costs_of(money.offers, money.invoices, referral)
    percent = f"{use.used * HUNDRED // use.budget}%" if use.budget else "geen goedgekeurde offerte"
    return str(referral), bedrag(use.budget), bedrag(use.used), percent, bedrag(costs.approved)


def _warnings(current: CaseState, money: Money, forms: Forms) -> Iterator[str]:
    """Yield what waits for a person, with its run form: an offer without approval, invoices that were not settled."""
    newest = {each.referral: each for each in money.offers}
    lines = [
        f"- Offerte {each.number} van verwijzing {each.referral} wacht op goedkeuring: {bedrag(each.net)}."
        + _form(current, forms, APPROVE_OFFER_ACTION, verwijzing=each.referral)
        for each in newest.values()
        if each.approved_on is None
    ]
    for invoice in (each for each in money.invoices if each.choice is None):
        found = "; ".join(map(finding_text, findings_of(money, invoice))) or "klopt met de offerte"
        lines.append(
            f"- Factuur {invoice.number} van verwijzing {invoice.referral} wacht op een besluit: {found}."
            + _form(current, forms, SETTLE_INVOICE_ACTION, factuur=invoice.number)
        )
    if lines:
        yield "\n".join(lines)
        yield f"Alles op een rij: `spoorboek referral costs {current.number}`."


def _form(current: CaseState, forms: Forms, action: str, **known: int) -> str:
    return f" {form_link(action, forms[action], {'zaaknummer': current.number, **known})}" if action in forms else ""
