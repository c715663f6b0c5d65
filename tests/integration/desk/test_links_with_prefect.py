"""From the page of a case to its run in Prefect, and from the dossier there back to the page."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlmodel import Session
from support.desk.desk_cases import live_case
from support.desk_site import DeskSite

from models.case_lookup import find_case
from models.tables import Case
from tasks.case_state import read_case_state
from tasks.views.dossier_page import dossier_page


def test_a_case_leads_to_its_run_and_back(
    desk: DeskSite,
    session: Session,
    make_case: Callable[..., Case],
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
) -> None:
    """For who records facts: at the address people use; a case without a run says so, and others get no link."""
    number, run = live_case(session, make_case, 40), uuid4()
    client = desk.log_in("casemanager", everyone=True)
    assert client.get(f"/zaak/{number}/run").status_code == 404
    case = find_case(session, number)
    case.flow_run_id = run
    session.add(case)
    session.commit()
    assert f'href="/zaak/{number}/run"' in client.get(f"/zaak/{number}").text
    gone_to = client.get(f"/zaak/{number}/run")
    assert (gone_to.status_code, gone_to.headers["location"]) == (303, f"http://127.0.0.1:4200/runs/flow-run/{run}")
    monkeypatch.setenv("SPOORBOEK_ORIGINS", "https://prefect.huis.example")
    fresh()
    assert client.get(f"/zaak/{number}/run").headers["location"].startswith("https://prefect.huis.example/runs/")
    other = desk.log_in("auditor", everyone=True)
    assert f"/zaak/{number}/run" not in other.get(f"/zaak/{number}").text
    assert other.get(f"/zaak/{number}/run").status_code == 403
    page = dossier_page(read_case_state(number), desk="https://werkplek.huis.example")
    assert f"[zaak {number}](https://werkplek.huis.example/zaak/{number})" in page
    assert "werkplek" not in dossier_page(read_case_state(number))
