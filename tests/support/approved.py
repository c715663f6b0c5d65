"""Texts that people approved: compared with what is made now, or written anew when asked to."""

import os
from pathlib import Path

APPROVED = Path(__file__).parents[1] / "golden" / "texts"


def compare(path: Path, text: str, told: str = "") -> None:
    """Compare a text with its approved file; `SPOORBOEK_GOLDEN=write` writes the file, to be read as a diff.

    `told`: what to do when they differ.
    """
    if os.environ.get("SPOORBOEK_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, told
