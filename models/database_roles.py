"""The roles of the embedded database, and their passwords: a private file each, read by whoever connects as that role.

The application owns nothing and is no superuser; the owner holds the tables and migrates them; Prefect has a database
of its own; the superuser makes the other three, at every start. On a managed server the first two are named by
SPOORBOEK_DATABASE_URL and SPOORBOEK_OWNER_DATABASE_URL.
"""

import re
from pathlib import Path
from secrets import token_hex

from spoorboek.errors import PlatformError
from spoorboek.private_files import make_private_folder, write_private_file

APPLICATION, OWNER, ENGINE, SUPERUSER = "spoorboek_app", "spoorboek_owner", "spoorboek_prefect", "postgres"
ROLES = APPLICATION, OWNER, ENGINE, SUPERUSER
PASSWORD_FOLDER = "wachtwoorden"
PASSWORD = re.compile(r"[0-9a-f]{64}")  # needs no quoting in an address


def read_password(home: Path, role: str) -> str:
    """Return the password of a role. Raises PlatformError when this installation has none yet."""
    if password := _stored_password(home, role):
        return password
    raise PlatformError(
        f"Het wachtwoord van de database in {_password_file(home, role)} ontbreekt of is beschadigd. "
        "Herstart `spoorboek up`: dat maakt het opnieuw."
    )


def ensure_passwords(home: Path) -> None:
    """Make the passwords that are missing or damaged; the server is told at each start.

    Raises UnsafePlaceError when a file or their folder is a link or another user's, OSError when it cannot be written.
    """
    make_private_folder(home / PASSWORD_FOLDER)
    for role in ROLES:
        if _stored_password(home, role) is None:
            write_private_file(_password_file(home, role), f"{token_hex(32)}\n".encode(), durable=True)


def _password_file(home: Path, role: str) -> Path:
    return home / PASSWORD_FOLDER / role


def _stored_password(home: Path, role: str) -> str | None:
    try:
        text = _password_file(home, role).read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    return text if PASSWORD.fullmatch(text) else None
