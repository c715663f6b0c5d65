"""Beneath the table stands where every date comes from, once each, short enough to be read at a terminal."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from spoorboek.statute.explain.explanation import PlanExplainer
from spoorboek.statute.explain.explanation_text import TEXT_WIDTH, explanation_text
from spoorboek.statute.explain.plan_text import milestone_label, timeline_text
from spoorboek.statute.explain.sensitivities import ENDS, FIRST_DAY
from spoorboek.statute.facts import CaseFacts, Recovery
from spoorboek.statute.plan import Plan
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
PLAN = timeline(CaseFacts(D))


def heads(plan: Plan) -> list[str]:
    """Return the steps that are explained, in order."""
    return [line for line in explanation_text(plan).splitlines()[1:] if line and not line.startswith(" ")]


def test_every_step_of_the_table_is_explained_in_the_order_of_the_table() -> None:
    """The reader goes down the table and finds each step below it."""
    once = [milestone_label(milestone) for milestone in PLAN if milestone.occurrence == 1]
    found = [head.partition(" (en nog")[0] for head in heads(PLAN)]
    assert set(once) <= set(found)
    table = timeline_text(PLAN)
    places = [table.index(f"  {name}  ") for name in found if name in once]
    assert places == sorted(places)


def test_what_repeats_is_explained_once_for_all_that_are_counted_alike() -> None:
    """The evaluation that falls into the first-year evaluation follows another rule, so it is explained apart."""
    evaluations = [head for head in heads(PLAN) if head.startswith("Periodieke evaluatie")]
    assert evaluations == [
        "Periodieke evaluatie 1 (en nog 13 keer, op dezelfde manier geteld)",
        "Periodieke evaluatie 7",
    ]
    assert "Valt samen met de eerstejaarsevaluatie" in " ".join(explanation_text(PLAN).split())


def test_what_changes_most_dates_is_said_once() -> None:
    """Another first day, recovery, the end of the employment: above the steps, not beneath each of them."""
    text = " ".join(explanation_text(PLAN).split())
    for words in (FIRST_DAY, *ENDS):
        assert text.count(words) == 1


def test_no_line_is_wider_than_a_terminal() -> None:
    """Wrapped between words, what follows of a line further in."""
    plan = timeline(replace(PLAN.facts, recoveries=(Recovery(date(2026, 3, 16), date(2026, 4, 5)),)))
    assert max(map(len, explanation_text(plan).splitlines())) <= TEXT_WIDTH


def unwrapped(lines: list[str]) -> list[str]:
    """Join what was wrapped: a line further in goes on with the one before it."""
    found: list[str] = []
    for line in lines:
        if line.startswith("    "):
            found[-1] += f" {line.strip()}"
        else:
            found.append(line)
    return found


def test_the_text_opens_with_its_title_and_what_moves_every_date() -> None:
    """A title, an empty line, then in one sentence the facts that change most dates; each step after an empty line."""
    title, *paragraphs = explanation_text(PLAN).split("\n\n")
    assert title == "Uitleg per stap"
    assert paragraphs[0].replace("\n", " ") == (
        "Elke datum verandert ook, voor zover hij daarop rust, door: een andere eerste ziektedag; "
        "volledig herstel van ten hoogste 27 dagen, of verlof rond de bevalling, vóór die datum: evenveel dagen later; "
        "een uitgestelde streefdatum, nooit voorbij de laatste dag; "
        "volledig herstel van 28 dagen of langer: dan eindigt de zaak; "
        "het einde van het dienstverband: daarna blijft er voor de werkgever niets over."
    )
    heads_of_steps = [paragraph.splitlines()[0] for paragraph in paragraphs[1:]]
    assert heads_of_steps == heads(PLAN)[len(paragraphs[0].splitlines()) :]


def test_each_line_of_an_explanation_is_there_whole_and_further_in() -> None:
    """Two columns in, its rest four; an address or a word with a hyphen is never broken."""
    explainer = PlanExplainer(PLAN)
    steps = {milestone_label(milestone): milestone for milestone in PLAN}
    for paragraph in explanation_text(PLAN).split("\n\n")[2:]:
        head, *lines = paragraph.splitlines()
        told = explainer.explain(steps[head.partition(" (en nog")[0]], common=False).splitlines()
        assert unwrapped(lines) == [f"  {line}" for line in told]


def test_lines_are_as_long_as_the_page_allows() -> None:
    """No line ends while the next word still fits, so that the text is no longer than it needs to be."""
    for above, below in pairwise(explanation_text(PLAN).splitlines()):
        if below.startswith("    ") or above.startswith("Elke datum"):
            assert len(f"{above} {below.split()[0]}") > TEXT_WIDTH


@pytest.mark.parametrize(
    ("leaves", "told"),
    [
        (date(2026, 2, 28), ""),  # contact every 28 days: on 2 February alone
        (date(2026, 3, 10), " (en nog 1 keer, op dezelfde manier geteld)"),  # and on 2 March
        (date(2026, 4, 10), " (en nog 2 keer, op dezelfde manier geteld)"),  # and on 30 March
    ],
)
def test_how_often_a_step_comes_again_is_said_where_it_does(leaves: date, told: str) -> None:
    """Nothing of a step that comes once; "en nog 1 keer" of one that comes twice."""
    plan = timeline(CaseFacts(D, contract_ends_on=leaves))
    assert [head for head in heads(plan) if head.startswith("Contact")] == [f"Contact met de werknemer 1{told}"]
