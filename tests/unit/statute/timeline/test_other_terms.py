"""Special rules under a table that reads otherwise: its terms decide, and what has no day moves nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from support.invented_editions import edition, evaluation_every

from spoorboek.statute.facts import CaseFacts, Kept, KeptDay, Sanction, StepRef
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
WIA, EVALUATION, PLAN = StepRef("wia_aanvraag"), StepRef("evaluatie"), StepRef("plan_van_aanpak")
Rows = dict[str, Any]
Facts = dict[str, Any]


def on(number: int) -> date:
    """Return a number of days after D."""
    return D + timedelta(number)


def dated(change: Callable[[Rows], Any], key: str, **facts: Any) -> tuple[int | None, ...]:
    """Plan a case under a changed table; return opening, target and last day of a milestone, as days after D."""
    found = timeline(CaseFacts(D, **facts), edition(change).rules).milestone(key)
    return tuple((day - D).days if day else None for day in (found.opens_on, found.target_on, found.due_on))


def instead(key: str, rule: str, **terms: str) -> Callable[[Rows], None]:
    """Let a row read otherwise under a special rule."""

    def change(rows: Rows) -> None:
        rows[key]["instead"][rule] |= terms

    return change


def abolished(key: str) -> Callable[[Rows], None]:
    """Abolish a row for everybody who fell ill after 2005."""

    def change(rows: Rows) -> None:
        rows[key] |= {"valid_until": date(2005, 12, 31)}

    return change


REPAIRED: Facts = {"sanction": Sanction(on(680), on(760), on(790))}


@pytest.mark.parametrize(
    ("change", "key", "facts", "due"),
    [
        # The wage lasts ten days longer, and the benefit starts as the table says: three days after it.
        (
            instead("eerste_wia_dag", "te_late_aanvraag", due="due(einde_loondoorbetaling) + 3 cal"),
            "eerste_wia_dag",
            {"done": {WIA: on(660)}},
            727 + 10 + 3,
        ),
        (abolished("wia_aanvraag"), "einde_wachttijd", {"done": {WIA: on(660)}}, 727),
        (abolished("besluit_bekortingsverzoek"), "einde_loonsanctie", REPAIRED, 727 + 364),
        # Nobody in this case reaches AOW age.
        (
            instead("einde_loonsanctie", "herstel_tekortkoming", due="aow + 42 cal"),
            "einde_loonsanctie",
            REPAIRED,
            727 + 364,
        ),
        (instead("eerste_wia_dag", "loonsanctie", due="aow + 1 cal"), "eerste_wia_dag", REPAIRED, 728),
    ],
)
def test_the_terms_of_the_table_decide(change: Callable[[Rows], Any], key: str, facts: Facts, due: int) -> None:
    """What a row says under a rule counts; where it, or what the rule looks at, has no day, the date stays."""
    assert dated(change, key, **facts)[2] == due


def test_a_date_that_neither_the_row_nor_the_rule_knows_is_none() -> None:
    """A report without an opening day keeps none, also when the safety net is discovered late."""

    def change(rows: Rows) -> None:
        row = rows["vangnetmelding_vierde_dag"]
        del row["opens"]
        row["instead"]["vangnet_later_bekend"]["opens"] = "aow"

    facts: Facts = {"safety_net": "vierde_dag", "safety_net_known_on": on(77)}
    assert dated(change, "vangnetmelding_vierde_dag", **facts) == (None, 79, 81)


@pytest.mark.parametrize(("kept", "next_one"), [(100, 156), (None, 106)])
def test_a_rhythm_goes_on_from_what_was_kept_of_the_first(kept: int | None, next_one: int) -> None:
    """The second evaluation comes 56 days after the first one; if that had no target, after the plan."""
    target = None if kept is None else KeptDay(kept, on(kept))
    facts: Facts = {"done": {PLAN: on(50)}, "kept": {EVALUATION: Kept(None, target, None, "oud")}}
    plan = timeline(CaseFacts(D, **facts), edition(evaluation_every(56)).rules)
    assert [m.target_on for m in plan if m.ref == StepRef("evaluatie", 2)] == [on(next_one)]
