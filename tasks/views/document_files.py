"""Export documents of the record as files."""

import os
from pathlib import Path

from sqlmodel import col, select

from models.connection import session
from models.tables import Case, Document


def export_documents(folder: Path, number: str | None = None) -> int:
    """Write the documents of one case, or of all, below a folder: one folder per case, readable by the owner only.

    Returns how many. Raises OSError when the folder cannot be written.
    """
    query = select(Case.number, Document).join(Document).order_by(col(Document.id))
    with session() as reading:
        rows = reading.exec(query.where(Case.number == number) if number else query).all()
        for case_number, document in rows:
            _write(folder / case_number / document.file_name, document.content)
        return len(rows)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
