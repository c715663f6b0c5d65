"""A backup as a file: an age stream of one line that says what it is, and the dump of the record after it.

The file is a normal age file (https://age-encryption.org/v1: X25519, and ChaCha20-Poly1305 in chunks whose order and
end are authenticated), so it can be opened without Spoorboek: `age --decrypt -i KEY FILE | tail -n +2 > record.dump`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import IO, Any

from pyrage import decrypt_io, encrypt_io
from pyrage.x25519 import Identity

from spoorboek.errors import PlatformError

KIND, FORMAT = "spoorboek reservekopie", 1
LONGEST_LINE = 1_000_000  # bytes


class UnreadableBackup(PlatformError):
    """De reservekopie is niet te openen: zij is beschadigd of niet volledig, of hoort bij een andere sleutel."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    `day`: the day of the record, virtual in a time-lapse; `revision`: the version of its tables; `postgres`: the major
    version of its server; `rows`: how many there are of each table.
    """

    made_at: datetime
    day: date
    revision: str
    postgres: int
    rows: Mapping[str, int]


def write_archive(file: IO[bytes], manifest: Manifest, dump: IO[bytes], key: Identity) -> None:
    """Encrypt manifest and dump into a file. Raises OSError when it cannot be written."""
    source, sink = _Source(_first_line(manifest), dump), _Sink(file.write)
    try:
        encrypt_io(source, sink, [key.to_public()])
    except Exception:
        raise sink.error or source.error or UnreadableBackup from None  # the library wraps what its files raise


def read_archive(file: IO[bytes], key: Identity, write: Callable[[bytes], object]) -> Manifest:
    """Decrypt a file from its beginning, pass the dump on in pieces, and return the manifest.

    Nothing may be done with what was passed on before this returns: a file that is damaged further on is refused.
    Raises UnreadableBackup for any file that is not, to the last byte, what was written with this key; whatever `write`
    raises.
    """
    file.seek(0)
    splitter = _LineSplitter(write)
    sink = _Sink(splitter.write)
    try:
        decrypt_io(file, sink, [key])
    except Exception:
        raise sink.error or UnreadableBackup from None
    return splitter.manifest()


class _Source:
    """The manifest and then the dump, as one file to read."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self._first, self._rest = first, rest
        self.error: BaseException | None = None

    def read(self, size: int) -> bytes:
        piece, self._first = self._first[:size], self._first[size:]
        try:
            return piece or self._rest.read(size)
        except BaseException as error:
            self.error = error
            raise


class _Sink:
    """A file to write to that remembers why it failed."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self.error: BaseException | None = None

    def write(self, piece: bytes) -> int:
        try:
            self._write(piece)
        except BaseException as error:
            self.error = error
            raise
        return len(piece)

    def flush(self) -> None:
        """Do what the library asks at the end: every piece was passed on already."""
        return


class _LineSplitter:
    """Keep the first line, pass on the rest."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write, self._line, self._complete = write, b"", False

    def write(self, piece: bytes) -> None:
        if not self._complete:
            line, end, piece = piece.partition(b"\n")
            self._line, self._complete = self._line + line, bool(end)
            if len(self._line) > LONGEST_LINE:
                raise UnreadableBackup
        if piece:
            self._write(piece)

    def manifest(self) -> Manifest:
        return _read_line(self._line) if self._complete else _read_line(b"")


def _first_line(manifest: Manifest) -> bytes:
    fields: dict[str, Any] = {"kind": KIND, "format": FORMAT, **asdict(manifest)}
    fields |= {"made_at": manifest.made_at.isoformat(), "day": manifest.day.isoformat()}
    return json.dumps(fields).encode() + b"\n"


def _read_line(line: bytes) -> Manifest:
    try:
        fields = json.loads(line)
        kind, version = fields.pop("kind"), fields.pop("format")
        if kind != KIND:
            raise ValueError
        if version > FORMAT:
            raise PlatformError("De reservekopie is van een nieuwere versie van Spoorboek; werk Spoorboek eerst bij.")
        made_at, day = datetime.fromisoformat(fields["made_at"]), date.fromisoformat(fields["day"])
        return Manifest(made_at, day, fields["revision"], fields["postgres"], fields["rows"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnreadableBackup("Het bestand is geen reservekopie van Spoorboek.") from None
