"""Who may act, in the record: seeded once, changed by operators, never emptied."""

import pytest
from sqlmodel import Session

from models.operators import add_operator, operator_codes, remove_operator, require_operator, seed_operators
from models.verification import verify_record
from spoorboek.errors import InputError
from spoorboek.settings import settings

FIRST = ["operator-1", "operator-2", "operator-3"]
WHO = "operator-1"


def test_a_new_record_begins_with_those_of_the_setting(session: Session) -> None:
    """In their order; whoever seeds again adds nobody."""
    assert operator_codes(session) == FIRST
    seed_operators(session)
    assert operator_codes(session) == FIRST


def test_who_is_removed_stays_removed_and_comes_back_by_a_person(session: Session) -> None:
    """A start with the old setting does not let somebody in again; the order is that of the first time."""
    remove_operator(session, "operator-2", WHO)
    seed_operators(session)
    assert operator_codes(session) == ["operator-1", "operator-3"]
    with pytest.raises(InputError, match=r"Onbekende operator 'operator-2'\. Bekend zijn: operator-1, operator-3"):
        require_operator(session, "operator-2")
    add_operator(session, "operator-2", WHO)
    assert operator_codes(session) == FIRST
    session.commit()
    assert verify_record(session) == []


def test_a_code_that_is_new_in_the_setting_is_added(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that changes its setting and restarts, as before, gets what it asks for."""
    monkeypatch.setenv("SPOORBOEK_OPERATORS", "operator-1,later-7")
    settings.cache_clear()
    seed_operators(session)
    assert operator_codes(session) == [*FIRST, "later-7"]
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize(
    "code", ["Jan de Vries", "jan@bedrijf.nl", "A", "import", "spoorboek", "verhaal", "", "x" * 31]
)
def test_no_names_and_nobody_who_is_no_person(session: Session, code: str) -> None:
    """The code stands in Prefect and in the record for ever."""
    with pytest.raises(InputError, match="kan geen operator zijn: verwacht een code van 2 tot 30 kleine letters"):
        add_operator(session, code, WHO)


def test_nobody_is_added_twice_and_the_last_one_stays(session: Session) -> None:
    """An installation always has somebody who may act; and only who may act changes that."""
    with pytest.raises(InputError, match="al bekend"):
        add_operator(session, "operator-2", WHO)
    with pytest.raises(InputError, match="Onbekende operator 'vreemd-1'"):
        add_operator(session, "nieuw-4", "vreemd-1")
    for code in ("operator-2", "operator-3"):
        remove_operator(session, code, WHO)
    with pytest.raises(InputError, match="de laatste operator"):
        remove_operator(session, WHO, WHO)
    assert operator_codes(session) == [WHO]
