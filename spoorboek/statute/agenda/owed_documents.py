"""Which documents and mails a step still owes: at its opening, and when somebody triggers it again."""

from collections.abc import Iterable, Iterator
from datetime import date

from spoorboek.statute.actions import Action
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep
from spoorboek.statute.facts import StepRef
from spoorboek.statute.policy.house_policy import StepDocument


def open_step(step: AgendaStep, index: RecordIndex, on: date) -> Iterator[Action]:
    """Open a step whose first date came; the effect keeps which papers were promised then."""
    if step.active and index.effect(step.ref, "open") is None:
        papers = [paper.document for paper in step.policy.papers if paper.with_step is None]
        yield Action(on, "open", *step.ref, detail={"papers": papers} if papers else {})


def owed_documents(step: AgendaStep, index: RecordIndex, on: date, brought_out: bool) -> Iterator[Action]:
    """Make and mail what is missing of the present attempt.

    A step that is open owes the papers promised at its opening, so a wake that broke off is finished by the next, and
    a paper added to the policy later does not reach steps that opened before. A step triggered again owes all its
    papers: `opnieuw` counts a new attempt, `herstel` leaves the count, so it finds nothing missing the second time.
    `brought_out`: the step that brings out the papers `with_step` has begun, or a bureau is asked.
    """
    if step.status == "vervallen":
        return
    ref = step.ref
    if ref in index.retriggered:
        papers: Iterable[StepDocument] = [
            paper for paper in step.policy.papers if brought_out or paper.with_step is None
        ]
    elif step.active:
        papers = _promised(step, index, brought_out)
    else:
        return
    yield from missing_documents(ref, papers, index, index.attempt(ref), on)


def missing_documents(
    ref: StepRef, papers: Iterable[StepDocument], index: RecordIndex, attempt: int, on: date
) -> Iterator[Action]:
    """Make each document, then mail it, where this attempt has not yet."""
    for paper in papers:
        if index.effect(ref, "document", paper.document, attempt) is None:
            yield Action(on, "document", *ref, paper.document, attempt)
        if index.effect(ref, "mail", paper.document, attempt) is None:
            yield Action(on, "mail", *ref, paper.document, attempt, {"to": paper.to})


def _promised(step: AgendaStep, index: RecordIndex, brought_out: bool) -> Iterator[StepDocument]:
    opened = index.effect(step.ref, "open")
    for paper in step.policy.papers:
        if paper.with_step is not None:
            if brought_out:
                yield paper
        elif opened is None or paper.document in opened.detail.get("papers", ()):
            yield paper
