"""Export documents of the record as files."""

import re
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from models.connection import session
from models.sealing.crypto import UnreadableError, all_in_one
from models.sealing.sealed_columns import fetch_readable
from models.tables import Case, Document
from spoorboek.private_files import FOLDER_MODE, make_private_folder, write_private_file

NO_NAME, LONGEST_NAME = re.compile(r"[^\w. ()-]"), 150


def export_documents(folder: Path, number: str | None = None) -> int:
    """Write the documents of one case, or of all, below a folder: one folder per case, readable by the owner only.

    Returns how many. Raises OSError when the folder cannot be written, UnsafePlaceError for a link or another user's;
    and UnreadableError for documents that cannot be read, when all others are written.
    """
    columns: list[Any] = [Case.number, Document.file_name, Document.content]
    query = select(*columns).join_from(Case, Document).order_by(col(Document.id))
    unreadable: list[UnreadableError] = []
    with session() as reading:
        wanted = query.where(col(Case.number) == number) if number else query
        rows = list(fetch_readable(reading, wanted, unreadable))
        for case_number in {row.number for row in rows}:
            make_private_folder(folder)
            make_private_folder(folder / case_number)
            (folder / case_number).chmod(FOLDER_MODE)
        for case_number, file_name, content in rows:
            write_private_file(folder / case_number / plain_name(file_name), content)
    if unreadable:
        raise all_in_one(unreadable)
    return len(rows)


def plain_name(file_name: str) -> str:
    """Return the name of a file in its folder: a path, or signs that a file name cannot have, become dashes."""
    return NO_NAME.sub("-", file_name)[-LONGEST_NAME:].lstrip(".-") or "stuk"
