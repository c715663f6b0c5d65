"""What the files under `deployments` say: the containers, the units of systemd, the Caddyfile."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml
from support.repository import ROOT

DEPLOYMENTS = ROOT / "deployments"
UNITS = DEPLOYMENTS / "systemd"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOYMENTS / "compose.yaml").read_text(encoding="utf-8"))
MOUNTED = "/run/secrets/"
LOADED = re.compile(r"(?m)^LoadCredential=([\w.-]+):/etc/spoorboek/secrets/([\w.-]+)$")
GIVEN = re.compile(r"(?m)^Environment=(SPOORBOEK_\w+)=(.*)$")
STARTED = re.compile(r"(?m)^ExecStart=/opt/spoorboek/bin/spoorboek serve (\w+)$")


class Process(NamedTuple):
    """One process as a file starts it: its job, its variables, the secrets it is given, and where they lie."""

    name: str
    job: str
    variables: dict[str, str]
    secrets: set[str]
    place: str


def variables_of(text: str) -> dict[str, str]:
    """Read a file of settings: NAME=value on each line."""
    return dict(line.split("=", 1) for line in text.splitlines() if line.strip() and not line.startswith("#"))


def containers() -> list[Process]:
    """List the processes of Spoorboek that compose.yaml starts."""
    shared = variables_of((DEPLOYMENTS / "compose.env").read_text(encoding="utf-8"))
    shared.pop("SPOORBOEK_SITE")  # of Caddy
    ours = {name: each for name, each in COMPOSE["services"].items() if each["image"].startswith("spoorboek:")}
    return [
        Process(name, each["command"][1], shared | each["environment"], set(each["secrets"]), MOUNTED)
        for name, each in ours.items()
    ]


def units() -> list[Process]:
    """List the processes that units of systemd start, with what all of them share."""
    common = (UNITS / "spoorboek-.service.d" / "common.conf").read_text(encoding="utf-8")
    shared = variables_of((UNITS / "spoorboek.env").read_text(encoding="utf-8")) | dict(GIVEN.findall(common))
    return [
        Process(
            name, job, shared | dict(GIVEN.findall(text)), {pair[0] for pair in LOADED.findall(common + text)}, "%d/"
        )
        for name, job, text in _unit_files()
    ]


def _unit_files() -> Iterator[tuple[str, str, str]]:
    for file in sorted(UNITS.glob("spoorboek-*.service")):
        text = file.read_text(encoding="utf-8")
        (job,) = STARTED.findall(text)
        yield file.name, job, text
