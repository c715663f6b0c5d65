"""The list of edge tables names files and stories that are there."""

import re

from support.repository import ROOT

PAGE = ROOT / "docs" / "wet" / "edges.md"


def test_each_subject_has_a_table_and_a_story() -> None:
    """A renamed test file or story is renamed in the list too."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    assert len(rows) == 11
    for row in rows:
        _, _, tables, stories = (cell.strip() for cell in row.strip("|").split(" | "))
        files = re.findall(r"`([^`]+)`", tables)
        assert files
        assert all((ROOT / "tests" / "unit" / "statute" / name).is_file() for name in files), row
        named = re.findall(r"`([a-z_0-9]+)`", stories)
        assert named or stories.startswith("every story")
        assert all((ROOT / "spoorboek" / "stories" / f"{name}.yaml").is_file() for name in named), row
