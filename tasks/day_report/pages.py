"""Two pages of numbers for Prefect: the report of a day, and how things stand now. No case, no person."""

from datetime import datetime

from models.worklists.operation_figures import OperationFigures
from spoorboek.clock import AMSTERDAM
from spoorboek.statute.days.calendar import dutch_weekday_date
from tasks.day_report.making import MadeReport
from tasks.desk_links import CASES_PAGE, STATE_PAGE, TODAY_PAGE, desk_origin
from tasks.views.page_tables import page_table

REPORT_KEY, REPORT_TITLE = "dagrapport", "Dagrapport"
STATE_KEY, STATE_TITLE = "stand-van-zaken", "Stand van zaken"


def day_report_page(made: MadeReport) -> str:
    """Write the numbers of a day as Markdown, with links to the desk."""
    counts = made.counts
    rows = [
        ("te laat", str(counts.late)),
        ("voor vandaag", str(counts.today)),
        ("deze week", str(counts.week)),
        ("vragen van vóór de overname", str(counts.questions)),
        ("streefdatum voorbij", str(counts.passed)),
        ("wacht op een ander", str(counts.waiting)),
        ("verwijzingen goed te keuren", str(counts.approvals)),
        ("mails niet aangekomen", str(counts.failed_mail)),
        ("zaken vastgelopen", str(counts.stuck)),
    ]
    mailed = f"{made.mails} {'persoon kreeg' if made.mails == 1 else 'mensen kregen'} het eigen dagrapport per mail."
    return "\n\n".join(
        [f"# Dagrapport van {dutch_weekday_date(made.on)}", page_table(("wat", "aantal"), rows), mailed, *_links()]
    )


def state_page_text(figures: OperationFigures, now: datetime) -> str:
    """Write how things stand as Markdown, with links to the desk."""
    rows = [
        ("lopende zaken", str(figures.open_cases)),
        ("te wekken", str(figures.due)),
        ("hadden al wakker moeten zijn", str(figures.late)),
        ("vastgelopen", str(figures.failed)),
        ("stappen te laat", str(figures.steps_late)),
        ("mails die wachten", str(figures.mail_waiting)),
        ("mails die op een besluit wachten", str(figures.mail_held)),
    ]
    seen = f"Gezien op {now.astimezone(AMSTERDAM):%d-%m-%Y} om {now.astimezone(AMSTERDAM):%H:%M}."
    return "\n\n".join([f"# {STATE_TITLE}", seen, page_table(("wat", "aantal"), rows), *_links()])


def _links() -> list[str]:
    """Link to the desk, where there is one."""
    if not (origin := desk_origin()):
        return []
    pages = (("Vandaag", TODAY_PAGE), ("Zaken", CASES_PAGE), ("Toestand", STATE_PAGE))
    return ["Op de werkplek: " + " · ".join(f"[{title}]({origin}{path})" for title, path in pages)]
