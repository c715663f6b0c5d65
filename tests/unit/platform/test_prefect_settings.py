"""What we set for Prefect is what Prefect reads: a name it does not know (any more) would change nothing, silently."""

from pathlib import Path

import pytest
from prefect.settings import Settings

from spoorboek.platform.prefect_settings import SERVER_CONNECTIONS, prefect_environment


def test_the_server_keeps_its_connections(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """More than a worker of eight threads asks for at once, so that none is opened for a single request."""
    for name, value in prefect_environment(tmp_path, 4200, "postgresql+asyncpg://localhost/prefect").items():
        monkeypatch.setenv(name, value)
    assert Settings().server.database.sqlalchemy.pool_size == SERVER_CONNECTIONS > 2 * 8
