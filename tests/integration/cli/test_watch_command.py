"""`spoorboek watch --once` where nothing runs: it says so, and makes, starts or mends nothing."""

import json
from pathlib import Path

from support.command_line import spoorboek


def test_nothing_runs(tmp_path: Path) -> None:
    """One line, exit code 1, and no data directory made for it; as JSON the same."""
    home = tmp_path / "nergens"
    shown = spoorboek(home, "watch", "--once")
    assert (shown.returncode, shown.stderr) == (1, "")
    assert shown.stdout == "Er draait geen `spoorboek up` op deze gegevensmap: er wordt niets uitgevoerd.\n"
    found = json.loads(spoorboek(home, "watch", "--once", "--json").stdout)
    assert (found["well"], [trouble["key"] for trouble in found["troubles"]]) == (False, ["up"])
    assert not home.exists()


def test_a_managed_database_that_is_gone(tmp_path: Path) -> None:
    """Each trouble is one line; the password of the address is in none."""
    url = "postgresql://spoorboek:geheim@127.0.0.1:9/spoorboek"
    shown = spoorboek(tmp_path, "watch", "--once", SPOORBOEK_DATABASE_URL=url)
    assert shown.returncode == 1
    assert shown.stdout.splitlines() == [
        "De database met de dossiers is niet bereikbaar. Kijk of haar server draait.",
        "Er draait geen `spoorboek up` op deze gegevensmap: er wordt niets uitgevoerd.",
    ]
    assert "geheim" not in shown.stdout + shown.stderr
