"""Which bureau is asked: the first that fits and was not asked before. And the day of a time-lapse."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session

from models.bureau_choice import next_bureau_to_ask
from models.record import write_effect
from models.tables import Bureau, Case, Employee, Employer, Referral
from models.virtual_calendar import set_virtual_day, virtual_day
from spoorboek.statute.actions import Action

DAY = date(2026, 9, 1)


def _bureau(session: Session, code: str, **columns: object) -> Bureau:
    made = Bureau(code=code, name=f"Bureau {code}", email=f"{code}@kanarie.test", **columns)
    session.add(made)
    session.flush()
    return made


def _ask(session: Session, case: Case, bureau: Bureau, number: int) -> None:
    effect = write_effect(session, case, Action(DAY, "referral", "start_spoor_2", 1, str(number)))
    assert effect is not None
    session.add(
        Referral(
            case_id=case.id, effect_id=effect, bureau_id=bureau.id, number=number, status="verzonden", opened_on=DAY
        )
    )
    session.flush()


def _next(session: Session, case: Case) -> str | None:
    found = next_bureau_to_ask(session, case)
    return found.code if found else None


def test_the_lowest_rank_that_fits_is_asked(session: Session, make_case: Callable[..., Case]) -> None:
    """Inactive bureaus and those of another region are passed over, whatever their rank."""
    _bureau(session, "gestopt", rank=1, active=False)
    _bureau(session, "noord", rank=2, regions=["97", "98"])
    _bureau(session, "stad", rank=3, regions=["11", "10"])
    _bureau(session, "land", rank=4)
    assert _next(session, make_case()) == "stad"


def test_equal_ranks_are_asked_in_the_order_of_their_codes(session: Session, make_case: Callable[..., Case]) -> None:
    """The choice is the same every time."""
    for code in ("c", "a", "b"):
        _bureau(session, code)
    assert _next(session, make_case()) == "a"


def test_who_was_asked_is_not_asked_again_for_that_case(session: Session, make_case: Callable[..., Case]) -> None:
    """After a refusal the next bureau is asked, until none is left; another case starts at the first."""
    case, other = make_case(), make_case()
    first, second = _bureau(session, "a"), _bureau(session, "b")
    _ask(session, case, first, 1)
    assert (_next(session, case), _next(session, other)) == ("b", "a")
    _ask(session, case, second, 2)
    assert _next(session, case) is None


@pytest.mark.parametrize(("regions", "fits"), [([], True), (["10"], False)])
def test_without_a_postcode_only_the_whole_country_fits(
    session: Session, make_case: Callable[..., Case], regions: list[str], fits: bool
) -> None:
    """Where the region is unknown nobody is asked who might not come."""
    case = make_case()
    session.get_one(Employer, session.get_one(Employee, case.employee_id).employer_id).postcode_area = None
    _bureau(session, "a", regions=regions)
    assert (_next(session, case) is not None) == fits


def test_in_real_life_there_is_no_virtual_day(session: Session) -> None:
    """Only a time-lapse sets one; moving it is seen at once."""
    assert virtual_day(session) is None
    for day in (DAY, date(2026, 9, 2)):
        set_virtual_day(session, day)
        assert virtual_day(session) == day
