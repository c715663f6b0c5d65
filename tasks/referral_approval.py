"""The yes of people to a referral: one confirms what it holds, another approves it, and only then it goes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.case_lookup import find_case, find_referral
from models.operators import operator_codes
from models.tables import AWAITS_YES, OPEN, Bureau, Case, CaseEvent, Referral
from spoorboek.errors import InputError
from spoorboek.statute.actions import Effect
from spoorboek.statute.agenda.record_index import REFERRAL_KINDS, RecordIndex
from spoorboek.statute.events import Event
from tasks.case_state import CaseState, case_state_in
from tasks.effects.preparation_data import preparation_missing
from tasks.effects.questions import QUESTION_FORM, question_context
from tasks.effects.referral_content import FORM, ReferralContent, referral_content, referral_context
from tasks.outbox.end_points import citizen_number_line
from tasks.reports.preparation_facts import HOW_TO_PREPARE
from tasks.reports.report_base import locked_case_state, record_report
from templates.document_maker import make_document

ASK_ACTION = "Bureaus vragen"
CONFIRM_ACTION, APPROVE_ACTION = "Verwijzing bevestigen", "Verwijzing goedkeuren"
# Why the one who confirmed a referral approves it too: only in a house with one operator.
OWN_APPROVAL: Mapping[str, str] = {
    "niemand_anders": "er is niemand anders die kan meelezen",
    "ander_las_mee": "iemand zonder eigen code las mee",
}


class UnsentReferral(NamedTuple):
    """A referral that is still to be sent: its row, the effect that prepared it, its bureau, and what it holds now."""

    row: Referral
    prepared: Effect
    bureau: Bureau
    content: ReferralContent


def approve_question(writing: Session, number: str, actor: str) -> str:
    """Record that the first bureaus of the shortlist may be asked, without a name; they are asked at once.

    Raises InputError when the house asks nobody, when no referral waits to be asked, and while what a bureau must know
    is missing.
    """
    current = locked_case_state(writing, number)
    asked = question_that_waits(writing, current)
    _refuse_unprepared(writing, current, asked, "uitgevraagd")
    make_document(QUESTION_FORM, question_context(writing, find_case(writing, number), current, asked))
    record_report(writing, current, "question_approved", {"referral": asked}, actor)
    asks = current.edition.house.shortlist.asks
    first = "het eerste bureau" if asks == 1 else f"de eerste {asks} bureaus"
    return (
        f"Dossier {current.number}: de vraag gaat nu zonder naam naar {first} van de shortlist. Wie weigert of zwijgt, "
        "wordt opgevolgd door het volgende."
    )


def question_that_waits(reading: Session, current: CaseState) -> int:
    """Return the number of the referral whose bureau is to be asked with others; InputError when there is none."""
    if not current.edition.house.shortlist.asks or not current.plan.watches_referrals:
        raise InputError(
            "Volgens het huisbeleid dat hier geldt, wordt er niet eerst zonder naam gevraagd. Bekijk nieuwere regels "
            "met `spoorboek rules diff`."
        )
    waits = {int(each.key.name) for each in current.agenda.unsent}
    found = next((each for each in current.plan.facts.referrals if each.number in waits), None)
    if found is None or found.state != "gereed":
        raise InputError(f"In dossier {current.number} wacht nu geen vraag aan bureaus op een ja.")
    if find_referral(reading, find_case(reading, current.number), found.number) is None:
        raise InputError(f"Voor dossier {current.number} is geen bureau gevonden. Vul het register van bureaus aan.")
    return found.number


def confirm_referral(writing: Session, number: str, actor: str, *, referral: int = 0) -> str:
    """Record that somebody looked at what a referral holds and stands for it; `referral` 0 is the one that waits.

    Raises InputError when there is nothing to confirm, and when the form cannot be made of what is known.
    """
    current = locked_case_state(writing, number)
    unsent = _unsent(writing, current, referral, "bevestigen")
    _refuse_unprepared(writing, current, unsent.row.number, "bevestigd")
    case, key = find_case(writing, number), unsent.prepared.key
    make_document(FORM, referral_context(writing, case, current, unsent.row, key))
    confirmed, name = RecordIndex(current.record).confirmation(unsent.prepared), unsent.row.number
    if confirmed and _holds(confirmed, unsent) and _actor(writing, case, confirmed) == actor:
        raise InputError(f"Verwijzing {name} van dossier {current.number} is al door {actor} bevestigd.")
    data = {"referral": name, "content": unsent.content.digest}
    record_report(writing, current, "referral_confirmed", data, actor)
    return (
        f"Verwijzing {name} van dossier {current.number} aan bureau {unsent.bureau.code} is bevestigd door {actor}. "
        "Zij wacht nu op goedkeuring door een ander."
    )


def approve_referral(writing: Session, number: str, actor: str, *, referral: int = 0, reason: str | None = None) -> str:
    """Record the approval of what another confirmed last; the referral then goes.

    `reason`: a code of OWN_APPROVAL, in a house with one operator. Raises InputError when there is nothing to approve,
    when what is in it changed since it was confirmed, and when the same person confirmed it.
    """
    current = locked_case_state(writing, number)
    unsent = _unsent(writing, current, referral, "goedkeuren")
    _refuse_unprepared(writing, current, unsent.row.number, "goedgekeurd")
    confirmed, name = RecordIndex(current.record).confirmation(unsent.prepared), unsent.row.number
    if confirmed is None or not _holds(confirmed, unsent):
        why = "is nog niet bevestigd" if confirmed is None else "veranderde sinds zij is bevestigd"
        raise InputError(
            f"Verwijzing {name} van dossier {current.number} {why}. Bekijk haar met "
            f"`spoorboek referral preview {current.number}`, en bevestig wat er nu in staat."
        )
    confirmed_by, alone = _actor(writing, find_case(writing, number), confirmed), operator_codes(writing) == [actor]
    _require_other(confirmed_by, actor, reason, f"Verwijzing {name}", alone=alone)
    data = {"referral": name} | ({"reason": reason} if reason else {})
    record_report(writing, current, "referral_approved", data, actor)
    state = next((each.state for each in current.plan.facts.referrals if each.number == name), None)
    when = "zodra de offerte is goedgekeurd" if state == "gekozen" else "nu"
    return (
        f"Verwijzing {name} van dossier {current.number} is goedgekeurd door {actor} en gaat {when} naar bureau "
        f"{unsent.bureau.code}. {citizen_number_line(writing, unsent.bureau.id)}"
    )


class WaitingApproval(NamedTuple):
    """A referral that waits for the yes of two people. `confirmed_by`: who stands for what it holds now; empty: nobody.

    `confirmed_on`: the day of that. `is_approved`: another said yes already, and it goes once its offer is approved.
    """

    unsent: UnsentReferral
    confirmed_by: str
    confirmed_on: date | None
    is_approved: bool


def waiting_approval(reading: Session, current: CaseState) -> WaitingApproval | None:
    """Return the referral of a case that waits for a yes; None when none does.

    Raises InputError when what it would hold cannot be made of what is known.
    """
    if not current.agenda.unsent:
        return None
    unsent, index = _unsent(reading, current, 0, "goedkeuren"), RecordIndex(current.record)
    confirmed = index.confirmation(unsent.prepared)
    holds = confirmed is not None and _holds(confirmed, unsent)
    who = _actor(reading, find_case(reading, current.number), confirmed) if confirmed and holds else ""
    on = confirmed.on if confirmed and holds else None
    return WaitingApproval(unsent, who, on, holds and index.approval(unsent.prepared) is not None)


def preview_referral(reading: Session, number: str, referral: int = 0) -> UnsentReferral:
    """Return the referral that waits with what it would hold today. Raises InputError when none waits."""
    return _unsent(reading, case_state_in(reading, number), referral, "bekijken")


def _unsent(reading: Session, current: CaseState, number: int, doing: str) -> UnsentReferral:
    """Return the referral that waits; InputError that says why another one, or none, can be handled so."""
    prepared = next(iter(current.agenda.unsent), None)
    case = find_case(reading, current.number)
    if prepared is None or number not in (0, int(prepared.key.name)):
        raise InputError(f"{_refusal(current, number, prepared)} Er valt niets te {doing}.")
    row = find_referral(reading, case, int(prepared.key.name))
    bureau = reading.get_one(Bureau, row.bureau_id) if row else None
    if row is None or bureau is None or not bureau.active:
        raise InputError(
            f"Voor verwijzing {prepared.key.name} van dossier {current.number} is geen bureau gevonden dat actief is. "
            f"Vul het register van bureaus aan, en voer de stap {prepared.key.step} opnieuw uit."
        )
    return UnsentReferral(row, prepared, bureau, referral_content(reading, case, current, row, prepared))


def _refuse_unprepared(reading: Session, current: CaseState, number: int, doing: str) -> None:
    """Raise InputError that lists what a referral still needs, from whom and by when; nothing goes without it."""
    held = preparation_missing(reading, current)
    if not held:
        return
    roles = current.edition.house.roles
    lines = (
        f"  - {each.why} ({roles.get(each.role, each.role)}{f', streefdatum {each.by:%d-%m-%Y}' if each.by else ''})"
        for each in held
    )
    raise InputError(
        f"Verwijzing {number} van dossier {current.number} kan nog niet worden {doing}: er gaat niets naar een bureau "
        "voordat alles er is. Zij wacht op:\n" + "\n".join(lines) + f"\n{HOW_TO_PREPARE}"
    )


def _refusal(current: CaseState, number: int, waiting: Effect | None) -> str:
    """Say why a referral cannot be sent (any more)."""
    index = RecordIndex(current.record)
    made = {int(key.name): each for key, each in current.record.effects.items() if key.kind in REFERRAL_KINDS}
    where = f"dossier {current.number}"
    if not made:
        return f"In {where} is nog geen verwijzing voorbereid."
    if (wanted := number or max(made)) not in made:
        return f"{where.capitalize()} heeft geen verwijzing {wanted}. Voorbereid zijn: {_listed(made)}."
    referral = made[wanted]
    if answer := index.answer(referral):
        return f"Het bureau van verwijzing {wanted} van {where} antwoordde al: {answer}."
    if sending := index.sending(referral):
        return f"Verwijzing {wanted} van {where} is al verstuurd, op {sending.on:%d-%m-%Y}."
    if waiting or wanted < max(made):
        return f"In plaats van verwijzing {wanted} van {where} kwam verwijzing {max(made)}."
    return f"Verwijzing {wanted} van {where} hoeft niet meer te worden verstuurd, of de stap ligt nu stil."


def _listed(numbers: Mapping[int, Effect]) -> str:
    return ", ".join(map(str, sorted(numbers)))


def _holds(confirmed: Event, unsent: UnsentReferral) -> bool:
    """Tell whether what was confirmed is what would go now."""
    return bool(confirmed.data.get("content") == unsent.content.digest)


def _actor(reading: Session, case: Case, event: Event) -> str:
    query = select(CaseEvent.actor).where(CaseEvent.case_id == case.id, col(CaseEvent.seq) == event.seq)
    return reading.exec(query).one()


def _require_other(confirmed_by: str, actor: str, reason: str | None, which: str, *, alone: bool) -> None:
    """Refuse the approval by the one who confirmed; in a house with one operator it is an exception with a reason."""
    if reason is not None and reason not in OWN_APPROVAL:
        listed = "\n".join(f"  {code:<28} {label}" for code, label in OWN_APPROVAL.items())
        raise InputError(f"Onbekende reden '{reason}'. Kies uit:\n{listed}")
    if confirmed_by != actor or not alone:
        if reason is not None:
            raise InputError("Een reden hoort alleen bij een eigen akkoord als er één operator is. Laat die leeg.")
        if confirmed_by == actor:
            raise InputError(f"{which} is bevestigd door {actor}. Een ander moet haar goedkeuren.")
    elif reason is None:
        listed = ", ".join(OWN_APPROVAL)
        raise InputError(f"{which} is bevestigd door {actor}, de enige operator. Noem een reden: {listed}.")


def waiting_line(waiting: Sequence[str]) -> str:
    """Say below a list of cases which of them have a referral that waits for a yes."""
    which = "1 verwijzing wacht" if len(waiting) == 1 else f"{len(waiting)} verwijzingen wachten"
    return f"{which} op akkoord: {', '.join(waiting)}. Bekijk wat er weggaat met `spoorboek referral preview ZAAK`."


def cases_that_wait(reading: Session) -> list[str]:
    """List the numbers of the open cases with a referral that waits for a yes."""
    prepared = select(Case.number).join(Referral, col(Referral.case_id) == col(Case.id)).distinct()
    prepared = prepared.where(Referral.status == AWAITS_YES, Case.status == OPEN).order_by(Case.number)
    return [number for number in reading.exec(prepared).all() if case_state_in(reading, number).agenda.unsent]
