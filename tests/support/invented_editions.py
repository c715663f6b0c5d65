"""Invented editions: the shipped one with a change of law or of the house."""

from collections.abc import Callable
from datetime import date
from typing import Any

from spoorboek.outside.yaml_json import parse_yaml
from spoorboek.statute.editions.edition import Edition, shipped_edition, shipped_policy_text, shipped_rules_text
from spoorboek.statute.law.milestones import make_rulebook
from spoorboek.statute.policy.policy_reader import read_house_policy

Data = dict[str, Any]


def edition(rules: Callable[[Data], Any] | None = None, house: Callable[[Data], Any] | None = None) -> Edition:
    """Make an edition of the shipped one: `rules` changes the milestones, `house` the policy, under a new version."""
    written, policy = parse_yaml(shipped_rules_text()), parse_yaml(shipped_policy_text())
    if rules:
        written["version"] = "2027-01-01"
        rules(written["milestones"])
    if house:
        policy["version"] = "2027.1"
        house(policy)
    book = make_rulebook(written) if rules else shipped_edition().rules
    return Edition(book, read_house_policy(policy, book.rows))


def analysis_in_eight_weeks(rows: Data) -> None:
    """Give the problem analysis eight weeks."""
    rows["probleemanalyse"] |= {"target": "D + 55", "due": "D + 56"}


def analysis_in_five_weeks(rows: Data) -> None:
    """Give the problem analysis five weeks."""
    rows["probleemanalyse"] |= {"target": "D + 34", "due": "D + 35"}


CORRECTION = "De wet telt acht weken; de eerdere lezing van zes weken was nooit wet."


def analysis_was_misread(rows: Data) -> None:
    """Correct the problem analysis to eight weeks: the reading of before was never law."""
    analysis_in_eight_weeks(rows)
    rows["probleemanalyse"]["corrects"] = {"why": CORRECTION}


def last_day_was_misread(rows: Data) -> None:
    """Correct only the last day of the problem analysis; its target changes as law does."""
    analysis_in_eight_weeks(rows)
    rows["probleemanalyse"]["corrects"] = {"why": CORRECTION, "fields": ["due"]}


def evaluation_every(days: int) -> Callable[[Data], None]:
    """Evaluate every so many days."""

    def change(rows: Data) -> None:
        rows["evaluatie"]["target"] = f"done(plan_van_aanpak) + {days}"

    return change


def no_contact(rows: Data) -> None:
    """Abolish the contact moment for everybody who fell ill after 2003."""
    rows["contactmoment"] |= {"valid_from": date(2003, 1, 1), "valid_until": date(2003, 12, 31)}


def no_report_at_42_weeks(rows: Data) -> None:
    """Abolish the 42-week report."""
    rows["melding_42_weken"] |= {"valid_from": date(2003, 1, 1), "valid_until": date(2003, 12, 31)}


def report_a_month_earlier(rows: Data) -> None:
    """Ask the re-integration report a month earlier."""
    for key in ("actueel_oordeel", "eindevaluatie", "re_integratieverslag"):
        rows[key] |= {"opens": "D + 572", "target": "D + 599", "due": "W - 121 cal"}


def a_new_step(rows: Data) -> None:
    """Ask a talk after half a year that was not there before."""
    rows["halfjaargesprek"] = {
        **rows["eerstejaarsevaluatie"],
        "label": "Halfjaargesprek",
        "opens": "D + 168",
        "target": "D + 175",
        "due": "D + 182",
    }


def gentle_house(policy: Data) -> None:
    """Escalate to the casemanager alone."""
    policy["forces"]["statute"]["escalation"] = {"after": "due_on", "rungs": [{"days": 5, "to": "casemanager"}]}


LAWS = (
    *(analysis_in_eight_weeks, analysis_in_five_weeks, evaluation_every(28), evaluation_every(56)),
    *(no_contact, no_report_at_42_weeks, report_a_month_earlier, a_new_step),
)
