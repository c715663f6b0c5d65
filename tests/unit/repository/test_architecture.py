"""The map in docs/architecture.md is what the tree is."""

import re
import subprocess
from collections import Counter
from pathlib import Path

from support.repository import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PACKAGES = ("spoorboek", "flows", "tasks", "models", "templates", "deployments", "docs", "tests")
MIRRORS = (
    "tests/unit",
    "tests/integration",
    "tests/golden",
    "tests/homes",
)  # one row each: their folders follow others
LIGHT = {"spoorboek/__init__.py", "spoorboek/py.typed"}


def tracked() -> list[str]:
    """List the files of the repository, those that are not yet committed among them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in listed if (ROOT / name).exists()]


def rooms_of_the_tree() -> set[str]:
    """Return every folder of the repository that holds files, and the modules that stand alone in `spoorboek`."""
    folders = {Path(name).parent.as_posix() for name in tracked() if name.startswith(PACKAGES)}
    mirrored = {next((top for top in MIRRORS if folder.startswith(f"{top}/")), folder) for folder in folders}
    alone = {name for name in tracked() if Path(name).parent.as_posix() == "spoorboek"} - LIGHT
    return (mirrored - {"spoorboek", "."}) | alone


def rooms_of_the_map() -> list[str]:
    """Return the rooms that the map names, in its order."""
    return re.findall(r"^\| `([^`]+)` \| .+ \|$", PAGE, re.MULTILINE)


def test_every_room_is_on_the_map_once_and_none_that_is_gone() -> None:
    """A room that is missing from the map, or gone from the tree, or named twice, is a fault of the map."""
    assert [room for room, count in Counter(rooms_of_the_map()).items() if count > 1] == []
    assert set(rooms_of_the_map()) == rooms_of_the_tree()


def test_every_room_has_one_sentence() -> None:
    """One sentence per room, with a full stop."""
    sentences = re.findall(r"^\| `[^`]+` \| (.+) \|$", PAGE, re.MULTILINE)
    assert [each for each in sentences if not each.endswith(".") or ". " in each] == []


def test_every_file_a_page_names_exists() -> None:
    """What the map, the recipes and the other pages for developers send a reader to is there."""
    pages = [ROOT / name for name in tracked() if name.endswith(".md") and "handboek" not in name]
    pattern = re.compile(r"`((?:spoorboek|flows|tasks|models|templates|tests|deployments|docs)/[\w/-]+\.\w+)`")
    named = {page.name: pattern.findall(page.read_text(encoding="utf-8")) for page in pages}
    assert len(named["architecture.md"]) > 20
    gone = {page: [name for name in names if not (ROOT / name).exists()] for page, names in named.items()}
    assert {page: names for page, names in gone.items() if names} == {}


def test_spoorboek_has_at_most_fifteen_rooms() -> None:
    """A stranger sees the whole of the package at a glance."""
    assert len({name.split("/")[1] for name in tracked() if name.startswith("spoorboek/")} - {"__init__.py"}) <= 15


def test_no_folder_of_code_holds_more_than_25_modules() -> None:
    """A folder that is wider than that hides what it holds; a history of the tables only grows."""
    code = [name for name in tracked() if name.endswith(".py") and not name.startswith("models/migrations/versions/")]
    modules = [name for name in code if not name.endswith("__init__.py")]
    wide = {folder: n for folder, n in Counter(Path(name).parent.as_posix() for name in modules).items() if n > 25}
    assert wide == {}
