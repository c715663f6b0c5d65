"""The digest: one mail by urgency, which counts in its subject and names no case there."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from support.mail_samples import PLAN

from templates.document_context import DocumentDates
from templates.mail.digest_text import DigestItem, DigestUrgency, digest_item, digest_text
from templates.mail_texts import MailContext, MailKey

TODAY = PLAN.today


def about(number: str, target: int | None, due: int | None, **values: object) -> MailContext:
    """Describe a step by days from today."""
    target_on, due_on = (None if days is None else TODAY + timedelta(days=days) for days in (target, due))
    changed = {"questions": (), **values}
    return replace(PLAN, case_number=number, moment=DocumentDates(None, target_on, due_on, 8), **changed)  # type: ignore[arg-type]


LATE = digest_item("escalatie", about("Z-LATE0", -9, -2))
LAST = digest_item("herinnering", about("Z-LAST0", -9, 3, before="due_on"))
PLANNED = digest_item("herinnering", about("Z-PLAN0", 7, 21, before="target_on"))


@pytest.mark.parametrize(
    ("key", "context", "urgency", "days"),
    [
        ("escalatie", about("Z", -9, -2), DigestUrgency.LATE, -2),
        ("escalatie", about("Z", -9, 5), DigestUrgency.OTHER, -9),
        ("escalatie", about("Z", -9, 0), DigestUrgency.OTHER, -9),
        ("escalatie", about("Z", -9, None), DigestUrgency.OTHER, -9),
        ("herinnering", about("Z", 1, 3, before="due_on"), DigestUrgency.LAST_DAY, 3),
        ("herinnering", about("Z", 3, 3, before="target_on"), DigestUrgency.LAST_DAY, 3),
        ("herinnering", about("Z", 3, 4, before="target_on"), DigestUrgency.OTHER, 3),
        ("waarschuwing", about("Z", -1, 6), DigestUrgency.LAST_DAY, 6),
        ("vraag", about("Z", -9, -2), DigestUrgency.OTHER, -9),
        ("onbeantwoord", about("Z", -9, -2, questions=PLAN.questions), DigestUrgency.LATE, -7),
    ],
)
def test_how_urgent_a_mail_is(key: MailKey, context: MailContext, urgency: DigestUrgency, days: int) -> None:
    """Late is what passed its last day; a question nobody answered about such a day is a risk as well."""
    item = digest_item(key, context)
    assert (item.urgency, item.on) == (urgency, TODAY + timedelta(days=days))


def test_the_most_urgent_stands_first_whatever_the_order_they_came_in() -> None:
    """Late, then a last day, then the rest; the same text for the same items."""
    texts = {digest_text(items, {"reminder"}, "Iris de Boer", TODAY) for items in permutations((LATE, LAST, PLANNED))}
    (text,) = texts
    places = [
        text.body.index(words) for words in ("TE LAAT (1)", "Z-LATE0", "LAATSTE DAG (1)", "Z-LAST0", "VERDER (1)")
    ]
    assert places == sorted(places)
    assert text.body.index("VERDER (1)") < text.body.index("Z-PLAN0")


def test_what_is_asked_stands_once_above_the_steps_that_ask_it() -> None:
    """Sixty steps do not repeat one sentence sixty times; each has its own rows of a telephone's width."""
    items = [digest_item("escalatie", about(f"Z-{number:05}", -9, -2)) for number in range(60)]
    text = digest_text(items, {"escalation"}, "Iris de Boer", TODAY)
    assert text.body.count("Zet de stap vandaag alsnog") == 1
    assert text.body.count("\n- ") == 60
    assert text.subject == "60 herinneringen, alle te laat"


@pytest.mark.parametrize(
    ("items", "kinds", "subject"),
    [
        ((LATE, LAST, PLANNED), {"reminder", "escalation"}, "3 herinneringen, waarvan 1 te laat"),
        ((LAST, PLANNED), {"reminder"}, "2 herinneringen"),
        ((LATE, LATE), {"escalation"}, "2 herinneringen, alle te laat"),
        ((PLANNED, PLANNED), {"question"}, "2 vragen"),
        ((LATE, PLANNED), {"question", "escalation"}, "2 berichten, waarvan 1 te laat"),
        ((LAST, PLANNED), {"warning"}, "2 berichten"),
    ],
)
def test_the_subject_counts_and_names_no_case(items: tuple[DigestItem, ...], kinds: set[str], subject: str) -> None:
    """Who reads it on a telephone knows how many there are, and how many are late."""
    assert digest_text(items, kinds, None, TODAY).subject == subject


@pytest.mark.parametrize("key", ["herinnering", "escalatie", "waarschuwing", "vraag", "onbeantwoord"])
def test_an_item_says_which_case_and_when_without_a_person(key: MailKey) -> None:
    """What a mail of its own says of step, day and who acts; never who is ill, nor anything medical."""
    item = digest_item(key, about("Z-7K3Q9", -9, 5, questions=PLAN.questions if key == "onbeantwoord" else ()))
    assert "Z-7K3Q9" in item.text
    assert "2026" in item.text
    assert "Iris" not in item.text + item.ask
