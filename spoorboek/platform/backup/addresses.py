"""With which role a database is read, restored, made and renamed: the choice of the connection, in one place."""

from typing import NamedTuple

from sqlalchemy import URL, make_url

from models.connection import database_url, owner_url
from spoorboek.errors import PlatformError
from spoorboek.platform.database.postgres import Postgres
from spoorboek.settings import Settings

MAINTENANCE = "postgres"  # the database to be connected to while others are made and renamed


class Addresses(NamedTuple):
    """The URLs of a record: for its owner, for the application, and for who makes and renames databases beside it."""

    owner: URL
    application: URL
    maker: URL

    def of(self, database: str) -> "Addresses":
        """Return the URLs of another database on this server."""
        return Addresses(self.owner.set(database=database), self.application.set(database=database), self.maker)


def record_addresses(configuration: Settings) -> Addresses:
    """Return the URLs of the record of an installation.

    On a managed server without an owner of its own the application is the owner too. A process of the platform knows
    the address of the application only; on the embedded server that is known by it, and the owner by its password.
    """
    application, server = database_url(configuration), Postgres(configuration.home)
    if configuration.database_url is None or _is_of(server, configuration.database_url.get_secret_value()):
        return server_addresses(server)
    owner = owner_url(configuration) or application
    return Addresses(owner, application, owner.set(database=MAINTENANCE))


def server_addresses(server: Postgres) -> Addresses:
    """Return the URLs of the record on an embedded server."""
    return Addresses(make_url(server.owner_url), make_url(server.case_url), make_url(server.url(MAINTENANCE)))


def _is_of(server: Postgres, address: str) -> bool:
    try:
        return make_url(address) == make_url(server.case_url)
    except PlatformError:  # no embedded server was ever started here
        return False
