"""Read a file that a person names: as much of it as may be, with one Dutch message for all that can be wrong."""

from pathlib import Path

from spoorboek.errors import InputError

MAX_TEXT_BYTES = 20_000_000  # what five million characters may take
REASONS: dict[type[OSError], str] = {
    IsADirectoryError: "dat is een map",
    PermissionError: "dat bestand mag u niet lezen",
    NotADirectoryError: "een deel van het pad is geen map",
}


def read_outside_bytes(path: Path, most: int, expected: str) -> bytes:
    """Return the bytes of a file, of which one more than `most` when there are more. `expected`: in Dutch.

    Raises InputError, which names the path, when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError:
        raise InputError(f"Bestand niet gevonden: {path}. Geef het pad van {expected}.") from None
    except (OSError, ValueError) as error:
        reason = REASONS.get(type(error), "het lezen mislukte")  # type: ignore[arg-type]
        raise InputError(f"{path} kan niet worden gelezen: {reason}. Geef het pad van {expected}.") from None


def read_outside_text(path: Path, expected: str) -> str:
    """Return the text of a file in UTF-8, without the mark some programs put before it. `expected`: in Dutch.

    Raises InputError, which names the path, when it cannot be read, is too large or is no UTF-8.
    """
    content = read_outside_bytes(path, MAX_TEXT_BYTES, expected)
    if len(content) > MAX_TEXT_BYTES:
        raise InputError(f"{path} is groter dan {MAX_TEXT_BYTES // 1_000_000} MB. Geef {expected}.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is geen tekst in UTF-8. Bewaar het bestand als UTF-8.") from None
