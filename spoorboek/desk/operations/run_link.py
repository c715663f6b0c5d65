"""From a case at the desk to its run in Prefect, for who records facts: the steps of its flow, and its run forms."""

import os
from http import HTTPStatus

from starlette.responses import RedirectResponse

from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, PageAnswer, Refused, Visit
from spoorboek.settings import Settings, settings

UI_ADDRESS = "PREFECT_UI_URL"  # of a Prefect that is elsewhere
NO_RUN = "Deze zaak heeft nog geen run in Prefect. Die komt er binnen een kwartier vanzelf."


def show_run(visit: Visit) -> PageAnswer:
    """Go to the run of a case in Prefect, which asks for its own secret."""
    run = visit.case.flow_run_id
    if run is None:
        raise Refused(HTTPStatus.NOT_FOUND, "Nog geen run", NO_RUN, f"/zaak/{visit.case.number}")
    return RedirectResponse(f"{prefect_ui(settings())}/runs/flow-run/{run}", HTTPStatus.SEE_OTHER)


def prefect_ui(configuration: Settings) -> str:
    """Return the address people reach the UI of Prefect at."""
    others = [each for each in (*configuration.origins.split(","), configuration.api_url) if each]
    return os.environ.get(UI_ADDRESS, "").rstrip("/") or next(iter(others), configuration.own_origins[0])


RUN_PAGES = (DeskPage("/zaak/{zaak}/run", "Run in Prefect", Permission.RECORD_FACTS, show_run, in_case=True),)
