"""What the tests need from npm, as `make browser` installs it, and the Node.js that Playwright brings along."""

import sys
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

MODULES = Path(sys.prefix) / "npm" / "node_modules"


def node_program() -> str:
    """Return the path of Node.js."""
    return str(compute_driver_executable()[0])


def npm_module(name: str) -> Path:
    """Return the folder of a package of npm."""
    folder = MODULES / name
    assert folder.is_dir(), "run `make browser` first: packages of npm are missing"
    return folder
