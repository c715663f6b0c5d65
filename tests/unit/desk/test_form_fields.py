"""What a field takes, and what it says of everything else."""

from datetime import date

import pytest

from spoorboek.desk.actions.form_fields import DeskField, DeskFieldKind, UnfitFields, read_fields, typed_texts
from spoorboek.desk.visit import NOBODY, Visit
from spoorboek.errors import InputError

DAY = DeskField("datum", "Dag", DeskFieldKind.DAY, first=date(2026, 3, 2), last=date(2026, 11, 23))
NUMBER = DeskField("weken", "Weken", DeskFieldKind.NUMBER, least=0, most=520)
CHOICE = DeskField("reden", "Waarom", DeskFieldKind.CHOICE, needed=False, choices={"a": "Eerste", "b": "Tweede"})
WORDS = DeskField("ander", "Nummer", DeskFieldKind.WORDS)


def visit(**sent: str) -> Visit:
    """Return a visit that sends these fields."""
    return Visit(NOBODY, None, date(2026, 11, 23), form={name: [value] for name, value in sent.items()})


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (DAY, "2026-03-02", date(2026, 3, 2)),
        (DAY, "2-3-2026", date(2026, 3, 2)),
        (DAY, "23.11.2026", date(2026, 11, 23)),
        (NUMBER, "0", 0),
        (NUMBER, "520", 520),
        (CHOICE, "b", "b"),
        (CHOICE, "", None),
        (WORDS, "Z-7K3Q9", "Z-7K3Q9"),
    ],
)
def test_what_fits_is_read(field: DeskField, typed: str, value: object) -> None:
    """Days as browsers and people write them, whole numbers, codes of the list, words on one line."""
    assert field.read(typed) == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (DAY, ""),
        (DAY, "2026-03-01"),
        (DAY, "2026-11-24"),
        (DAY, "31-04-2026"),
        (DAY, "03/02/26"),
        (DAY, "٢٠٢٦-١١-٢٣"),
        (NUMBER, "-1"),
        (NUMBER, "521"),
        (NUMBER, "1,5"),
        (NUMBER, "1e3"),
        (NUMBER, "²"),
        (CHOICE, "c"),
        (CHOICE, "Eerste"),
        (WORDS, ""),
        (WORDS, "a\nb"),
        (WORDS, "x" * 201),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(field: DeskField, typed: str) -> None:
    """Nothing is guessed, and no message quotes what was typed."""
    with pytest.raises(InputError) as refused:
        field.read(typed)
    assert str(refused.value).endswith(".")
    assert not typed or typed not in str(refused.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    """Each wrong field by its name; a form of which all fits gives its values."""
    with pytest.raises(UnfitFields) as refused:
        read_fields(visit(datum="morgen", weken="veel", reden="a"), [DAY, NUMBER, CHOICE])
    assert set(refused.value.wrong) == {"datum", "weken"}
    assert read_fields(visit(datum="2026-03-02", weken="3"), [DAY, NUMBER, CHOICE]) == {
        "datum": date(2026, 3, 2),
        "weken": 3,
        "reden": None,
    }


def test_what_was_typed_stands_in_the_form_again_as_a_browser_shows_it() -> None:
    """A day that exists as its field shows it, one that does not as typed; a choice of the address if it is one."""
    shown = typed_texts(visit(datum="2-3-2026", weken="veel"), [DAY, NUMBER])
    assert shown == {"datum": "2026-03-02", "weken": "veel"}
    assert typed_texts(visit(datum="31-04-2026"), [DAY]) == {"datum": "31-04-2026"}
    asked = Visit(NOBODY, None, date(2026, 11, 23), query={"reden": "b", "ander": "<b>"})
    assert typed_texts(asked, [CHOICE, WORDS]) == {"reden": "b", "ander": ""}
    assert typed_texts(Visit(NOBODY, None, date(2026, 11, 23), query={"reden": "c"}), [CHOICE]) == {"reden": ""}
