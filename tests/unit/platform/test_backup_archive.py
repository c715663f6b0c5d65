"""The file of a backup: what was written comes back, and anything else is refused as a whole."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from pyrage import decrypt, encrypt
from pyrage.x25519 import Identity

from spoorboek.errors import PlatformError
from spoorboek.platform.backup.archive import Manifest, UnreadableBackup, read_archive, write_archive

KEY = Identity.generate()
CHUNK = 64 * 1024 + 16  # bytes of a piece of an age file, with its tag
DUMP = bytes(range(256)) * 1024  # four pieces and a little
SAID = Manifest(datetime(2026, 11, 29, 4, 30, tzinfo=UTC), date(2026, 11, 29), "0004", 18, {"case_file": 3})


def written(dump: bytes = DUMP) -> bytes:
    """Write a backup and return its bytes."""
    file = io.BytesIO()
    write_archive(file, SAID, io.BytesIO(dump), KEY)
    return file.getvalue()


def read(content: bytes, key: Identity = KEY) -> tuple[Manifest, bytes]:
    """Read a backup."""
    dump = io.BytesIO()
    return read_archive(io.BytesIO(content), key, dump.write), dump.getvalue()


@pytest.mark.parametrize("dump", [b"", b"\n", b"PGDMP\n\x00", DUMP])
def test_what_was_written_comes_back(dump: bytes) -> None:
    """Manifest and dump, to the byte; nothing of the dump can be read without the key."""
    content = written(dump)
    assert read(content) == (SAID, dump)
    assert b"PGDMP" not in content
    assert b"case_file" not in content


def test_it_is_a_normal_age_file() -> None:
    """Without Spoorboek it opens with any program that knows age: a line, and then the dump."""
    assert decrypt(written(), [KEY]).partition(b"\n")[2] == DUMP


def swapped(content: bytes) -> bytes:
    """Let the first two pieces change places."""
    start = content.index(b"---") + 4 + 43 + 1 + 16
    first, second = content[start : start + CHUNK], content[start + CHUNK : start + 2 * CHUNK]
    return content[:start] + second + first + content[start + 2 * CHUNK :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda content: content[:-1],
    "cut at a piece": lambda content: content[: -(len(content) % CHUNK) or None],
    "half": lambda content: content[: len(content) // 2],
    "head only": lambda content: content[:150],
    "longer": lambda content: content + b"\x00",
    "twice": lambda content: content * 2,
    "reordered": swapped,
    "bit in the head": lambda content: content[:40] + bytes([content[40] ^ 1]) + content[41:],
    "bit in the middle": lambda content: content[:99999] + bytes([content[99999] ^ 1]) + content[100000:],
    "bit at the end": lambda content: content[:-1] + bytes([content[-1] ^ 128]),
    "another kind of file": lambda _: b"PK\x03\x04" + bytes(5000),
    "text": lambda _: b"dit is geen reservekopie\n" * 100,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_refused_as_a_whole(damage: str) -> None:
    """Cut, longer, reordered, or with one bit changed: never a part of it."""
    with pytest.raises(UnreadableBackup, match="beschadigd"):
        read(DAMAGE[damage](written()))


def test_another_key_opens_nothing() -> None:
    """A backup of another installation, or a new key in the place of a lost one."""
    with pytest.raises(UnreadableBackup, match="andere sleutel"):
        read(written(), Identity.generate())


@pytest.mark.parametrize(
    "text", [b"", b"geen regel", b"{}\n", b"[1]\nx", b'{"kind": "iets anders", "format": 1}\n', b"\xff\n"]
)
def test_an_age_file_of_something_else_is_refused(text: bytes) -> None:
    """It opens with the key, and is no backup."""
    with pytest.raises(UnreadableBackup, match="geen reservekopie van Spoorboek"):
        read(encrypt(text, [KEY.to_public()]))


def test_a_newer_format_asks_for_a_newer_program() -> None:
    """It is not misread."""
    newer = b'{"kind": "spoorboek reservekopie", "format": 2, "anders": 1}\n'
    with pytest.raises(PlatformError, match="nieuwere versie"):
        read(encrypt(newer, [KEY.to_public()]))


def test_what_a_file_raises_is_raised() -> None:
    """A full disk is told as that, while writing and while passing on."""

    class Full(io.BytesIO):
        def write(self, _piece: object, /) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_archive(Full(), SAID, io.BytesIO(DUMP), KEY)
    with pytest.raises(OSError, match="No space left"):
        read_archive(io.BytesIO(written()), KEY, Full().write)
