"""What `spoorboek rules leads` does: how long others take, and for one case what must be asked by when."""

import json
from typing import Any

from models.case_numbers import normal_number
from models.connection import reading_session
from spoorboek.platform.record_access import open_record
from spoorboek.statute.agenda.step_status import StepState
from spoorboek.statute.editions.edition import Edition
from spoorboek.statute.explain.plan_text import align_columns
from spoorboek.statute.policy.lead_times import MINIMUM_OBSERVATIONS
from tasks.case_state import case_state_in, current_day, edition_on

HEADS = ("wie", "doet erover", "hoe bekend")
NONE = "In deze zaak is niets meer aan te vragen."
REQUESTS = ("stap", "wie", "aanvragen uiterlijk", "voor", "stand")


def leads(number: str, shape: str) -> None:
    """Print the lead times; with a case also what must be asked by when."""
    with open_record(), reading_session() as reading:
        if number:
            current = case_state_in(reading, normal_number(number))
            edition, states = current.edition, [state for state in current.agenda.steps if state.request_by]
        else:
            edition, states = edition_on(reading, current_day(reading)), []
    if shape == "json":
        print(json.dumps(_json(edition, states, bool(number)), ensure_ascii=False, indent=2))
    else:
        print(*align_columns([HEADS, *_lead_rows(edition)]), sep="\n")
        if number:
            rows = [_request_row(edition, state) for state in states]
            print("", *(align_columns([REQUESTS, *rows]) if rows else [NONE]), sep="\n")


def _lead_rows(edition: Edition) -> list[tuple[str, str, str]]:
    rows = []
    for role, lead in edition.house.lead_times.items():
        words, _, known = lead.words.rstrip(")").partition(" (")
        why = f"{known}; de mediaan telt vanaf {MINIMUM_OBSERVATIONS}" if not lead.observations else known
        rows.append((edition.house.roles[role], words, why))
    return rows


def _request_row(edition: Edition, state: StepState) -> tuple[str, ...]:
    lead = edition.house.step(state.ref.key).lead
    last = state.agreed_on or state.due_on or state.target_on
    who = edition.house.roles[lead.role] if lead else ""
    return (state.label, who, *(f"{day:%d-%m-%Y}" if day else "-" for day in (state.request_by, last)), state.status)


def _json(edition: Edition, states: list[StepState], with_case: bool) -> dict[str, Any]:
    times = [lead._asdict() for lead in edition.house.lead_times.values()]
    requests = [
        {
            "step": state.ref.key,
            "occurrence": state.ref.occurrence,
            "request_by": state.request_by.isoformat() if state.request_by else None,
            "status": state.status,
        }
        for state in states
    ]
    return {"lead_times": times} | ({"requests": requests} if with_case else {})
