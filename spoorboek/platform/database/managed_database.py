"""Check the managed PostgreSQL database of Prefect."""

from collections.abc import Mapping

import psycopg
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from spoorboek.errors import PlatformError

VARIABLES = ("PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL")
WANTED = "postgresql+asyncpg"
MANAGED_CONNECT_SECONDS = 10


def engine_url(environment: Mapping[str, str]) -> str:
    """Return the URL of Prefect's own database from Prefect's settings, after a test connection.

    Raises PlatformError when it is missing, not PostgreSQL, or cannot be reached; no password is ever quoted.
    """
    text = next((environment[name] for name in VARIABLES if environment.get(name)), None)
    if text is None:
        raise PlatformError(
            f"SPOORBOEK_DATABASE_URL is gezet, maar {VARIABLES[0]} niet. "
            f"Geef beide databases op ({WANTED}://…), of geen van beide voor de ingebouwde."
        )
    try:
        url = make_url(text)
    except ArgumentError:
        raise PlatformError(f"{VARIABLES[0]} is geen adres. Verwacht: {WANTED}://naam:…@host/db.") from None
    if url.drivername != WANTED:
        raise PlatformError(f"{VARIABLES[0]} wijst naar {url.drivername}; verwacht: {WANTED}://…")
    try:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        psycopg.connect(plain, connect_timeout=MANAGED_CONNECT_SECONDS).close()
    except psycopg.OperationalError as error:
        where = url.set(query={}).render_as_string(hide_password=True)
        raise PlatformError(
            f"De Prefect-database {where} is niet bereikbaar ({type(error).__name__}). "
            f"Kijk of zij draait, en of naam, wachtwoord en rechten in {VARIABLES[0]} kloppen."
        ) from None
    return text
