"""The documents and mails a step still has to send: when it opens, and when somebody triggers it again."""

from collections.abc import Iterable, Iterator
from datetime import date

from spoorboek.statute.actions import Action
from spoorboek.statute.agenda.record_index import RecordIndex
from spoorboek.statute.agenda.step_status import AgendaStep
from spoorboek.statute.facts import StepRef
from spoorboek.statute.policy.house_policy import StepDocument


def open_step(step: AgendaStep, index: RecordIndex, on: date) -> Iterator[Action]:
    """Open a step whose first date has come; the effect records which documents it has to send."""
    if step.active and index.effect(step.ref, "open") is None:
        documents = [item.document for item in step.policy.papers if item.with_step is None]
        yield Action(on, "open", *step.ref, detail={"papers": documents} if documents else {})


def owed_documents(step: AgendaStep, index: RecordIndex, on: date, trigger_fired: bool) -> Iterator[Action]:
    """Make and mail the missing documents of the present attempt.

    An open step owes the documents recorded at its opening, so the next wake finishes one that broke off, and a
    document added to the policy later does not apply to steps that opened before. A retriggered step owes all its
    documents: `opnieuw` starts a new attempt, `herstel` does not, so a second `herstel` finds nothing missing.
    `trigger_fired`: the step that triggers the documents `with_step` has begun, or a bureau is asked.
    """
    if step.status == "vervallen":
        return
    ref = step.ref
    if ref in index.retriggered:
        documents: Iterable[StepDocument] = [
            item for item in step.policy.papers if trigger_fired or item.with_step is None
        ]
    elif step.active or trigger_fired:
        documents = _documents_since_opening(step, index, trigger_fired)
    else:
        return
    yield from missing_documents(ref, documents, index, index.attempt(ref), on)


def missing_documents(
    ref: StepRef, documents: Iterable[StepDocument], index: RecordIndex, attempt: int, on: date
) -> Iterator[Action]:
    """Make each document, then mail it, unless this attempt already did."""
    for item in documents:
        if index.effect(ref, "document", item.document, attempt) is None:
            yield Action(on, "document", *ref, item.document, attempt)
        if index.effect(ref, "mail", item.document, attempt) is None:
            yield Action(on, "mail", *ref, item.document, attempt, {"to": item.to})


def _documents_since_opening(step: AgendaStep, index: RecordIndex, trigger_fired: bool) -> Iterator[StepDocument]:
    opened = index.effect(step.ref, "open")
    for item in step.policy.papers:
        if item.with_step is not None:
            if trigger_fired:
                yield item
        elif step.active and (opened is None or item.document in opened.detail.get("papers", ())):
            yield item
