"""`make bench`: speed and size, measured on this machine in one run; ratios side by side.

`PYTHONPATH=tests python -m bench [NAME…]` runs all, or those named: plan, verdict, shortlist, letter, bundle, cli,
portfolio, wakes, wake_cost, morning, room, reconcile, referrals, dossiers, day_report, import, desk, several, scale,
peers.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import (
    day_report,
    desk,
    dossiers,
    morning,
    peers,
    portfolio,
    reconcile,
    referrals,
    room,
    scale,
    several,
    small,
    wake_cost,
    wakes,
)
from bench.figure import Figure
from rich.console import Console
from rich.table import Table
from support.machine.server_folders import PASS_THROUGH

VERDICTS = {True: "reached", False: "MISSED", None: ""}
BENCHES: dict[str, Callable[[Path], Sequence[Figure]]] = {
    "plan": lambda _home: small.plan(),
    "verdict": lambda _home: small.verdict(),
    "shortlist": lambda _home: small.shortlist(),
    "letter": lambda _home: small.letter(),
    "bundle": lambda _home: small.bundle(),
    "cli": lambda _home: small.command_line(),
    "portfolio": portfolio.portfolio,
    "wakes": wakes.wakes,
    "wake_cost": wake_cost.wake_cost,
    "morning": morning.morning,
    "room": room.room,
    "reconcile": reconcile.reconcile,
    "referrals": referrals.referrals,
    "dossiers": dossiers.dossiers,
    "day_report": day_report.day_report,
    "import": reconcile.bulk_import,
    "desk": desk.desk,
    "several": several.several,
    "scale": scale.scale,
    "peers": peers.peers,
}


def main(names: Sequence[str]) -> int:
    """Run the benches named, and print the figures of each beside their goals; 1 when a goal was missed."""
    missed = False
    for name in names or BENCHES:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            Path(folder).chmod(PASS_THROUGH)
            figures = BENCHES[name](Path(folder))
        table = Table("what", "measured", "goal", "", title=name)
        for figure in figures:
            table.add_row(figure.what, figure.shown, figure.goal, VERDICTS[figure.reached])
        Console().print(table)
        missed |= any(figure.reached is False for figure in figures)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
