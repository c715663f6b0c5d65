"""Export documents of the record as files."""

from pathlib import Path

from sqlmodel import col, select

from models.connection import session
from models.tables import Case, Document
from spoorboek.private_files import FOLDER_MODE, make_private_folder, write_private_file


def export_documents(folder: Path, number: str | None = None) -> int:
    """Write the documents of one case, or of all, below a folder: one folder per case, readable by the owner only.

    Returns how many. Raises OSError when the folder cannot be written, UnsafePlaceError for a link or another user's.
    """
    query = select(Case.number, Document).join(Document).order_by(col(Document.id))
    with session() as reading:
        rows = reading.exec(query.where(Case.number == number) if number else query).all()
        for case_number in {case_number for case_number, _ in rows}:
            make_private_folder(folder)
            make_private_folder(folder / case_number)
            (folder / case_number).chmod(FOLDER_MODE)
        for case_number, document in rows:
            write_private_file(folder / case_number / document.file_name, document.content)
        return len(rows)
