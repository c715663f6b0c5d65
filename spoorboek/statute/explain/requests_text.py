"""What must be asked of others by when, beside a plan: the rule of the house next to the dates of the law."""

from collections.abc import Iterator

from spoorboek.statute.agenda.step_status import ends_on, request_by
from spoorboek.statute.explain.aligned import aligned
from spoorboek.statute.explain.plan_text import label
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.plan import Plan
from spoorboek.statute.policy.house_policy import HousePolicy

HEADS = ("aanvragen uiterlijk", "stap", "bij", "doorlooptijd", "klaar voor")


def requests_text(plan: Plan, policy: HousePolicy, rules: Rulebook | None = None) -> str:
    """Return an aligned table of what must be asked by when; empty when nothing must."""
    rows = sorted(_rows(plan, policy, rules), key=lambda row: row[0].split("-")[::-1])
    return "\n".join(aligned([HEADS, *rows])) if rows else ""


def _rows(plan: Plan, policy: HousePolicy, rules: Rulebook | None) -> Iterator[tuple[str, ...]]:
    for milestone in plan:
        step = policy.steps[milestone.key]
        ask, last = request_by(milestone, step), ends_on(milestone)
        if step.lead and ask and last and milestone.status in ("gepland", "afgeweken"):
            who = policy.roles[step.lead.role]
            yield f"{ask:%d-%m-%Y}", label(milestone, rules), who, step.lead.words, f"{last:%d-%m-%Y}"
