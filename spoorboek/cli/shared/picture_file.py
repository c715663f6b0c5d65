"""The picture a command draws beside its answer: an SVG file that others may not read."""

from pathlib import Path

from spoorboek.errors import InputError
from spoorboek.outside.files import reason_of
from spoorboek.private_files import write_private_file


def check_picture(path: Path | None) -> None:
    """Raise InputError for a picture that would be no SVG, before anything is computed; None: no picture."""
    if path is not None and path.suffix.lower() != ".svg":
        raise InputError(
            f"De afbeelding '{path.name}' moet op .svg eindigen; elke browser en tekstverwerker opent dat."
        )


def write_picture(path: Path, svg: str) -> None:
    """Write a picture.

    Raises InputError when it cannot be written, UnsafePlaceError for a place that is a link or another user's.
    """
    try:
        write_private_file(path, svg.encode())
    except OSError as error:
        raise InputError(f"De afbeelding '{path}' kan niet worden geschreven: {reason_of(error)}.") from None
