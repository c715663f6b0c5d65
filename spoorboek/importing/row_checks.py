"""Check one row with an ordered list of rules; each names the column that is wrong, and why.

Only cells that could be read are checked; blank cells are ignored, and one wrong cell gives one complaint.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from spoorboek.importing.reading.columns import OF_CONTACT, ROLES
from spoorboek.importing.row_complaint import RowComplaint, RowRule, RowValues
from spoorboek.importing.running_track import NEVER_AHEAD, TRACK_DAYS, TRACK_KEYS
from spoorboek.importing.track_checks import TRACK_RULES

YOUNGEST, OLDEST = 13, 100
IN_FUTURE = "de datum ligt in de toekomst; neem de regel op zodra die dag er is."
WEEK_42_OPENS = 280  # days after the first sick day. Source: milestones.yaml, melding_42_weken


def row_complaints(values: RowValues, wrong: Collection[str], on: date) -> Iterator[RowComplaint]:
    """Yield what is implausible in one row, as of the day `on`; `wrong`: the columns that could not be read.

    A column that is wrong gives one complaint: nothing more is said of it, nor of what was compared with it.
    """
    known = set(wrong)
    for complaint in (each for rule in ROW_RULES for each in rule(values, on)):
        if known.isdisjoint(complaint.about):
            known.add(complaint.key)
            yield complaint


def _dates_not_in_future(values: RowValues, on: date) -> Iterator[RowComplaint]:
    of_case = ("first_sick_day", "reported_on", "recovered_from", "assessment_on", "informed_on", "week_42_on")
    for key in ("birth_date", *of_case, *NEVER_AHEAD):
        if (day := values.get(key)) and day > on:
            yield RowComplaint(key, IN_FUTURE)


def _dates_follow_first_sick_day(values: RowValues, _: date) -> Iterator[RowComplaint]:
    if not (first := values.get("first_sick_day")):
        return
    if (recovered := values.get("recovered_from")) and recovered <= first:
        after = "de eerste hersteldag moet na de eerste ziektedag liggen."
        yield RowComplaint("recovered_from", after, "first_sick_day")
    of_case = ("reported_on", "contract_ends_on", "leaves_on", "assessment_on", "informed_on")
    for key in (*of_case, *TRACK_DAYS):
        if (day := values.get(key)) and day < first:
            yield RowComplaint(key, "de datum ligt voor de eerste ziektedag.", "first_sick_day")


def _age_is_plausible(values: RowValues, on: date) -> Iterator[RowComplaint]:
    born = values.get("birth_date")
    if born and born <= on and not YOUNGEST <= (values.get("first_sick_day") or on).year - born.year <= OLDEST:
        expected = f"de leeftijd klopt niet; verwacht {YOUNGEST} tot en met {OLDEST} jaar."
        yield RowComplaint("birth_date", expected, "first_sick_day")


def _contract_ends_agree(values: RowValues, _: date) -> Iterator[RowComplaint]:
    leaves, last = values.get("leaves_on"), values.get("contract_ends_on")
    if leaves and last and last != leaves - timedelta(days=1):
        before = "de laatste dag van het dienstverband moet de dag voor 'uit dienst per' zijn."
        yield RowComplaint("leaves_on", before, "contract_ends_on")


def _bsn_only_with_sick_day(values: RowValues, _: date) -> Iterator[RowComplaint]:
    """An employer may not hand over the BSN of people who are not ill (Autoriteit Persoonsgegevens)."""
    if values.get("bsn") and not values.get("first_sick_day"):
        only_sick = "een BSN hoort alleen bij wie ziek is; maak de cel leeg of vul de eerste ziektedag in."
        yield RowComplaint("bsn", only_sick, "first_sick_day")


def _case_fields_need_sick_day(values: RowValues, _: date) -> Iterator[RowComplaint]:
    if values.get("first_sick_day"):
        return
    for key in (
        *("reported_on", "recovered_from", "safety_net", "week_42_report"),
        *("assessment", "assessment_on", "informed_on", "week_42_on", "week_42_receipt", *TRACK_KEYS, *ROLES),
    ):
        if values.get(key) not in (None, "nee"):
            yield RowComplaint(key, "ingevuld, maar er is geen eerste ziektedag.", "first_sick_day")


def _contacts_are_complete(values: RowValues, _: date) -> Iterator[RowComplaint]:
    for role in ROLES:
        name, mail = values.get(role), values.get(f"{role}_mail")
        if name and not mail and f"{role}_mail" in values:
            yield RowComplaint(f"{role}_mail", "leeg, maar de naam is ingevuld; vul beide in of geen van beide.", role)
        elif name and not mail:
            yield RowComplaint(role, "de kolom met het e-mailadres van deze persoon ontbreekt.")
        elif mail and not name:
            nameless = "ingevuld, maar de naam erbij ontbreekt; vul beide in of geen van beide."
            yield RowComplaint(f"{role}_mail", nameless, role)
        for key in (f"{role}_{field}" for field in OF_CONTACT if not name):
            if values.get(key) and not mail:
                yield RowComplaint(key, "ingevuld, maar de naam en het e-mailadres erbij ontbreken.", role)


def _own_risk_has_an_order(values: RowValues, _: date) -> Iterator[RowComplaint]:
    since, until = values.get("own_risk_from"), values.get("own_risk_until")
    if until and not since:
        yield RowComplaint("own_risk_until", "ingevuld, maar de eerste dag ontbreekt.")
    elif since and until and until < since:
        yield RowComplaint("own_risk_until", "ligt vóór de eerste dag als eigenrisicodrager.", "own_risk_from")


def _assessment_is_complete(values: RowValues, _: date) -> Iterator[RowComplaint]:
    on, outcome = values.get("assessment_on"), values.get("assessment")
    if bool(on) != bool(outcome):
        key, other = ("assessment", "assessment_on") if on else ("assessment_on", "assessment")
        yield RowComplaint(key, "leeg, maar dag of uitkomst van het onderzoek is ingevuld; vul beide in.", other)


def _week_42_is_proved(values: RowValues, _: date) -> Iterator[RowComplaint]:
    """A report counts as made with its day and the receipt number of UWV, and not before week 40 is over."""
    on, receipt, first = values.get("week_42_on"), values.get("week_42_receipt"), values.get("first_sick_day")
    if bool(on) != bool(receipt):
        key, other = ("week_42_receipt", "week_42_on") if on else ("week_42_on", "week_42_receipt")
        yield RowComplaint(key, "leeg, maar dag of ontvangstnummer van de melding is ingevuld; vul beide in.", other)
    elif on and first and on < first + timedelta(WEEK_42_OPENS):
        early = "de melding kan pas na week 40 van de ziekte, en deze dag ligt daarvoor."
        yield RowComplaint("week_42_on", early, "first_sick_day")


def _beside_the_law_is_whole(values: RowValues, _: date) -> Iterator[RowComplaint]:
    since, until = values.get("agreement_from"), values.get("agreement_until")
    said = [name for name in ("agreement_until", "agreement_source", "wage_weeks", "ban_weeks") if values.get(name)]
    if said and not since:
        yield RowComplaint(said[0], "ingevuld, maar de eerste dag ontbreekt.", "agreement_from")
    elif since and until and until < since:
        yield RowComplaint("agreement_until", "ligt vóór de eerste dag.", "agreement_from")
    if since and values.get("wage_weeks") is None and values.get("ban_weeks") is None:
        yield RowComplaint("agreement_from", "ingevuld, maar het aantal weken ontbreekt.", "wage_weeks")


ROW_RULES: tuple[RowRule, ...] = (
    _dates_not_in_future,
    _dates_follow_first_sick_day,
    _age_is_plausible,
    _contract_ends_agree,
    _own_risk_has_an_order,
    _beside_the_law_is_whole,
    _bsn_only_with_sick_day,
    _case_fields_need_sick_day,
    _assessment_is_complete,
    _week_42_is_proved,
    _contacts_are_complete,
    *TRACK_RULES,
)
