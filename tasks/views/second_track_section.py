"""The verdict on the second track as people see it: a section of the dossier, JSON, lines at the command line."""

from collections.abc import Iterator, Mapping
from typing import Any

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.second_track.adequacy import Verdict
from spoorboek.statute.second_track.findings import Finding
from tasks.views.markdown_words import markdown_words
from tasks.views.page_tables import page_table, short_day

VERDICT_TITLE = "Tweede spoor: oordeel"
VERDICT_HINT = (
    "Zo kan UWV ernaar kijken. Spoorboek ziet of er op tijd is gehandeld en of alles er staat; of het goed is gedaan, "
    "beoordeelt een mens."
)


def verdict_section(verdict: Verdict, roles: Mapping[str, str]) -> Iterator[str]:
    """Yield the section of the page: nothing while there is nothing to judge."""
    if verdict.word == "nog_niet":
        return
    yield f"## {VERDICT_TITLE}"
    yield f"**{verdict.sentence}** {VERDICT_HINT}"
    if verdict.findings:
        headings = ("sinds", "wat", "wie kan dit herstellen", "hoe", "helpt tot en met", "grond")
        yield page_table(headings, [_row(finding, roles) for finding in verdict.findings])


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as JSON. Without personal data."""
    return {
        "on": verdict.on.isoformat(),
        "verdict": verdict.word,
        "findings": [
            {
                "code": finding.code,
                "referral": finding.referral,
                "since": finding.since.isoformat(),
                "who": finding.kind.who,
                "helps_until": finding.helps_until.isoformat() if finding.helps_until else None,
                "sentence": finding.sentence,
                "mends": finding.kind.mends,
                "source": finding.kind.source,
                "quote": finding.kind.basis.quote if finding.kind.basis else None,
            }
            for finding in verdict.findings
        ],
    }


def verdict_lines(number: str, verdict: Verdict, roles: Mapping[str, str]) -> Iterator[str]:
    """Yield the verdict as lines of text."""
    yield f"Dossier {number}, tweede spoor op {dutch_date(verdict.on)}: {verdict.sentence}"
    for finding in verdict.findings:
        basis = finding.kind.basis
        helps = f"tot en met {dutch_date(finding.helps_until)}" if finding.helps_until else "niet meer; leg uit waarom"
        yield ""
        yield f"- {_subject(finding)}{finding.sentence} [{finding.code}]"
        yield f"  Sinds {dutch_date(finding.since)}. Herstel helpt {helps}. Aan zet: {roles[finding.kind.who]}."
        yield f"  {finding.kind.mends}"
        yield f"  Grond: {finding.kind.source}{f', “{basis.quote}”' if basis else ''}."


def _row(finding: Finding, roles: Mapping[str, str]) -> tuple[str, ...]:
    return (
        short_day(finding.since),
        markdown_words(_subject(finding) + finding.sentence),
        roles[finding.kind.who],
        markdown_words(finding.kind.mends),
        short_day(finding.helps_until),
        finding.kind.source,
    )


def _subject(finding: Finding) -> str:
    """Name the referral in front of a sentence, unless it is the only one there will be as a rule."""
    return f"Verwijzing {finding.referral}: " if finding.referral and finding.referral > 1 else ""
