"""Tell what a check found: one list of the first check for each casemanager, then each finding once on each rung.

All that one colleague has to hear of one rung goes in one mail. What was told stands with the finding, in the
transaction that queues the mail.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256

from sqlalchemy import select
from sqlmodel import Session, col

from models.addressees import CASE_MANAGER, Addressee, addressee
from models.tables import OPEN, Case, CaseRole, Employee, RivFinding
from spoorboek.statute.dossier.defect_kinds import SEVERITIES, defect_kinds
from spoorboek.statute.dossier.finding_ladder import FoundDefect, due_notice
from spoorboek.statute.policy.dossier_norms import FindingLadder
from tasks.desk_links import CASES_PAGE, case_path, desk_page
from tasks.outbox.mail_queue import queue_once
from tasks.outbox.message_ids import ID_DIGITS, mail_domain
from templates.dossier_texts import CaseFindings, FindingLine, findings_text, first_findings_text
from templates.mail_texts import MailText
from templates.party_texts import greeting

FoundInCase = tuple[RivFinding, Case]
FIRST_LIST, TOLD = "riv-lijst", "riv"  # kinds of mail, part of a Message-ID


def tell_findings(writing: Session, on: date, ladder: FindingLadder) -> int:
    """Queue what is to be told on a day, by the ladder of the house; return how many mails that are."""
    rows, readers = _untold(writing), Readers(writing, on)
    first = [each for each in rows if each[0].baseline and each[0].told_on is None]
    mails = _tell_first_lists(writing, first, readers)
    by_reader: dict[tuple[str, int, Addressee], list[FoundInCase]] = defaultdict(list)
    for row, case in rows:
        if notice := due_notice(_defect(row), on, ladder):
            by_reader[notice.to, notice.rung, readers.of(case, notice.to)].append((row, case))
    for (role, rung, to), told in by_reader.items():
        lines = [_line(row, case) for row, case in sorted(told, key=_weight)]
        text = findings_text(_greeting(to), rung, lines, on, _page(told, to.stands_in or role))
        _queue(writing, TOLD, role, to, text, told, on)
        for row, _ in told:
            if rung:
                row.rung, row.told_on = rung, on
            else:
                row.reminded_on = on
    writing.flush()
    return mails + len(by_reader)


class Readers:
    """Who has a role in a case; looked up once for all cases of an employer that name nobody of their own."""

    def __init__(self, reading: Session, on: date) -> None:
        """`on`: the day, for who is absent."""
        self.reading, self.on = reading, on
        self._own = {*reading.scalars(select(col(CaseRole.case_id)).distinct())}
        self._employers = dict(reading.execute(select(col(Employee.id), col(Employee.employer_id))).tuples().all())
        self._known: dict[tuple[str, bool, int], Addressee] = {}

    def of(self, case: Case, role: str) -> Addressee:
        """Return who hears of a case in a role, or who stands in."""
        has_own = case.id in self._own
        key = role, has_own, case.id if has_own else self._employers[case.employee_id]
        if key not in self._known:
            self._known[key] = addressee(self.reading, case, role, self.on)
        return self._known[key]


def _tell_first_lists(writing: Session, rows: Sequence[FoundInCase], readers: Readers) -> int:
    """Queue one list for each casemanager of what the first checks of their cases found."""
    on = readers.on
    by_reader: dict[Addressee, dict[str, list[FoundInCase]]] = defaultdict(lambda: defaultdict(list))
    for row, case in rows:
        by_reader[readers.of(case, CASE_MANAGER)][case.number].append((row, case))
        row.told_on = on
    for to, cases in by_reader.items():
        listed = sorted((sorted(found, key=_weight) for found in cases.values()), key=_case_weight)
        told = [each for found in listed for each in found]
        page = _page(told, to.stands_in or CASE_MANAGER)
        text = first_findings_text(_greeting(to), [_case_findings(found) for found in listed], on, page)
        _queue(writing, FIRST_LIST, CASE_MANAGER, to, text, told, on)
    return len(by_reader)


def _page(told: Sequence[FoundInCase], role: str) -> str | None:
    """Return the page of the desk to go to: that of the case, or the list of cases when there are several."""
    numbers = {case.number for _, case in told}
    return desk_page(case_path(min(numbers)) if len(numbers) == 1 else CASES_PAGE, role)


def _untold(reading: Session) -> Sequence[FoundInCase]:
    """Return the findings that stand in open cases and of which something may have to be told; locked until then."""
    query = select(RivFinding, Case).join(Case, col(Case.id) == col(RivFinding.case_id))
    query = query.where(col(RivFinding.closed_on).is_(None), col(Case.status) == OPEN)
    query = query.where(~col(RivFinding.baseline) | col(RivFinding.told_on).is_(None))
    return reading.execute(query.order_by(col(RivFinding.id)).with_for_update(of=RivFinding)).tuples().all()


def _queue(
    writing: Session, kind: str, role: str, to: Addressee, text: MailText, about: Iterable[FoundInCase], on: date
) -> None:
    """Queue a mail; its Message-ID is made of what it tells, so that the same is told once."""
    names = "\0".join(f"{row.id} {row.rung}" for row, _ in about)
    digest = sha256(f"{to.code}\0{text.subject}\0{names}".encode()).hexdigest()[:ID_DIGITS]
    queue_once(writing, f"<{kind}.{on.isoformat()}.{digest}@{mail_domain()}>", role, to, text)


def _defect(row: RivFinding) -> FoundDefect:
    reminded = row.reminded_on is not None
    return FoundDefect(row.code, row.found_on, row.helps_until, row.rung, reminded, row.baseline)


def _line(row: RivFinding, case: Case) -> FindingLine:
    return FindingLine(case.number, row.sentence, defect_kinds()[row.code].mends, row.helps_until)


def _case_findings(found: Sequence[FoundInCase]) -> CaseFindings:
    severities = [defect_kinds()[row.code].severity for row, _ in found]
    told = [f"{severities.count(each)} {each}" for each in SEVERITIES if each in severities]
    row, case = found[0]
    return CaseFindings(case.number, f"{', '.join(told)}.", row.sentence)


def _case_weight(found: Sequence[FoundInCase]) -> tuple[list[int], str]:
    severities = [defect_kinds()[row.code].severity for row, _ in found]
    return [-severities.count(each) for each in SEVERITIES], found[0][1].number


def _weight(found: FoundInCase) -> tuple[int, date, str, str]:
    row, case = found
    return [*SEVERITIES].index(defect_kinds()[row.code].severity), row.since, case.number, row.subject


def _greeting(to: Addressee) -> str:
    return greeting(to.name, to.salutation)
