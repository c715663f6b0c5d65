"""The command `spoorboek import`: a file of cases or bureaus into the record, or an empty workbook to fill in."""

from pathlib import Path

from spoorboek.errors import InputError
from spoorboek.importing.import_file import FileKind, import_file
from spoorboek.platform.record_access import open_record


def run(file: Path, kind: FileKind = "zaken", *, dry_run: bool = False, force: bool = False) -> None:
    """Import a file and print the report by row; wake the cases that have something new to do.

    `dry_run` only tells what would happen; `force` takes a file that misses most known cases.
    Errors: InputError with every problem by line and column; PlatformError without a database.
    """
    content = _content(file)
    with open_record() as reach:
        report = import_file(content, kind, dry_run=dry_run, force=force)
        print(report)
        if later := reach.wake(report.woken):
            print(later)


def run_template(file: Path) -> None:
    """Write the empty workbook; a file that exists is never replaced."""
    from spoorboek.importing.empty_workbook import write_empty_workbook

    if file.suffix.lower() != ".xlsx":
        raise InputError(f"Een sjabloon is een Excel-werkmap. Kies een naam die op .xlsx eindigt, niet '{file.name}'.")
    if file.exists():
        raise InputError(f"{file} bestaat al. Kies een andere naam.")
    try:
        write_empty_workbook(file)
    except OSError as error:
        raise InputError(
            f"{file} kan niet worden geschreven ({type(error).__name__}). Kies een andere plaats."
        ) from None
    print(f"Sjabloon geschreven: {file}. Vul een tabblad in en geef het bestand aan `spoorboek import`.")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise InputError(f"Het bestand {file} bestaat niet. Controleer de naam en de map.") from None
    except OSError as error:
        raise InputError(f"Het bestand {file} is niet te lezen ({type(error).__name__}).") from None
