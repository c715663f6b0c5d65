"""The report of a day: asked for every ten minutes, and made once each working day."""

from uuid import UUID

from prefect import flow, runtime
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.engine.kept_pages import add_page
from flows.engine.runs import prefect_client
from spoorboek import clock
from tasks.day_report.making import make_day_report
from tasks.day_report.pages import REPORT_KEY, REPORT_TITLE, day_report_page


@flow(name="Dagrapport", persist_result=False)
def report_the_day() -> State:
    """Mailt op werkdagen ieder zijn eigen dag, zodra de wekbeurten van de ochtend klaar zijn; één keer per dag."""
    made = make_day_report(clock.now())
    if isinstance(made, str):
        return Completed(message=made)
    with prefect_client() as prefect:
        add_page(prefect, REPORT_KEY, REPORT_TITLE, day_report_page(made), UUID(runtime.flow_run.id))
    counts = made.counts
    said = f"{counts.late} te laat, {counts.today} voor vandaag, {counts.week} deze week, {counts.questions} vragen"
    return Completed(message=f"Gemaakt: {said}; {made.mails} mails.")
