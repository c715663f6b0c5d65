"""The list of digests beside the record: which mails each was of, for after a restore, when the record has lost it.

A log of the mail server has the Message-ID of a digest alone. There are no personal data in the list: Message-IDs.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from spoorboek.private_files import UnsafePlaceError, open_private_file, write_private_file
from spoorboek.settings import settings

LIST_NAME = "verzameld.txt"
MOST_BYTES = 4_000_000  # then the older half goes: years of a large house


def note_digest(digest: str, message_ids: Iterable[str]) -> None:
    """Note which mails a digest is of, before it is handed over; a list that cannot be written stops no mail."""
    path = settings().home / LIST_NAME
    with suppress(OSError, UnsafePlaceError):
        with os.fdopen(open_private_file(path, os.O_WRONLY | os.O_APPEND), "a", encoding="utf-8") as file:
            file.write(f"{' '.join([digest, *message_ids])}\n")
            file.flush()
            os.fsync(file.fileno())
        if path.stat().st_size > MOST_BYTES:
            lines = path.read_bytes().splitlines(keepends=True)
            write_private_file(path, b"".join(lines[len(lines) // 2 :]))


def noted_digests(home: Path) -> Mapping[str, set[str]]:
    """Return of each mail the digests it was in, by Message-ID; a missing list is an empty one. `home`: where it is."""
    found: dict[str, set[str]] = defaultdict(set)
    with suppress(OSError, ValueError):
        for line in (home / LIST_NAME).read_text(encoding="utf-8").splitlines():
            digest, *message_ids = line.split() or [""]
            for message_id in message_ids:
                found[message_id].add(digest)
    return found
