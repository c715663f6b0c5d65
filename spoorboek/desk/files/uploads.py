"""Read a form with files as it comes in: with limits, never whole in memory, and no file before the form is ours."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from spoorboek.desk.forms import CSRF, MOST_BYTES, UnreadableForm
from spoorboek.desk.sent_files import SentFile, UploadLimits

MULTIPART = "multipart/form-data"
MOST_PARTS, MOST_HEADERS, LONGEST_HEADER = 200, 8, 2000  # bytes of a header of a part
MOST_DRAINED = 128 * 1024 * 1024  # bytes read and forgotten, so that a browser listens to the answer
DRAIN_SECONDS = 60.0


class TooLargeUpload(UnreadableForm):
    """A form, or a file in it, that is larger than its page takes."""


class ForgedUpload(UnreadableForm):
    """A form with a file that does not begin with the token of this session."""


class SentForm(NamedTuple):
    """What a form with files brought: its fields and its files, by name."""

    fields: Mapping[str, Sequence[str]]
    files: Mapping[str, SentFile]

    def close(self) -> None:
        """Let go of the files."""
        for each in self.files.values():
            each.close()


def is_multipart(request: Request) -> bool:
    """Tell whether a request brings files."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == MULTIPART


def announced_bytes(request: Request) -> int:
    """Return how many bytes a request says that it brings; 0 when it does not say."""
    said = request.headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else 0


async def read_upload(request: Request, limits: UploadLimits, is_ours: Callable[[Sequence[str]], bool]) -> SentForm:
    """Return the fields and files of a form; whoever asks closes it.

    `is_ours` judges the token: the field that holds it comes first, and no byte of a file is kept before it was judged.
    Raises TooLargeUpload, ForgedUpload, or UnreadableForm for what no page of ours sends or what comes too slowly;
    ClientDisconnect when the sender left. Then nothing is left of it.
    """
    reader = _Reader(request, limits, is_ours)
    try:
        async with asyncio.timeout(limits.seconds):
            async for chunk in request.stream():
                reader.feed(chunk)
        return reader.finish()
    except (FormParserError, TimeoutError, ValueError, KeyError, OSError):
        reader.close()
        raise UnreadableForm from None
    except BaseException:  # also when the process stops, or the sender left
        reader.close()
        raise


async def drain(request: Request) -> None:
    """Read and forget what is still coming, up to a limit: a browser shows no answer while it cannot send."""
    total = 0
    if announced_bytes(request) > MOST_DRAINED:
        return
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            async for chunk in request.stream():
                total += len(chunk)
                if total > MOST_DRAINED:
                    return
    except (TimeoutError, ClientDisconnect, RuntimeError):
        return


class _Reader:
    """What has been read so far."""

    def __init__(self, request: Request, limits: UploadLimits, is_ours: Callable[[Sequence[str]], bool]) -> None:
        _, options = parse_options_header(request.headers.get("content-type", ""))
        boundary = options.get(b"boundary", b"")
        if not boundary or len(boundary) > 200:
            raise UnreadableForm
        self._limits, self._is_ours = limits, is_ours
        self._fields: dict[str, list[str]] = defaultdict(list)
        self._files: dict[str, SentFile] = {}
        self._parts = self._total = self._text_bytes = 0
        self._ended = False
        self._begin_part(counts=False)
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._open_part,
                "on_part_data": self._data,
                "on_part_end": self._end_part,
                "on_end": self._end,
            },
            max_header_count=MOST_HEADERS,
            max_header_size=LONGEST_HEADER,
        )

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the request."""
        self._total += len(chunk)
        if self._total > self._limits.total_bytes:
            raise TooLargeUpload
        self._parser.write(chunk)

    def finish(self) -> SentForm:
        """Return what was sent; raises UnreadableForm for a form that was cut off."""
        self._parser.finalize()
        if not self._ended:
            raise UnreadableForm
        return SentForm(dict(self._fields), self._files)

    def close(self) -> None:
        """Let go of everything."""
        for each in self._files.values():
            each.close()

    def _begin_part(self, *, counts: bool = True) -> None:
        self._parts += counts
        if self._parts > MOST_PARTS:
            raise UnreadableForm
        self._headers: dict[str, bytes] = {}
        self._name_of_header, self._value_of_header = b"", b""
        self._name, self._text = "", bytearray()
        self._file: SentFile | None = None

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name_of_header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value_of_header += data[start:end]

    def _end_header(self) -> None:
        self._headers[self._name_of_header.decode("ascii").lower()] = self._value_of_header
        self._name_of_header, self._value_of_header = b"", b""

    def _open_part(self) -> None:
        _, options = parse_options_header(self._headers["content-disposition"])
        self._name = options[b"name"].decode("utf-8")
        if b"filename" in options:
            self._open_file(options[b"filename"].decode("utf-8").replace("%22", '"'))

    def _open_file(self, name: str) -> None:
        if not self._is_ours(self._fields.get(CSRF, ())):
            raise ForgedUpload
        if self._name in self._files or len(self._files) >= self._limits.files:
            raise UnreadableForm
        self._file = self._files[self._name] = SentFile.begin(name)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            if self._file.size + end - start > self._limits.file_bytes:
                raise TooLargeUpload
            self._file.add(data[start:end])
            return
        self._text_bytes += end - start
        if self._text_bytes > MOST_BYTES:
            raise UnreadableForm
        self._text += data[start:end]

    def _end_part(self) -> None:
        if self._file is None:
            self._fields[self._name].append(self._text.decode("utf-8"))

    def _end(self) -> None:
        self._ended = True
