"""What a paper says besides who signed it, taken over once a person confirmed it: content is sealed, events hold codes.

It is recorded by the functions that a command calls, so it is checked, sealed and worded the same.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from spoorboek.errors import InputError
from spoorboek.statute.dossier.received_papers import STUDY, Paper
from spoorboek.statute.second_track_facts import FEASIBILITY_OUTCOMES, FEASIBILITY_PARTIES
from tasks.case_state import CaseState
from tasks.effects.search_form import SEARCH_FORM
from tasks.papers.returned_form import FilledField
from tasks.reports.preparation_content import CONTENT_REPORTS, asked_of_bureaus, profile_of_form, search_data_of_form
from tasks.reports.report_base import numeric_date, record_report

# The forms that come home with content, and how their fields are read: by the names in the PDF.
CONTENT_FORMS: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "functioneel_profiel": profile_of_form,
    "zoekgegevens": search_data_of_form,
}
PREFERRED_BUREAU = "voorkeur_bureau"  # in words: which bureau of the register that is, a person knows
PREFERENCE = (
    " De werknemer noemt een bureau dat die graag wil. Lees het op het formulier, en leg het vast met `spoorboek "
    "referral prefer {number} BUREAU`."
)


def take_content(writing: Session, number: str, paper: Paper, fields: Mapping[str, FilledField], actor: str) -> str:
    """Record what a filled form of ours holds; say in Dutch what was, or why not. Other papers have nothing to take.

    Once per paper: a next confirmation of it adds a signature, and no version. What cannot be recorded leaves the
    confirmation as it is.
    """
    read = CONTENT_FORMS.get(paper.kind)
    if read is None or paper.confirmed_on is not None:
        return ""
    by_hand = f"`spoorboek referral prepare {number} {paper.kind}`"
    given = read({name: field.value for name, field in fields.items() if field.value})
    if not any(given.values()):
        return f"De velden zijn niet te lezen, zoals van een scan: leg de inhoud vast met {by_hand}."
    try:
        with writing.begin_nested():
            kept = asked_of_bureaus(writing, number) if paper.kind == SEARCH_FORM else {}
            said = CONTENT_REPORTS[paper.kind](writing, number, {**kept, **given}, actor)
    except InputError as error:
        said = f"De inhoud is niet overgenomen: {error} Leg haar vast met {by_hand}."
    preferred = fields.get(PREFERRED_BUREAU)
    return f"{said}{PREFERENCE.format(number=number) if preferred and preferred.value else ''}"


def require_outcome(kind: str, outcome: str) -> None:
    """Raise InputError when a study has no outcome, or another paper has one."""
    if kind == STUDY and outcome not in FEASIBILITY_OUTCOMES:
        listed = "\n".join(f"  {code:<28} {label}" for code, label in FEASIBILITY_OUTCOMES.items())
        raise InputError(f"Noem met --outcome wat het onderzoek zegt. Kies uit:\n{listed}")
    if kind != STUDY and outcome:
        raise InputError(f"Een uitkomst hoort bij een {STUDY}. Laat --outcome weg.")


def take_outcome(writing: Session, current: CaseState, paper: Paper, outcome: str, on: date, actor: str) -> str:
    """Record the outcome of a study that came as a paper, which completes its step; say so in Dutch.

    By whom: who sent it, else who was asked. Raises InputError when neither is known.
    """
    if paper.kind != STUDY:
        return ""
    known = current.plan.facts.preparation.feasibility
    by = paper.sender if paper.sender in FEASIBILITY_PARTIES else known.by if known else None
    if by is None:
        raise InputError(
            "Van wie is het onderzoek? Leg eerst vast aan wie het is gevraagd, met «Voorbereiding tweede spoor»."
        )
    if known and (known.by, known.done_on, known.outcome) == (by, on, outcome):
        return ""
    record_report(writing, current, "feasibility_recorded", {"on": on, "by": by, "reason": outcome}, actor)
    return f"{FEASIBILITY_OUTCOMES[outcome].capitalize()}, volgens {FEASIBILITY_PARTIES[by]} op {numeric_date(on)}."
