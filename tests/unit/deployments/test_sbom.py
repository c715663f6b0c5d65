"""The list of dependencies is what is locked, with licences, and travels in the wheel."""

import json
import sys
import zipfile
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hatchling.builders.wheel import WheelBuilder
from support.repository import ROOT

from deployments.sbom import LOCK, PINNED, TARGET, canonicalize_name, sbom_text

SBOM = json.loads(TARGET.read_text(encoding="utf-8"))


def test_it_lists_every_locked_package_with_its_licence() -> None:
    """Same names and versions as the lock file, and no licence is empty."""
    locked = {(canonicalize_name(each["name"]), each["version"]) for each in PINNED.finditer(LOCK.read_text())}
    assert {(each["name"], each["version"]) for each in SBOM["components"]} == locked
    assert len(locked) == sum(line[:1].isalnum() for line in LOCK.read_text().splitlines())
    for each in SBOM["components"]:
        (licence,) = each["licenses"]
        assert licence.get("expression") or licence["license"]["name"], each["name"]


def test_it_tells_what_the_product_runs_on_from_what_developers_use() -> None:
    """What comes along with an extra, such as greenlet with SQLAlchemy, is needed too; a test runner is not."""
    scopes = {each["name"]: each["scope"] for each in SBOM["components"]}
    assert {scopes[name] for name in ("prefect", "greenlet", "psycopg-binary", "defusedxml")} == {"required"}
    assert {scopes[name] for name in ("pytest", "ruff", "pip-audit", "playwright")} == {"excluded"}


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the lock file is made with Python 3.11")
def test_it_is_always_the_same() -> None:
    """Made again from the same lock file it has the same bytes: no time, no machine."""
    assert sbom_text() == TARGET.read_text(encoding="utf-8")


def test_it_is_valid_and_names_no_registry() -> None:
    """CycloneDX 1.6, as its schema says; and no address in it but its serial number."""
    text = TARGET.read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert "://" not in text


def test_the_wheel_carries_it(tmp_path: Path) -> None:
    """In the metadata of the wheel, where PEP 770 puts it."""
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if "/sboms/" in each)
        assert name.endswith(".dist-info/sboms/spoorboek.cdx.json")
        assert archive.read(name) == TARGET.read_bytes()
