"""The check of a dossier as people see it: a section of the dossier, JSON, lines at the command line."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.dossier.defect_kinds import SEVERITIES
from spoorboek.statute.dossier.dossier_findings import DossierFinding
from spoorboek.statute.second_track.finding_kinds import FINDING_KINDS
from tasks.case_state import CaseState
from tasks.views.markdown_words import markdown_words
from tasks.views.page_tables import page_table, short_day

CHECK_TITLE = "Re-integratieverslag: controle"
IN_ORDER = "UWV heeft nu niets te vragen over dit dossier."
CHECK_HINT = (
    "Spoorboek ziet of alles er is, op tijd, getekend en in de goede volgorde; of het goed is gedaan, beoordeelt een "
    "mens. Zelf controleren: `spoorboek riv check {number}`."
)
ELSEWHERE_HINT = "Wat over het tweede spoor gaat, staat onder het oordeel daarover."
Findings = Sequence[DossierFinding] | None


def check_section(current: CaseState, findings: Findings) -> Iterator[str]:
    """Yield the section of the page: nothing where nobody looked, or of a closed case.

    What is wrong with the second track is counted, and told in its own section.
    """
    if findings is None or current.agenda.next_wake is None:
        return
    yield f"## {CHECK_TITLE}"
    own = [each for each in findings if each.code not in FINDING_KINDS]
    elsewhere = ELSEWHERE_HINT if len(own) < len(findings) else ""
    yield " ".join(
        filter(None, [f"**{count_sentence(findings)}**", CHECK_HINT.format(number=current.number), elsewhere])
    )
    if own:
        headings = ("ernst", "sinds", "wat", "wie kan dit herstellen", "hoe", "helpt tot en met", "grond")
        yield page_table(headings, [_row(finding, current.edition.house.roles) for finding in own])


def check_json(number: str, on: date, findings: Sequence[DossierFinding]) -> dict[str, Any]:
    """Return the check as JSON. Without personal data."""
    return {
        "number": number,
        "on": on.isoformat(),
        "in_order": not findings,
        "counts": counts(findings),
        "findings": [finding_json(each) for each in findings],
    }


def finding_json(finding: DossierFinding) -> dict[str, Any]:
    """Return one finding as JSON."""
    kind = finding.kind
    return {
        "code": finding.code,
        "subject": finding.subject,
        "severity": kind.severity,
        "since": finding.since.isoformat(),
        "who": kind.who,
        "helps_until": finding.helps_until.isoformat() if finding.helps_until else None,
        "sentence": finding.sentence,
        "mends": kind.mends,
        "source": kind.source,
        "quote": kind.basis.quote if kind.basis else None,
    }


def check_lines(number: str, on: date, findings: Sequence[DossierFinding], roles: Mapping[str, str]) -> Iterator[str]:
    """Yield the check as lines of text."""
    yield f"Dossier {number}, re-integratieverslag op {dutch_date(on)}: {count_sentence(findings)}"
    for finding in findings:
        kind, helps = finding.kind, finding.helps_until
        words = f"tot en met {dutch_date(helps)}" if helps else "niet meer; leg uit waarom"
        yield ""
        yield f"- {finding.sentence} [{finding.code}, {kind.severity}]"
        yield f"  Sinds {dutch_date(finding.since)}. Herstel helpt {words}. Aan zet: {roles[kind.who]}."
        yield f"  {kind.mends}"
        yield f"  Grond: {kind.source}{f', “{kind.basis.quote}”' if kind.basis else ''}."


def repaired_lines(repaired: Sequence[tuple[str, str, date]]) -> Iterator[str]:
    """Yield what the nightly checks found before and no longer find, with the day."""
    if repaired:
        yield ""
        yield "Eerder gevonden, en hersteld:"
    for code, subject, on in repaired:
        yield f"- [{code}] {subject}, op {dutch_date(on)}"


def counts(findings: Sequence[DossierFinding]) -> dict[str, int]:
    """Count the findings by severity."""
    return {severity: sum(each.kind.severity == severity for each in findings) for severity in SEVERITIES}


def count_sentence(findings: Sequence[DossierFinding]) -> str:
    """Say in Dutch how many findings there are, by severity."""
    if not findings:
        return IN_ORDER
    told = [f"{count} {severity}" for severity, count in counts(findings).items() if count]
    noun = "bevinding" if len(findings) == 1 else "bevindingen"
    return f"{len(findings)} {noun} ({', '.join(told)})."


def _row(finding: DossierFinding, roles: Mapping[str, str]) -> tuple[str, ...]:
    return (
        finding.kind.severity,
        short_day(finding.since),
        markdown_words(finding.sentence),
        roles[finding.kind.who],
        markdown_words(finding.kind.mends),
        short_day(finding.helps_until),
        markdown_words(finding.kind.source),
    )
