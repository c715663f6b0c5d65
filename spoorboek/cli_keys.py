"""The commands `spoorboek keys …`: a new key, and everything under it."""

from models.database import session
from models.keys import add_key
from models.rotation import rotate as rotate_all
from spoorboek.errors import InputError
from spoorboek.reach import record
from spoorboek.settings import settings


def add() -> None:
    """Put a fresh key first in the key file. Raises InputError where the keys come from the environment."""
    chosen = settings()
    if chosen.keys is not None:
        raise InputError(
            "De sleutels staan in SPOORBOEK_KEYS. Zet daar zelf een nieuwe achteraan, herstart alles, en zet haar "
            "daarna vooraan; dan `spoorboek keys rotate`."
        )
    path = add_key(chosen.home)
    print(
        f"Nieuwe sleutel vooraan in {path}. Maak nu een reservekopie van dat bestand.\n"
        "Herstart daarna `spoorboek up`, en versleutel alles opnieuw: spoorboek keys rotate"
    )


def rotate() -> None:
    """Seal everything anew that is not under the newest key. Stopped half-way, it simply runs again."""
    with record(), session() as writing:
        count = rotate_all(writing)
    print(f"{count} gegevens opnieuw versleuteld. Oudere sleutels zijn nu niet meer nodig om ze te lezen.")
