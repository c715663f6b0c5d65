"""How much room is left on the disk of a folder."""

import shutil
from pathlib import Path

LITTLE_SPACE = 200_000_000  # bytes: PostgreSQL writes its log ahead in files of 16 MB


def space_problem(folder: Path) -> str:
    """Say in Dutch that there is hardly any room left on the disk of a folder; empty when there is."""
    free = shutil.disk_usage(folder).free
    if free >= LITTLE_SPACE:
        return ""
    return (
        f"Er is bijna geen ruimte meer op de schijf van {folder} ({free // 1_000_000} MB vrij): maak ruimte. "
        "PostgreSQL stopt als de schijf vol is, en start dan niet."
    )
