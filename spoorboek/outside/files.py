"""Read a file that a person names: as much of it as may be, with one Dutch message for all that can be wrong."""

import errno
from pathlib import Path

from spoorboek.errors import InputError

MAX_TEXT_BYTES = 20_000_000  # what five million characters may take
REASONS = {
    errno.ENOENT: "dat pad bestaat niet",
    errno.EISDIR: "dat is een map",
    errno.ENOTDIR: "een deel van het pad is geen map",
    errno.EACCES: "u hebt er geen rechten",
    errno.EPERM: "u hebt er geen rechten",
    errno.EEXIST: "dat bestaat al",
    errno.ENOTEMPTY: "die map is niet leeg",
    errno.ENAMETOOLONG: "de naam is te lang",
    errno.ELOOP: "dat is een koppeling",
    errno.EINVAL: "die naam kan niet",
    errno.ENXIO: "dat is geen gewoon bestand",
    errno.EBUSY: "dat is in gebruik",
    errno.ETXTBSY: "dat is in gebruik",
    errno.EIO: "de schijf geeft een fout",
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "uw ruimte op de schijf is op",
    errno.EROFS: "de schijf is alleen te lezen",
    errno.EFBIG: "het bestand mag niet zo groot worden",
    errno.EMFILE: "er zijn te veel bestanden open",
    errno.ENOMEM: "het geheugen is vol",
    errno.EADDRINUSE: "het is in gebruik",
    errno.EADDRNOTAVAIL: "dat adres heeft deze machine niet",
    errno.ECONNREFUSED: "de verbinding is geweigerd",
    errno.ETIMEDOUT: "er kwam geen antwoord",
}


def reason_of(error: BaseException) -> str:
    """Say in Dutch why the system refused something."""
    number = getattr(error, "errno", None)
    return REASONS.get(number, f"fout {number} van het systeem") if number else "het lezen of schrijven mislukte"


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
        raise InputError(f"{path} kan niet worden gelezen: {reason_of(error)}. Geef het pad van {expected}.") from None


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
