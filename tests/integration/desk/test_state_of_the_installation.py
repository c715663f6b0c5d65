"""How the installation is: the page for beheer, what monitors read, and who may read it."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from sqlmodel import Session
from support.desk.desk_cases import live_case
from support.desk_site import DeskSite, text_of
from support.repository import ROOT

from flows.watch.engine_questions import EngineAnswer
from flows.watch.troubles import Database, Observations
from models.tables import Case, UpkeepRound
from models.worklists.upkeep_rounds import UpkeepKind, note_round
from spoorboek import clock
from spoorboek.desk.operations import installation_metrics, monitor_door, state_page
from spoorboek.desk.operations.bounded_look import BoundedLook
from spoorboek.desk.operations.installation_state import state_of_installation
from spoorboek.desk.operations.looks import LOOKS
from spoorboek.platform.watch.observing import shipped

NAME = "Zoë van den Canarie"
MONITORS = ("/gezond", "/metrics")


def as_shipped() -> list[dict[str, object]]:
    """Return what Prefect tells of deployments that are exactly as shipped."""
    return [
        {
            "name": entry["name"],
            "entrypoint": entry["entrypoint"],
            "work_pool_name": "spoorboek",
            "description": entry["description"],
            "enforce_parameter_schema": True,
            "tags": entry["tags"],
            "paused": False,
            "schedules": [{"active": True, "schedule": each} for each in entry.get("schedules", ())],
        }
        for entry in shipped()
    ]


def well() -> Observations:
    """Return what is seen of an installation in which nothing stands still."""
    now = clock.now()
    engine = EngineAnswer({"is_paused": False}, (), as_shipped(), {"worker": now}, now)
    return Observations(now, Database.ANSWERS, engine)


@pytest.fixture
def sees(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Observations]], None]:
    """Return a way to say what is seen around the record, on a machine that may be slow; the record is the real one."""
    limits = (state_page, "PATIENCE"), (monitor_door, "HEALTH"), (installation_metrics, "METRIC")
    for module, name in limits:
        monkeypatch.setattr(module, f"{name}_SECONDS", 60)

    def put(look: Callable[[], Observations]) -> None:
        monkeypatch.setattr(LOOKS, "engine", BoundedLook(look, fresh_seconds=0))
        monkeypatch.setattr(LOOKS, "record", BoundedLook(state_of_installation, fresh_seconds=0))

    put(well)
    return put


@pytest.fixture
def hanging() -> Iterator[Callable[[], Observations]]:
    """Return a look that hangs until the test ends."""
    ended = threading.Event()

    def look() -> Observations:
        ended.wait(60)
        return well()

    yield look
    ended.set()


def rounds_ended(session: Session) -> None:
    """Let every round of upkeep have ended just now, in order."""
    for kind in UpkeepKind:
        note_round(session, kind)
    session.commit()


def test_the_page_says_how_each_part_is_and_what_to_do(
    desk: DeskSite, session: Session, make_case: Callable[..., Case], sees: Callable[..., None]
) -> None:
    """All is green with its words; a paused pool and a backup of before are said first, with what to do."""
    live_case(session, make_case, 40, name=NAME)
    rounds_ended(session)
    client = desk.log_in("beheer")
    page = text_of(client.get("/toestand"))
    assert "Alles draait. Let op 1 punt" in page
    assert "mails kwamen niet aan" in page
    assert all(
        f"{part} goed" in page for part in ("Prefect", "Worker", "Deployments", "Database", "Wekbeurten", "Anker")
    )
    assert "1 lopende zaak" in page
    paused = well()
    sees(lambda: Observations(paused.now, Database.ANSWERS, paused.engine._replace(pool={"is_paused": True})))  # type: ignore[union-attr]
    note_round(session, UpkeepKind.BACKUP, now=clock.now() - timedelta(days=3))
    note_round(session, UpkeepKind.RECONCILE, findings=2)
    session.commit()
    answer = client.get("/toestand")
    page = text_of(answer)
    assert "3 onderdelen zijn niet in orde" in page
    for said in (
        "De work pool spoorboek staat op pauze",
        "Zet dit in Prefect weer aan",
        "veel te lang geleden",
        "2 bevindingen",
    ):
        assert said in page
    assert page.index("op pauze") < page.index("Worker goed")
    assert "stand-rood" in answer.text
    assert NAME not in answer.text
    assert "Z-" not in page.replace("Z-index", "")


def test_the_page_does_not_wait_for_prefect(
    desk: DeskSite, sees: Callable[..., None], hanging: Callable[[], Observations], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While Prefect hangs the page comes, and says that it did not answer; so does who monitors it."""
    monkeypatch.setattr(state_page, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(monitor_door, "HEALTH_SECONDS", 0.1)
    monkeypatch.setattr(installation_metrics, "METRIC_SECONDS", 0.5)
    sees(hanging)
    page = desk.log_in("beheer").get("/toestand")
    assert page.status_code == 200
    assert "binnen twee seconden geen antwoord" in text_of(page)
    health = desk.visitor().get("/gezond")
    assert (health.status_code, health.json()["gezond"]) == (503, False)
    figures = desk.visitor().get("/metrics").text
    assert "spoorboek_engine_up 0.0" in figures
    assert "spoorboek_troubles" not in figures


def test_health_says_which_part_is_not_well(desk: DeskSite, sees: Callable[..., None]) -> None:
    """200 when nothing stands still, 503 with the part when something does; no text, no address, no secret."""
    answer = desk.visitor().get("/gezond")
    assert (answer.status_code, answer.json()["gezond"]) == (200, True)
    assert set(answer.json()["onderdelen"].values()) == {"goed"}
    sees(lambda: Observations(clock.now(), Database.ANSWERS, "antwoordt niet (ConnectError)"))
    answer = desk.visitor().get("/gezond")
    assert answer.status_code == 503
    assert answer.json()["onderdelen"] | {"database": "goed"} == answer.json()["onderdelen"]
    assert (answer.json()["onderdelen"]["prefect"], answer.json()["onderdelen"]["worker"]) == ("fout", "onbekend")
    assert "ConnectError" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_metrics_are_numbers_of_the_record(
    desk: DeskSite, session: Session, make_case: Callable[..., Case], sees: Callable[..., None]
) -> None:
    """What is due, late, failed and waiting, rounds and versions; a page by its path as the table writes it."""
    number = live_case(session, make_case, 400, name=NAME)
    rounds_ended(session)
    assert desk.log_in("casemanager", everyone=True).get(f"/zaak/{number}").status_code == 200
    said = desk.visitor().get("/metrics")
    found = {each.name: each for each in text_string_to_metric_families(said.text)}
    assert found["spoorboek_open_cases"].samples[0].value == 1
    assert found["spoorboek_steps_late"].samples[0].value > 0
    assert found["spoorboek_database_up"].samples[0].value == 1
    assert found["spoorboek_backup_timestamp_seconds"].samples[0].value > clock.now().timestamp() - 600
    pages = {each.labels["page"] for each in found["spoorboek_desk_request_seconds"].samples}
    assert "/zaak/{zaak}" in pages
    assert number not in said.text
    assert NAME not in said.text
    assert "Canarie" not in said.text


def test_every_metric_of_dashboard_and_alerts_exists(
    desk: DeskSite, session: Session, sees: Callable[..., None]
) -> None:
    """A dashboard or an alert that names a metric we do not have is silent for ever; so each name is looked up."""
    desk.visitor().get("/aanmelden")
    given = set(re.findall(r"^(spoorboek_\w+)", desk.visitor().get("/metrics").text, re.MULTILINE))
    dashboard = json.loads((ROOT / "deployments" / "grafana-dashboard.json").read_text())
    rules = yaml.safe_load((ROOT / "deployments" / "prometheus-alerts.yaml").read_text())["groups"][0]["rules"]
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    named = {
        name
        for expression in (*asked, *(rule["expr"] for rule in rules))
        for name in re.findall(r"spoorboek_\w+", expression)
    }
    assert named - given == set()
    assert len(named) > 20
    assert all(re.findall(r"spoorboek_\w+", rule["expr"]) and rule["annotations"]["summary"] for rule in rules)
    handbook = (ROOT / "docs" / "handboek" / "toestand.md").read_text()
    families = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in given}
    assert {name for name in families if f"`{name}`" not in handbook} == set()


@pytest.mark.parametrize("path", MONITORS)
def test_who_may_watch(
    desk: DeskSite,
    sees: Callable[..., None],
    path: str,
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
) -> None:
    """Without a token this machine alone, and nothing that a proxy may have passed on; with one, who shows it."""
    client = desk.visitor()
    assert client.get(path).status_code in (200, 503)
    assert client.post(path).status_code == 405
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via", "X-Forwarded-Host"):
        assert client.get(path, headers={name: "203.0.113.9"}).status_code == 403
    for host in ("evil.example", "werkplek.bedrijf.nl", "", "127.0.0.1.evil.example"):
        assert client.get(path, headers={"Host": host}).status_code in (400, 403)
    monkeypatch.setenv("SPOORBOEK_DESK_ADDRESS", "https://werkplek.bedrijf.nl")
    fresh()
    assert client.get(path).status_code == 403
    token = "bewaking-van-de-werkplek-1"
    monkeypatch.setenv("SPOORBOEK_MONITOR_TOKEN", token)
    fresh()
    for shown in ("", "Bearer", f"Bearer {token}x", f"Basic {token}", f"bearer {token}", "Bearer é"):
        answer = client.get(path, headers={"Authorization": shown.encode()})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), shown
        assert token not in answer.text
    right = {"Authorization": f"Bearer {token}", "X-Forwarded-For": "203.0.113.9", "Host": "elders.example"}
    assert client.get(path, headers=right).status_code in (200, 503)


def test_a_metric_of_a_record_that_is_away(
    desk: DeskSite, session: Session, sees: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the record there are no figures that look like zeros: only that it is away."""

    def away() -> object:
        raise OSError

    monkeypatch.setattr(LOOKS, "record", BoundedLook(away))
    text = installation_metrics.metrics_text().decode()
    assert "spoorboek_database_up 0.0" in text
    assert "spoorboek_open_cases" not in text
    assert session.get(UpkeepRound, "herstel") is None
