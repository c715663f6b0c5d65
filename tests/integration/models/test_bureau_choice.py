"""Which bureau is asked: the first that fits and was not asked before. And the day of a time-lapse."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, select

from models.bureau_choice import bureaus_to_ask, case_shortlist, choose_next_bureau
from models.bureaus.register import registered_bureaus
from models.record import append_event, write_effect
from models.second_track.preparation_content import SearchContent, add_content
from models.tables import Bureau, Case, Employee, Employer, KeptShortlist, Referral
from models.virtual_calendar import set_virtual_day, virtual_day
from spoorboek.statute.actions import Action
from spoorboek.statute.policy.policy_reader import house_policy
from tasks.views.shortlist_page import shortlist_page

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
    return next(iter(bureaus_to_ask(session, case)), None)


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


def test_where_work_is_sought_comes_before_where_the_employer_is(
    session: Session, make_case: Callable[..., Case]
) -> None:
    """By the search data that hold, and of no other case; one that was withdrawn leads back to the employer."""
    case, other = make_case(), make_case()
    for each in session.scalars(select(Employer)):
        each.postcode_area = "10"
    _bureau(session, "hier", regions=["10"])
    _bureau(session, "daar", regions=["35"])
    assert (_next(session, case), case_shortlist(session, case).shortlist.demand.area_of) == ("hier", "werkgever")
    told = None
    for region in ("97", "35"):
        sought = SearchContent(region=region, hours_per_week="20", level="mbo", phone="0612345678")
        number = add_content(session, case.id, sought, DAY, "operator-1")
        told = append_event(
            session, case, "search_data_recorded", DAY, {"on": DAY.isoformat(), "number": number}, "operator-1"
        )
    demand = case_shortlist(session, case).shortlist.demand
    assert (_next(session, case), demand.area, demand.area_of) == ("daar", "35", "werknemer")
    assert "Regio: 35 (uit de zoekgegevens)" in shortlist_page(case_shortlist(session, case), house_policy())
    assert _next(session, other) == "hier"
    assert told is not None
    append_event(session, case, "report_withdrawn", DAY, {"report": told.seq}, "operator-1")
    assert case_shortlist(session, case).shortlist.demand.area == "97"


def test_the_whole_order_is_there_for_a_round(session: Session, make_case: Callable[..., Case]) -> None:
    """The first k of it are asked at once; who was asked before, and who said no, is not in it, and it says why."""
    case = make_case()
    first, second = _bureau(session, "a"), _bureau(session, "b")
    for code in ("c", "d"):
        _bureau(session, code)
    for number, bureau in enumerate((first, second), 1):
        _ask(session, case, bureau, number)
    data = {"referral": 1, "answer": "geweigerd", "on": DAY.isoformat()}
    append_event(session, case, "bureau_answered", DAY, data, "operator-1")
    assert bureaus_to_ask(session, case) == ("c", "d")
    why = {each.code: each.reasons for each in case_shortlist(session, case).shortlist.excluded}
    assert why == {"a": ("weigerde_eerder",), "b": ("al_gevraagd",)}


def test_the_record_of_a_bureau_is_computed_from_what_happened(
    session: Session, make_case: Callable[..., Case]
) -> None:
    """An answer that was withdrawn counts as never given; one that declined takes no place any more."""
    case, bureau = make_case(), _bureau(session, "a")
    _ask(session, case, bureau, 1)
    data = {"referral": 1, "answer": "geweigerd", "on": DAY.isoformat()}
    told = append_event(session, case, "bureau_answered", DAY, data, "operator-1")
    (found,) = registered_bureaus(session, house_policy(), DAY)
    assert (found.promises.answers, found.occupied) == ((1, 1), 0)
    append_event(session, case, "report_withdrawn", DAY, {"report": told.seq}, "operator-1")
    (found,) = registered_bureaus(session, house_policy(), DAY)
    assert (found.promises.answers, found.occupied) == ((0, 0), 1)


def test_the_list_the_product_chose_from_is_kept(session: Session, make_case: Callable[..., Case]) -> None:
    """With the version of the weights and everybody on it; without a bureau to ask there is nothing to keep."""
    case = make_case()
    assert choose_next_bureau(session, case) is None
    bureau = _bureau(session, "a")
    _bureau(session, "off", active=False)
    assert choose_next_bureau(session, case) == bureau
    kept = session.scalars(select(KeptShortlist)).one()
    assert (kept.bureau_id, kept.house, kept.reason) == (bureau.id, house_policy().version, None)
    assert kept.content["excluded"] == [{"bureau": "off", "reasons": ["niet_actief"], "lacking": []}]


def test_in_real_life_there_is_no_virtual_day(session: Session) -> None:
    """Only a time-lapse sets one; moving it is seen at once."""
    assert virtual_day(session) is None
    for day in (DAY, date(2026, 9, 2)):
        set_virtual_day(session, day)
        assert virtual_day(session) == day
