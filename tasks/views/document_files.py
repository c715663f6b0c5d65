"""Export documents of the record as files."""

import itertools
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from models.case_numbers import normal_number
from models.connection import session
from models.sealing.crypto import UnreadableError, all_in_one
from models.sealing.sealed_columns import fetch_readable
from models.tables import Case, Document
from spoorboek.private_files import FOLDER_MODE, create_private_file, make_private_folder, open_private_file

NO_NAME, LONGEST_NAME = re.compile(r"[^\w. ()-]"), 150


def export_documents(folder: Path, number: str | None = None) -> int:
    """Write the documents of one case, or of all, below a folder: one folder per case, readable by the owner only.

    Nothing is overwritten: a document that is there already stays, and one whose name is taken gets its number too,
    such as when somebody filled in an earlier copy. Returns how many documents there are. Raises OSError when the
    folder cannot be written, UnsafePlaceError for a link or another user's; and UnreadableError for documents that
    cannot be read, when all others are written.
    """
    columns: list[Any] = [Case.number, Document.file_name, Document.content, col(Document.number).label("document")]
    query = select(*columns).join_from(Case, Document).order_by(col(Document.id))
    unreadable: list[UnreadableError] = []
    with session() as reading:
        wanted = query.where(col(Case.number) == normal_number(number)) if number else query
        rows = list(fetch_readable(reading, wanted, unreadable))
        make_private_folder(folder)
        for case_number in {row.number for row in rows}:
            make_private_folder(folder / case_number)
            (folder / case_number).chmod(FOLDER_MODE)
        for case_number, file_name, content, document in rows:
            _write_beside_others(folder / case_number / plain_name(file_name), document, content)
    if unreadable:
        raise all_in_one(unreadable)
    return len(rows)


def _write_beside_others(path: Path, document: str, content: bytes) -> None:
    """Write a document under its name or, when another file has that, one with its number; once is enough."""
    for name in _names(path, document):
        try:
            create_private_file(name, content)
        except FileExistsError:
            if _read_own(name) != content:
                continue
        return


def _names(path: Path, document: str) -> Iterator[Path]:
    yield path
    yield path.with_stem(f"{path.stem}_{document}")
    yield from (path.with_stem(f"{path.stem}_{document}_{count}") for count in itertools.count(2))


def _read_own(path: Path) -> bytes:
    """Read a file of an earlier export, which becomes private. Raises UnsafePlaceError for a link or another user's."""
    with os.fdopen(open_private_file(path, os.O_RDONLY), "rb") as file:
        return file.read()


def plain_name(file_name: str) -> str:
    """Return the name of a file in its folder: a path, or signs that a file name cannot have, become dashes."""
    return NO_NAME.sub("-", file_name)[-LONGEST_NAME:].lstrip(".-") or "stuk"
