"""The papers of a case for people: one line each, and the file itself as it came."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from models.case_lookup import find_case
from models.tables import ReceivedPaper
from models.tables.paper_tables import QUARANTINED, RECEIVED
from spoorboek.clock import AMSTERDAM
from spoorboek.errors import InputError
from spoorboek.statute.dossier.paper_kinds import SENDERS, kind_label
from spoorboek.statute.dossier.received_papers import received_papers
from tasks.case_state import CaseState
from tasks.papers.file_kinds import ENDINGS
from tasks.papers.refusals import PAPER_WORDS

WITHDRAWN = "ingetrokken"


class ListedPaper(NamedTuple):
    """A paper as a list shows it: codes and days, no content, no name of a file."""

    number: int
    kind: str
    step: str
    occurrence: int
    stand: str
    reason: str | None
    received_at: datetime
    dated: date | None
    sender: str
    way: str
    actor: str
    size: int
    media_type: str | None

    @property
    def sentence(self) -> str:
        """Describe it in one line."""
        why = f": {PAPER_WORDS[self.reason].partition('. ')[0]}" if self.reason else ""
        dated = f", gedateerd {self.dated:%d-%m-%Y}" if self.dated else ""
        at = self.received_at.astimezone(AMSTERDAM)
        step = f"{self.step} {self.occurrence}" if self.occurrence > 1 else self.step
        about = f" bij {step}" if step else ""
        return (
            f"stuk {self.number}, {kind_label(self.kind)}{about}{dated}, van {SENDERS[self.sender]}, per {self.way} op "
            f"{at:%d-%m-%Y %H:%M}: {self.stand}{why}"
        )


def list_papers(reading: Session, current: CaseState) -> list[ListedPaper]:
    """List the papers of a case, the oldest first; one whose registration was withdrawn is marked."""
    content: Any = ReceivedPaper.content  # not needed here, and one that is damaged must not hide the rest
    of_case = select(ReceivedPaper).where(ReceivedPaper.case_id == current.case_id)
    rows = reading.exec(of_case.order_by(col(ReceivedPaper.number)).options(defer(content)))
    standing = {each.number for each in received_papers(current.record.events)}
    return [_listed(each, standing) for each in rows]


def paper_file(reading: Session, number: str, paper: int, *, quarantined: bool = False) -> tuple[str, bytes]:
    """Return the name and the content of a paper, to write as a file.

    Raises InputError when the case has no such paper, when its content was not kept, and for one in quarantine that was
    not asked for as such.
    """
    row = find_paper(reading, number, paper)
    if row.content is None:
        raise InputError(f"Van stuk {paper} is de inhoud niet bewaard.")
    if row.stand == QUARANTINED and not quarantined:
        raise InputError(
            f"Stuk {paper} staat in quarantaine ({row.reason}). Wilt u het toch, geef dan --quarantined op."
        )
    ending = f"{ENDINGS.get(row.media_type or '', '')}{'.quarantaine' if row.stand == QUARANTINED else ''}"
    case = find_case(reading, number)
    return f"{case.number}_stuk-{row.number}_{row.kind.replace('_', '-')}{ending}", row.content


def find_paper(reading: Session, number: str, paper: int) -> ReceivedPaper:
    """Return a paper of a case by its number. Raises InputError, which lists the numbers, when there is none."""
    case = find_case(reading, number)
    of_case = select(ReceivedPaper).where(ReceivedPaper.case_id == case.id, ReceivedPaper.number == paper)
    found = reading.exec(of_case).one_or_none()
    if found is None:
        known = reading.exec(select(ReceivedPaper.number).where(ReceivedPaper.case_id == case.id)).all()
        listed = f"Er zijn: {', '.join(map(str, sorted(known)))}." if known else "Er is nog niets ontvangen."
        raise InputError(f"Dossier {case.number} heeft geen stuk {paper}. {listed}")
    return found


def kept_papers(reading: Session, current: CaseState) -> Sequence[ReceivedPaper]:
    """Return the papers that stand in the dossier, with their content, the oldest first."""
    query = select(ReceivedPaper).where(ReceivedPaper.case_id == current.case_id, ReceivedPaper.stand == RECEIVED)
    standing = {each.number for each in received_papers(current.record.events)}
    return [each for each in reading.exec(query.order_by(col(ReceivedPaper.number))) if each.number in standing]


def _listed(row: ReceivedPaper, standing: set[int]) -> ListedPaper:
    stand = WITHDRAWN if row.stand == RECEIVED and row.number not in standing else row.stand
    about = (row.number, row.kind, row.step, row.occurrence, stand, row.reason, row.received_at, row.dated)
    return ListedPaper(*about, row.sender, row.way, row.actor, row.size, row.media_type)
