"""The units as systemd itself reads and judges them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support.machine.ways_to_run import UNITS

MOST_EXPOSED = 1.5  # of 10, by the count of `systemd-analyze security`
NAMES = [*sorted(file.name for file in UNITS.glob("spoorboek*.service")), "spoorboek.target"]


@pytest.fixture
def read_by_systemd(tmp_path: Path) -> Path:
    """Copy the units to where they may be read; the program they start is there too."""
    folder = tmp_path / "units"
    shutil.copytree(UNITS, folder)
    for file in folder.glob("*.service"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("/opt/spoorboek/bin/spoorboek", "/bin/true"), encoding="utf-8")
    return folder


def analyze(folder: Path, *words: str) -> str:
    """Run `systemd-analyze`; return all it said."""
    program = shutil.which("systemd-analyze")
    assert program, "run `make browser` first: systemd is missing"
    environment = {"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": "/usr/bin:/bin", "SYSTEMD_COLORS": "0"}
    ran = subprocess.run([program, *words], capture_output=True, text=True, env=environment, cwd=folder)
    return ran.stdout + ran.stderr


def test_systemd_understands_every_line(read_by_systemd: Path) -> None:
    """No setting is unknown, misspelt or ignored in any unit, nor in what they share."""
    told = analyze(read_by_systemd, "verify", *(name.replace("@.", "@1.") for name in NAMES))
    assert [line for line in told.splitlines() if "spoorboek" in line] == []
    (read_by_systemd / "spoorboek-watch.service").open("a").write("[Service]\nProtectSistem=strict\n")
    assert "ProtectSistem" in analyze(read_by_systemd, "verify", "spoorboek-watch.service")


def test_no_unit_is_left_open(read_by_systemd: Path) -> None:
    """Each is judged to be well closed in; without what they share none would be."""
    judged = re.compile(r"Overall exposure level for \S+: ([\d.]+)")
    for name in NAMES[:-1]:
        (level,) = judged.findall(analyze(read_by_systemd, "security", "--offline=yes", f"./{name}"))
        assert float(level) <= MOST_EXPOSED, name
    shutil.rmtree(read_by_systemd / "spoorboek-.service.d")
    (bare,) = judged.findall(analyze(read_by_systemd, "security", "--offline=yes", "./spoorboek-watch.service"))
    assert float(bare) > 8
