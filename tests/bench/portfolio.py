"""A portfolio of ten thousand cases over 104 weeks, as a whole process on one core: seconds and memory."""

import os
import subprocess
import sys
from pathlib import Path

from bench.figure import Figure, below

CASES = 10_000
LIMITS = {"seconds": 60, "megabytes": 1000}
# `usual`: nine in ten recover within half a year. `nobody`: the heaviest there is, all ill at once and for good.
RECIPES = {
    "usual": "tot: 2028-12-29, herstel: {7: 55%, 42: 80%, 182: 90%, 364: 94%}, terugval: 15%",
    "nobody recovers": "tot: 2027-01-29",
}
PORTFOLIO = """
titel: Meting
vanaf: 2027-01-04
gedrag:
  gewoon: {laat: 20%%, dagen_te_laat: [3, 10, 25], nooit: 2%%}
instroom:
  - {aantal: %d, van: 2027-01-04, %s, regios: {"10": 3, "30": 2, "90": 1}, weekloon: [450, 1400], gedrag: gewoon}
"""


def portfolio(home: Path) -> list[Figure]:
    """Time `spoorboek simulate --portfolio` with a picture for each recipe."""
    return [figure for name, recipe in RECIPES.items() for figure in _simulated(home, name, recipe)]


def _simulated(home: Path, name: str, recipe: str) -> list[Figure]:
    file = home / "portfolio.yaml"
    file.write_text(PORTFOLIO % (CASES, recipe))
    command = [sys.executable, "-m", "spoorboek.cli", "simulate", "--portfolio", str(file)]
    running = subprocess.Popen([*command, "--picture", str(home / "picture.svg")], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    # Time of the processor, so that neighbours do not count. The memory is at least that of this process, as it forked.
    return [
        below(f"{CASES:,} cases x 104 weeks, {name}", used.ru_utime + used.ru_stime, LIMITS["seconds"], "s"),
        below("… memory, at most", used.ru_maxrss / 1024, LIMITS["megabytes"], "MB"),
    ]
