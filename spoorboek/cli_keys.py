"""The commands `spoorboek keys …`: a new key, and everything under it."""

from models.connection import session
from models.key_rotation import rotate_keys as rotate_all
from models.keys import add_key, key_file
from models.schema import ensure_keys
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from spoorboek.settings import settings


def add() -> None:
    """Put a fresh key first in the key file; the first key of all for a managed database that was never used.

    Raises InputError where the keys come from the environment, PlatformError for a key file that was lost.
    """
    chosen = settings()
    if chosen.keys is not None:
        raise InputError(
            "De sleutels staan in SPOORBOEK_KEYS. Zet daar zelf een nieuwe achteraan, herstart alles, en zet haar "
            "daarna vooraan; dan `spoorboek keys rotate`."
        )
    path = key_file(chosen.home)
    if chosen.database_url and not path.exists():
        ensure_keys(chosen.home)
        if path.exists():
            print(f"Eerste sleutel gemaakt in {path}. Maak een reservekopie; elke machine heeft deze sleutel nodig.")
            return
    add_key(chosen.home)
    print(
        f"Nieuwe sleutel vooraan in {path}. Maak nu een reservekopie van dat bestand.\n"
        "Herstart daarna `spoorboek up`, en versleutel alles opnieuw: spoorboek keys rotate"
    )


def rotate() -> None:
    """Seal everything anew that is not under the newest key. Stopped half-way, it simply runs again."""
    with open_record(), session() as writing:
        count = rotate_all(writing)
    print(f"{count} gegevens opnieuw versleuteld. Oudere sleutels zijn nu niet meer nodig om ze te lezen.")
