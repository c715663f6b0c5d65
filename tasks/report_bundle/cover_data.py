"""What the cover of a bundle says of a case and its parts, read from the record: names, days, signatures."""

from collections.abc import Iterator, Mapping, Sequence

from sqlmodel import Session

from models.addressees import addressee_in_role
from models.tables import Case, Employee, Employer
from spoorboek.statute.dossier.paper_kinds import AGENCY, DOCTOR, EMPLOYEE, EMPLOYER, EXPERT, PRINTED_ROLES, SENDERS
from spoorboek.statute.dossier.report_bundles import BUNDLE_REASONS
from spoorboek.statute.dossier.report_parts import ReportPart
from tasks.case_state import CaseState
from tasks.effects.document_data import person_in_role
from templates.dutch_filters import bsn_gemaskeerd, datum
from templates.report_pages import CoverRow, ReportCover

WHOLE_TITLE, SHORT_TITLE = "Re-integratieverslag", "Verkort re-integratieverslag"
ROLE_OF: Mapping[str, str] = {EMPLOYER: "casemanager", DOCTOR: DOCTOR, EXPERT: EXPERT, AGENCY: AGENCY}


def report_cover(
    reading: Session, case: Case, current: CaseState, parts: Sequence[tuple[ReportPart, int | None]], *, is_short: bool
) -> ReportCover:
    """Return the cover of a bundle of these parts, each with its number or None; without version, points and reason."""
    employee = reading.get_one(Employee, case.employee_id)
    employer = reading.get_one(Employer, employee.employer_id)
    facts = current.plan.facts
    return ReportCover(
        title=SHORT_TITLE if is_short else WHOLE_TITLE,
        case_number=case.number,
        document_number="",
        version=1,
        rules=current.plan.rules,
        today=current.on,
        employer=employer.name,
        employee=employee.name,
        first_sick_day=facts.first_sick_day,
        tax_number=employer.loonheffingennummer,
        birth_date=employee.birth_date,
        bsn_masked=bsn_gemaskeerd(employee.bsn) if employee.bsn else None,
        function=employee.function,
        hours_per_week=employee.hours_per_week,
        contract_ends_on=facts.contract_ends_on,
        wait_ends_on=current.plan.wait_ends_on,
        rows=tuple(_row(reading, case, current, part, number) for part, number in parts),
    )


def reason_words(reason: str) -> str:
    """Return why a bundle was made with open points, in Dutch; empty without one."""
    return BUNDLE_REASONS.get(reason, reason)


def _row(reading: Session, case: Case, current: CaseState, part: ReportPart, number: int | None) -> CoverRow:
    signed, is_open = _signed(part)
    authors = "; ".join(_authors(reading, case, current, part)) or "niet bekend"
    return CoverRow(part.title, authors, signed, part.dated, number, note=_note(part), is_open=is_open)


def _authors(reading: Session, case: Case, current: CaseState, part: ReportPart) -> Iterator[str]:
    """Yield who made a part, by name and function where the case knows the name."""
    for party in part.makers:
        yield (
            f"{name} ({PRINTED_ROLES[party]})"
            if (name := _name(reading, case, current, party))
            else PRINTED_ROLES[party]
        )


def _name(reading: Session, case: Case, current: CaseState, party: str) -> str | None:
    if party == EMPLOYEE:
        found = addressee_in_role(reading, case, "werknemer", current.on)
        return found.name if found else reading.get_one(Employee, case.employee_id).name
    if party not in ROLE_OF:
        return None
    person = person_in_role(reading, case, current, ROLE_OF[party])
    if person is None and party == EMPLOYER:
        employee = reading.get_one(Employee, case.employee_id)
        return reading.get_one(Employer, employee.employer_id).name
    return person.name if person else None


def _signed(part: ReportPart) -> tuple[str, bool]:
    """Say who signed and who refused, with the days; and whether that is still open."""
    if part.stand == "ontbreekt":
        return "ontbreekt", True
    if part.paper is None:
        return ("volgens opgave" if part.claimed or part.told else "geen bestand"), not part.receipt
    said = [f"{party} {datum(day)}" for party, day in part.signed.items()]
    said += [f"{party} weigerde {datum(day)}" for party, day in part.refused.items()]
    asked = [party for party in part.makers if party in SENDERS and party not in {*part.signed, *part.refused}]
    if not said and part.kind_signs:
        return ("nog na te kijken" if not part.looked else "nee"), True
    if part.kind_signs and asked:
        return f"{'; '.join(said)}; {' en '.join(asked)} nog niet", True
    return "; ".join(said) or "n.v.t.", False


def _note(part: ReportPart) -> str:
    if part.receipt:
        return f"Ontvangstnummer {part.receipt}"
    if part.told:
        return f"{part.told} keer gemeld, zonder bestand"
    return ""
