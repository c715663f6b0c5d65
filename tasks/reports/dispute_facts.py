"""The facts an operator can report about cooperation, wage and opinions of UWV's expert; part of the catalogue."""

from collections.abc import Mapping

from spoorboek.statute.disputes import (
    OPINION_OUTCOMES,
    OPINION_QUESTIONS,
    SUSPENSION,
    WAGE_GROUNDS,
)
from tasks.reports.reportable_fact import ReportableFact, fact_day

GROUNDS = {code: ground.label for code, ground in WAGE_GROUNDS.items()}
STOP_GROUNDS = {code: label for code, label in GROUNDS.items() if code != SUSPENSION}
OUTCOMES = {code: outcome.label for code, outcome in OPINION_OUTCOMES.items()}
_ASKED, _RECEIVED = fact_day("De dag van de vraag aan UWV"), fact_day("De dag waarop het oordeel kwam")
_WARNED = fact_day("De dag van de waarschuwing")

COOPERATION_AND_WAGE: Mapping[str, ReportableFact] = {
    "werkt_niet_mee": ReportableFact(
        "cooperation_refused", "werkt niet mee sinds {on}", fact_day("De eerste dag zonder medewerking"),
        step="optreden_bij_niet_meewerken",
    ),
    "werkt_weer_mee": ReportableFact(
        "cooperation_resumed", "werkt weer mee sinds {on}", fact_day("De eerste dag met medewerking"),
        step="optreden_bij_niet_meewerken",
    ),
    "loon_waarschuwing": ReportableFact(
        "wage_warned", "waarschuwing over het loon op {on} ({reason}); de werknemer krijgt de brief", _WARNED,
        asks="reason", data={"letter": True}, choices=GROUNDS,
        step="waarschuwing_loon",
    ),
    "loon_waarschuwing_gegeven": ReportableFact(
        "wage_warned", "al schriftelijk gewaarschuwd over het loon op {on} ({reason})", _WARNED,
        asks="reason", data={"letter": False}, choices=GROUNDS,
        step="besluit_na_waarschuwing",
    ),
    "loon_kennisgeving": ReportableFact(
        "wage_notified", "kennis gegeven van de grond om geen loon te betalen op {on} ({reason})",
        fact_day("De dag van de kennisgeving"), asks="reason", choices=GROUNDS,
        step="kennisgeving_loonstop",
    ),
    "loon_opgeschort": ReportableFact(
        "wage_withheld", "loon opgeschort vanaf {on} (lid 6)",
        fact_day("De eerste dag waarover het loon is opgeschort", name="from"), data={"reason": SUSPENSION},
        step="kennisgeving_loonopschorting",
    ),
    "loon_gestopt": ReportableFact(
        "wage_withheld", "loon gestopt vanaf {on} ({reason})", fact_day("De eerste dag zonder loon", name="from"),
        asks="reason", choices=STOP_GROUNDS,
        step="kennisgeving_loonstop",
    ),
    "loon_hervat": ReportableFact(
        "wage_resumed", "loon weer betaald vanaf {on}", fact_day("De eerste dag waarover weer loon wordt betaald"),
        step="hervatting_loon",
    ),
}  # fmt: skip


def _asked(by: str) -> ReportableFact:
    wording = f"deskundigenoordeel gevraagd door de {by} op {{on}} ({{reason}})"
    return ReportableFact(
        "opinion_asked",
        wording,
        _ASKED,
        asks="reason",
        data={"by": by},
        choices=OPINION_QUESTIONS,
        step="uitkomst_deskundigenoordeel",
    )


def _received(by: str) -> ReportableFact:
    wording = f"deskundigenoordeel op de vraag van de {by} ontvangen op {{on}}: {{reason}}"
    return ReportableFact(
        "opinion_received",
        wording,
        _RECEIVED,
        asks="reason",
        data={"by": by},
        choices=OUTCOMES,
        step="gevolg_deskundigenoordeel",
    )


EXPERT_OPINION: Mapping[str, ReportableFact] = {
    "oordeel_gevraagd_werkgever": _asked("werkgever"),
    "oordeel_gevraagd_werknemer": _asked("werknemer"),
    "oordeel_ontvangen_werkgever": _received("werkgever"),
    "oordeel_ontvangen_werknemer": _received("werknemer"),
}
