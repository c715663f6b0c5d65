"""A file that a form sent, while its page is made: on disk without a name, unreadable there without this process."""

import os
import re
import tempfile
from dataclasses import dataclass
from typing import IO, NamedTuple
from unicodedata import category, normalize

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from spoorboek.private_files import make_private_folder
from spoorboek.settings import settings

KEY_BYTES, BLOCK_BYTES = 32, 16
FOLDER = "inkomend"
LONGEST_NAME = 120  # characters
_NO_PATH = re.compile(r"[/\\:]+")
UNSEEN = ("C", "Zl", "Zp")  # categories of signs that control a screen or turn a text around


class UploadLimits(NamedTuple):
    """What the form of a page may bring: bytes of each file, number of files, seconds to send it all in."""

    file_bytes: int
    files: int = 1
    seconds: float = 300.0

    @property
    def total_bytes(self) -> int:
        """Return the bytes of a whole request: its files, and room for fields and headers."""
        return self.file_bytes * self.files + 512 * 1024


@dataclass(slots=True)
class SentFile:
    """A file as it was sent. `name`: what the sender called it, to show and never to write to; `size` in bytes.

    The content lies in a file that has no name, so nobody else can open it and it is gone when it is closed or the
    process ends, however that ends. It is encrypted there with a key that only this object holds.
    """

    name: str
    size: int
    _file: IO[bytes]
    _cipher: Cipher[CTR]
    _writer: CipherContext

    @classmethod
    def begin(cls, name: str) -> "SentFile":
        """Make an empty one. Raises OSError when the disk takes nothing."""
        folder = settings().home / FOLDER
        make_private_folder(folder)
        cipher = Cipher(AES(os.urandom(KEY_BYTES)), CTR(os.urandom(BLOCK_BYTES)))
        return cls(plain_file_name(name), 0, tempfile.TemporaryFile(dir=folder), cipher, cipher.encryptor())

    def add(self, data: bytes) -> None:
        """Write the next piece."""
        self._file.write(self._writer.update(data))
        self.size += len(data)

    def read(self) -> bytes:
        """Return the whole content."""
        self._file.seek(0)
        return self._cipher.decryptor().update(self._file.read())

    def close(self) -> None:
        """Let go of it: nothing is left."""
        self._file.close()


def plain_file_name(name: str) -> str:
    """Return the last part of a name that a browser sends, without signs that nobody sees; empty for none."""
    last = _NO_PATH.split(normalize("NFC", name))[-1]
    seen = "".join(sign for sign in last if not category(sign).startswith(UNSEEN)).strip(". ")
    return seen[-LONGEST_NAME:]
