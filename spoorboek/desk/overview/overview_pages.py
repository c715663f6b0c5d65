"""The pages of the overview: the work, lateness, the second track, absence; each part also as an Excel file."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlencode

from models.overview.portfolio_cases import overview_cases, overview_employers, wholly_seen
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, Refused, ShownPage, Visit
from spoorboek.desk.work.case_pages import file_answer
from tasks.views.desk.case_workbook import MEDIA_TYPE
from tasks.views.overview.absence_parts import absence_part
from tasks.views.overview.overview_part import OverviewPart
from tasks.views.overview.overview_period import OverviewPeriod, overview_periods
from tasks.views.overview.overview_workbook import overview_workbook
from tasks.views.overview.track_parts import track_parts
from tasks.views.overview.work_parts import ends_part, lateness_parts, load_part

OVERVIEW_PATH = "/overzicht"
EVERYBODY = "Alle werkgevers"


class AskedOverview(NamedTuple):
    """What is asked: the employers that may be chosen with their names, the one that is (None: all), and the period."""

    employers: Mapping[int, str]
    employer: int | None
    period: OverviewPeriod

    @property
    def query(self) -> Mapping[str, str]:
        """Return how an address asks it."""
        employer = {"werkgever": str(self.employer)} if self.employer else {}
        return {**employer, "periode": self.period.code}

    @property
    def about(self) -> Sequence[str]:
        """Say of whom and of when, for a file."""
        return [self.employers[self.employer] if self.employer else EVERYBODY, self.period.words]


class OverviewSheet(NamedTuple):
    """One page of the overview: how it is named, whether the period counts, what one must be allowed, its parts."""

    path: str
    title: str
    has_period: bool
    permission: Permission
    parts: Callable[[Visit, AskedOverview], Sequence[OverviewPart]]

    @property
    def file_path(self) -> str:
        """Return the path below which the files of its parts are."""
        return f"{self.path}/bestand"


def _work(visit: Visit, asked: AskedOverview) -> Sequence[OverviewPart]:
    cases = overview_cases(visit.viewer.reach, asked.employer)
    return load_part(visit.record, cases, visit.on), ends_part(visit.record, cases, visit.on)


def _lateness(visit: Visit, asked: AskedOverview) -> Sequence[OverviewPart]:
    return lateness_parts(visit.record, overview_cases(visit.viewer.reach, asked.employer), asked.period)


def _track(visit: Visit, asked: AskedOverview) -> Sequence[OverviewPart]:
    return track_parts(visit.record, overview_cases(visit.viewer.reach, asked.employer), asked.period, visit.on)


def _absence(visit: Visit, asked: AskedOverview) -> Sequence[OverviewPart]:
    whole = employers_seen_wholly(visit, asked)
    cases = overview_cases(visit.viewer.reach, asked.employer)
    return (absence_part(visit.record, cases, whole, asked.period),)


def employers_seen_wholly(visit: Visit, asked: AskedOverview) -> Mapping[int, str]:
    """Return the employers that are asked and of which every case is within reach: only of those a share is one."""
    wholly = wholly_seen(visit.record, visit.viewer.reach)
    chosen = {asked.employer} if asked.employer else asked.employers.keys()
    return {each: asked.employers[each] for each in chosen if each in wholly}


SHEETS = (
    OverviewSheet(OVERVIEW_PATH, "Werk", False, Permission.READ_OVERVIEW, _work),
    OverviewSheet(f"{OVERVIEW_PATH}/te-laat", "Te laat", True, Permission.READ_OVERVIEW, _lateness),
    OverviewSheet(f"{OVERVIEW_PATH}/spoor-2", "Tweede spoor", True, Permission.READ_TRACK_FIGURES, _track),
    OverviewSheet(f"{OVERVIEW_PATH}/verzuim", "Verzuim", True, Permission.READ_OVERVIEW, _absence),
)


def asked_overview(visit: Visit) -> AskedOverview:
    """Return what the address asks; what cannot be chosen counts as not asked."""
    employers = dict(overview_employers(visit.record, visit.viewer.reach))
    written = visit.query.get("werkgever", "")
    number = int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None
    periods = overview_periods(visit.on)
    period = next((each for each in periods if each.code == visit.query.get("periode")), periods[0])
    return AskedOverview(employers, number if number in employers else None, period)


def _show(sheet: OverviewSheet) -> Callable[[Visit], PageAnswer]:
    def show(visit: Visit) -> PageAnswer:
        asked = asked_overview(visit)
        return ShownPage("werkplek/overzicht.html", {"parts": sheet.parts(visit, asked), **frame(visit, sheet, asked)})

    return show


def frame(visit: Visit, sheet: OverviewSheet | None, asked: AskedOverview) -> dict[str, object]:
    """Return what stands around the parts: the other pages, and what can be chosen."""
    query = urlencode(asked.query)
    return {
        "page_path": OVERVIEW_PATH,  # what stands in the menu
        "sheet": sheet,
        "sheets": [
            (f"{each.path}?{query}", each.title, each is sheet) for each in SHEETS if visit.viewer.may(each.permission)
        ],
        "asked": asked,
        "periods": overview_periods(visit.on),
        "query": query,
        "may_count": visit.viewer.may(Permission.RECORD_FACTS) and bool(wholly_seen(visit.record, visit.viewer.reach)),
    }


def _give(sheet: OverviewSheet) -> Callable[[Visit], PageAnswer]:
    def give(visit: Visit) -> PageAnswer:
        asked, key = asked_overview(visit), visit.path["deel"]
        part = next((each for each in sheet.parts(visit, asked) if each.key == key), None)
        if part is None:
            raise Refused(HTTPStatus.NOT_FOUND, "Niet gevonden", "Dit overzicht bestaat niet.", sheet.path)
        about = asked.about if sheet.has_period else asked.about[:1]
        name = f"overzicht-{key}-{visit.on.isoformat()}.xlsx"
        return file_answer(overview_workbook(part, about), MEDIA_TYPE, name, inline=False)

    return give


def _pages(sheet: OverviewSheet) -> Sequence[DeskPage]:
    is_first = sheet.path == OVERVIEW_PATH
    title = "Overzicht" if is_first else f"Overzicht: {sheet.title.lower()}"
    file = DeskPage(f"{sheet.file_path}/{{deel}}", f"{title} als Excel-bestand", sheet.permission, _give(sheet))
    return DeskPage(sheet.path, title, sheet.permission, _show(sheet), in_menu=is_first), file


OVERVIEW_PAGES = tuple(page for sheet in SHEETS for page in _pages(sheet))
