"""Containers, units and Caddyfile speak of what the product has: its jobs, settings, ports and secrets."""

import re
from collections.abc import Mapping
from typing import Any, get_args

import pytest
from pydantic import SecretStr
from support.machine.ways_to_run import COMPOSE, DEPLOYMENTS, UNITS, Process, containers, units, variables_of
from support.repository import ROOT

from spoorboek.platform.serve.jobs import NEEDS, Need
from spoorboek.settings import Settings

SCRIPT = (DEPLOYMENTS / "secrets.sh").read_text(encoding="utf-8")
CADDYFILE = (DEPLOYMENTS / "Caddyfile").read_text(encoding="utf-8")
CONTAINERFILE = (DEPLOYMENTS / "Containerfile").read_text(encoding="utf-8")
KEYS = {"api-secret", "keys", "ledger.key", "backup-key"}  # made by `spoorboek keys begin`
MADE = KEYS | set(re.findall(r"(?m)^keep ([\w.-]+) ", SCRIPT))
ALL = [*containers(), *units()]
TOLD = {
    Need.RECORD: {"SPOORBOEK_DATABASE_URL_FILE"},
    Need.KEYS: {"SPOORBOEK_KEYS_FILE", "SPOORBOEK_LEDGER_KEY_FILE"},
    Need.BACKUP_KEY: {"SPOORBOEK_BACKUP_KEY_FILE"},
    Need.ENGINE_DATABASE: {"SPOORBOEK_PREFECT_DATABASE_URL_FILE"},
    Need.REDIS: {"SPOORBOEK_REDIS_URL_FILE"},
    Need.SECRET: {"SPOORBOEK_API_SECRET_FILE"},
    Need.API: {"SPOORBOEK_API_URL"},
}
RIGHTS = ("services", "worker")  # who may see what makes a backup


def secret_settings() -> set[str]:
    """Name the variables that hold a secret."""
    fields = Settings.model_fields.items()
    return {
        f"SPOORBOEK_{name.upper()}"
        for name, field in fields
        if SecretStr in (field.annotation, *get_args(field.annotation))
    }


def named(process: Process) -> str:
    """Name a process in the list of tests."""
    return process.name


@pytest.mark.parametrize("process", ALL, ids=named)
def test_a_process_is_told_all_it_needs(process: Process) -> None:
    """Each starts a job of `spoorboek serve`, with every setting that job asks for."""
    wanted = set().union(*(TOLD[need] for need in NEEDS[process.job]))
    assert wanted - set(process.variables) == set()


@pytest.mark.parametrize("process", ALL, ids=named)
def test_a_process_is_told_nothing_the_product_does_not_know(process: Process) -> None:
    """Each variable is a setting of the product, or names the file of a secret one."""
    settings = {f"SPOORBOEK_{name.upper()}" for name in Settings.model_fields}
    known = settings | {f"{name}_FILE" for name in secret_settings()}
    assert set(process.variables) - known == set()


@pytest.mark.parametrize("process", ALL, ids=named)
def test_a_secret_is_a_file_that_is_made_and_given_to_who_needs_it(process: Process) -> None:
    """No variable holds a secret; each names a file that the process is given; it is given no other."""
    assert set(process.variables) & secret_settings() == set()
    files = {text.removeprefix(process.place) for text in process.variables.values() if text.startswith(process.place)}
    assert files == process.secrets
    assert files <= MADE


def test_only_one_process_may_change_the_tables() -> None:
    """The owner of the tables is known to the one that migrates, and backups to who makes them."""
    assert {each.job for each in ALL if "owner-database-url" in each.secrets} == {"services"}
    assert {each.job for each in ALL if "backup-key" in each.secrets} == set(RIGHTS)
    assert all("keys" not in each.secrets for each in ALL if each.job in ("api", "watch"))


@pytest.mark.parametrize("process", ALL, ids=named)
def test_the_settings_are_accepted(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    """The product reads them without a complaint: addresses, ports, what may be reached without TLS."""
    for name, text in process.variables.items():
        if not name.endswith("_FILE"):
            monkeypatch.setenv(name, text.replace("%i", "4201").replace("%S", "/var/lib").replace("%N", "x"))
    read = Settings()
    assert read.operations_mail == "operatie@bedrijf.nl"


def test_the_compose_file_is_one(compose_schema: Mapping[str, Any]) -> None:
    """It is as the schema of the Compose specification says; that is older than the key `name`."""
    import jsonschema

    jsonschema.Draft7Validator(compose_schema).validate({key: COMPOSE[key] for key in COMPOSE if key != "name"})


def test_a_container_can_do_little() -> None:
    """Read-only, without capabilities or a way to gain any, not as root, with a health check and time to stop."""
    for name, each in COMPOSE["services"].items():
        assert each["read_only"], name
        assert each["cap_drop"] == ["ALL"], name
        assert each["security_opt"] == ["no-new-privileges:true"], name
        assert each.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else []), name
        assert name == "proxy" or each["healthcheck"]["test"], name
    ours = [each for each in COMPOSE["services"].values() if each["image"].startswith("spoorboek:")]
    assert all(each["stop_grace_period"] == "15s" and "user" not in each for each in ours)
    assert re.findall(r"(?m)^USER (\S+)$", CONTAINERFILE) == ["10001:10001"]
    published = {name: each["ports"] for name, each in COMPOSE["services"].items() if "ports" in each}
    assert published == {"proxy": ["80:80", "443:443", "8443:8443"]}


def test_an_image_is_made_of_wheel_and_lock_alone() -> None:
    """Nothing else of this repository can come into it: no secret, no setting, no test."""
    copied = re.findall(r"(?m)^(?:COPY|ADD) (?!--from)(.+)$", CONTAINERFILE)
    assert copied == ["dist/requirements.lock dist/spoorboek-*.whl /tmp/dist/"]
    let_in = [line for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith(("!", "*"))]
    assert let_in == ["*", "!dist/requirements.lock", "!dist/spoorboek-*.whl"]
    assert not re.search(r"(?i)password|secret=|token=", CONTAINERFILE)


def test_ports_are_the_same_on_both_sides() -> None:
    """What Caddy speaks to are the ports the units of the target listen on, and those of the containers."""
    target = (UNITS / "spoorboek.target").read_text(encoding="utf-8")
    started = dict.fromkeys(("api", "desk"), "")
    for job in started:
        started[job] = " ".join(f"127.0.0.1:{port}" for port in re.findall(rf"spoorboek-{job}@(\d+)", target))
    asked = dict(re.findall(r"\{\$SPOORBOEK_(APIS|DESKS):([^}]+)\}", CADDYFILE))
    assert asked == {"APIS": started["api"], "DESKS": started["desk"]}
    inner = re.findall(r"\{\$SPOORBOEK_INNER:(\S+)\}", CADDYFILE)
    assert inner == [variables_of((UNITS / "spoorboek.env").read_text())["SPOORBOEK_API_URL"]]
    proxy = COMPOSE["services"]["proxy"]["environment"]
    for variable, job, setting in (("APIS", "api", "PORT"), ("DESKS", "desk", "DESK_PORT")):
        listening = [
            f"{each.name}:{each.variables[f'SPOORBOEK_{setting}']}" for each in containers() if each.job == job
        ]
        assert proxy[f"SPOORBOEK_{variable}"].split() == listening
    assert {each.variables["SPOORBOEK_API_URL"] for each in containers()} == {proxy["SPOORBOEK_INNER"]}
    address = COMPOSE["services"]["proxy"]["networks"]["front"]["ipv4_address"]
    assert {each.variables["SPOORBOEK_DESK_PROXIES"] for each in containers()} == {address}


def test_the_target_starts_every_job_that_is_not_a_choice() -> None:
    """Bureaus and returned mail are switched on by who wants them."""
    target = (UNITS / "spoorboek.target").read_text(encoding="utf-8")
    started = {job for job in NEEDS if re.search(rf"spoorboek-{job}(@\w+)?\.service", target)}
    assert started == set(NEEDS) - {"bureau", "inbox"}
    assert {each.job for each in units()} == set(NEEDS)
