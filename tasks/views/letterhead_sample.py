"""A letter to an invented employee, with the letterhead of an employer: to look at before a real one goes."""

from dataclasses import replace

from sqlmodel import Session

from models.tables import Employer
from tasks.effects.document_data import employer_details
from tasks.effects.letterhead_data import letterhead_of_employer
from templates.document_maker import make_document
from templates.samples.sample_cases import full

SAMPLE_LETTER = "uitnodiging_spreekuur"
NOBODY_YET = 0  # the id of no employer


def sample_letter(reading: Session, employer: Employer | None) -> bytes:
    """Return a letter as PDF, from an employer, or with None from an invented one with the letterhead of all."""
    context = full(SAMPLE_LETTER)
    if employer is not None:
        return make_document(SAMPLE_LETTER, replace(context, employer=employer_details(reading, employer))).content
    shown = letterhead_of_employer(reading, NOBODY_YET, context.employer.name)
    return make_document(SAMPLE_LETTER, replace(context, employer=replace(context.employer, letterhead=shown))).content
