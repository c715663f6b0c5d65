"""A reminder that a person asks for: who has to act gets a mail now, once a day for each step."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.addressees import addressee_in_role
from models.case_lookup import find_case, lock_case
from models.record import write_effect
from models.tables import OPEN, Case
from models.worklists.open_steps import BY_HAND
from spoorboek.errors import InputError
from spoorboek.statute.actions import Action, Effect
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.days.calendar import DAY
from spoorboek.statute.facts import StepRef
from tasks.case_state import CaseState, case_state_in
from tasks.effects.mails import mail_announcement
from tasks.outbox.overtaken import TO_BE_DONE

# Who hears of it for a party that has no address of its own.
STANDS_FOR: Mapping[str, tuple[str, ...]] = {"werkgever": ("leidinggevende", "hr", "casemanager")}
OUTSIDERS = ("bedrijfsarts", "bureau", "uwv")  # they are reminded of what was asked of them, and of nothing else


def remind_by_hand(writing: Session, number: str, ref: StepRef, actor: str) -> str:
    """Queue a reminder to each who has to act on a step, and record who asked for it; return what to tell, in Dutch.

    Raises InputError when the step is not to be done now, was reminded of by hand today, or nobody has an address.
    """
    case = lock_case(writing, find_case(writing, number))
    current = case_state_in(writing, number)
    state = next((each for each in current.agenda.steps if each.ref == ref), None)
    if state is None or state.status not in TO_BE_DONE or case.status != OPEN:
        raise InputError("Deze stap staat nu niet open, dus er is niets om aan te herinneren. Er is niets verstuurd.")
    if earlier := reminded_by_hand(current, ref, since=current.on):
        by = earlier[0].detail["by"]
        raise InputError(f"Vandaag is hier al aan herinnerd, door {by}. Morgen kan het weer. Er is niets verstuurd.")
    sent, missing = _remind_all(writing, case, current, state, actor)
    roles = current.edition.house.roles
    if not sent:
        raise InputError(f"{' '.join(missing)} Er is niets verstuurd.".capitalize())
    told = " en ".join(roles.get(role, role) for role in sent)
    return " ".join([f"Herinnering aan {told} over {current.name_of(state)}, dossier {current.number}.", *missing])


def reminded_by_hand(current: CaseState, ref: StepRef, since: date = date.min) -> list[Effect]:
    """List the reminders of a step that somebody asked for, since a day."""
    return [
        effect
        for key, effect in current.record.effects.items()
        if (key.step, key.occurrence) == ref and key.name.startswith(BY_HAND) and effect.on >= since
    ]


def _remind_all(
    writing: Session, case: Case, current: CaseState, state: StepState, actor: str
) -> tuple[list[str], list[str]]:
    """Remind each who has to act; return the roles that got a mail, and what is the matter with the others."""
    sent, missing = list[str](), list[str]()
    for party in current.edition.rules.rows[state.ref.key].who:
        try:
            role = _role_with_address(writing, case, current, party)
            if role not in sent:
                _remind(writing, case, current, state, role, actor)
                sent.append(role)
        except InputError as error:
            missing.append(str(error))
    return sent, missing


def _role_with_address(reading: Session, case: Case, current: CaseState, party: str) -> str:
    roles = current.edition.house.roles
    for role in STANDS_FOR.get(party, (party,)):
        if party != "uwv" and addressee_in_role(reading, case, role, current.on) is not None:
            return role
    raise InputError(f"Van de {roles.get(party, party)} is geen e-mailadres bekend.")


def _remind(writing: Session, case: Case, current: CaseState, state: StepState, role: str, actor: str) -> None:
    name, detail = f"{BY_HAND}:{role}", _detail(current, state, role) | {"to": role, "by": actor}
    attempt = RecordIndex(current.record).next_attempt(state.ref, "reminder", name)
    action = Action(current.on, "reminder", *state.ref, name, attempt, detail)
    effect = write_effect(writing, case, action)
    if effect is None:
        raise InputError("Dezelfde herinnering is er net al.")
    mail_announcement(writing, case, effect, current, action)


def _detail(current: CaseState, state: StepState, role: str) -> dict[str, Any]:
    """Return what the mail is about: what was asked of the role, else the day of the step."""
    policy, index = current.edition.house.steps[state.ref.key], RecordIndex(current.record)
    letters = [
        effect
        for item in policy.papers
        if item.to == role
        for effect in index.all_attempts(state.ref, "mail", item.document)
    ]
    asked = max(letters, key=lambda effect: effect.on, default=None)
    if asked is not None and role in OUTSIDERS:
        expected = max(policy.lead.ready(asked.on) if policy.lead else asked.on + DAY, asked.on + DAY)
        return {"asked": asked.on.isoformat(), "expected": expected.isoformat(), "document": asked.key.name}
    if role in OUTSIDERS:
        named = current.edition.house.roles.get(role, role)
        raise InputError(f"Aan de {named} is nog niets gevraagd, dus er is niets om aan te herinneren.")
    before = "due_on" if state.agreed_on or state.due_on else "target_on"
    day = state.agreed_on or state.due_on or state.target_on
    if day is None:
        raise InputError("Deze stap heeft geen dag om aan te herinneren.")
    return {"before": before, "days": (day - current.on).days, "date": day.isoformat()}
