"""What a job of `spoorboek serve` must be told, what it is given, and the sum of its connections."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from support.repository import ROOT

from models.connection import case_engine
from spoorboek.platform.first_secrets import make_secrets
from spoorboek.platform.serve.connection_sums import APART, connection_limits, limits_of_all
from spoorboek.platform.serve.jobs import NEEDS, MissingSettings, check_job_settings
from spoorboek.platform.serve.serve_environment import serve_environment
from spoorboek.settings import SettingsError, settings

PAGE = ROOT / "docs" / "handboek" / "meer-machines.md"
ROW = re.compile(r"^\| ([a-z]+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
TOLD = {
    "DATABASE_URL": "postgresql://toepassing:geheim@db/spoorboek",
    "PREFECT_DATABASE_URL": "postgresql://prefect:geheim@db/prefect?sslmode=require",
    "REDIS_URL": "redis://:geheim@redis:6379/0",
    "API_URL": "https://prefect.bedrijf.nl",
}


@pytest.fixture(autouse=True)
def _nothing_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> None:
    """Let this process know no installation."""
    for name in ("DATABASE_URL", "KEYS", "LEDGER_KEY", "SLOTS"):
        monkeypatch.delenv(f"SPOORBOEK_{name}", raising=False)
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path / "huis"))
    fresh()


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> None:
    """Tell this process all there is to know of an installation, the secrets by files."""
    make_secrets(folder := tmp_path / "geheim")
    for name, value in TOLD.items():
        monkeypatch.setenv(f"SPOORBOEK_{name}", value)
    for file, name in {
        "keys": "KEYS",
        "ledger.key": "LEDGER_KEY",
        "backup-key": "BACKUP_KEY",
        "api-secret": "API_SECRET",
    }.items():
        monkeypatch.setenv(f"SPOORBOEK_{name}_FILE", str(folder / file))
    fresh()


def problem_of(job: str) -> str:
    """Return why a job cannot begin; empty when it can."""
    try:
        check_job_settings(job, settings())
    except MissingSettings as error:
        return str(error)
    return ""


@pytest.mark.parametrize("job", NEEDS)
def test_all_that_is_missing_is_named_at_once(job: str) -> None:
    """In Dutch, by variable: who starts a process does not find one more missing each time."""
    names = {
        "api": {"PREFECT_DATABASE_URL", "REDIS_URL", "API_SECRET"},
        "services": {
            "PREFECT_DATABASE_URL",
            "REDIS_URL",
            "API_SECRET",
            "DATABASE_URL",
            "API_URL",
            "KEYS",
            "LEDGER_KEY",
            "BACKUP_KEY",
        },
        "worker": {"API_SECRET", "DATABASE_URL", "API_URL", "KEYS", "LEDGER_KEY", "BACKUP_KEY"},
        "watch": {"API_SECRET", "DATABASE_URL", "API_URL"},
    }.get(job, {"API_SECRET", "DATABASE_URL", "API_URL", "KEYS", "LEDGER_KEY"})
    assert set(re.findall(r"SPOORBOEK_([A-Z_]+[A-Z])", problem_of(job))) == names
    assert f"`spoorboek serve {job}` kan niet beginnen" in problem_of(job)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("job", NEEDS)
def test_a_job_that_was_told_all_can_begin(job: str) -> None:
    """The secrets that `keys begin` makes are all there are."""
    assert problem_of(job) == ""


@pytest.mark.usefixtures("told")
def test_a_key_that_is_none_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """A key that was cut off while copying is a message, no traceback and no key in a log."""
    key = Fernet.generate_key().decode()[:-5]
    monkeypatch.delenv("SPOORBOEK_KEYS_FILE")
    monkeypatch.setenv("SPOORBOEK_KEYS", key)
    fresh()
    assert "Sleutel 1 in SPOORBOEK_KEYS is geen geldige sleutel" in problem_of("worker")
    assert key not in problem_of("worker")


@pytest.mark.parametrize(
    ("name", "value", "told_of"),
    [
        ("REDIS_URL", "http://redis", "verwacht een adres zoals `redis://"),
        ("PREFECT_DATABASE_URL", "sqlite:///prefect.db", "verwacht een adres zoals `postgresql://"),
        ("PREFECT_DATABASE_URL", "postgresql+asyncpg://a@b/c", "verwacht een adres zoals `postgresql://"),
        ("API_URL", "https://prefect.bedrijf.nl/api", "verwacht een adres zonder pad"),
        ("API_HOST", "0.0.0.0", "SPOORBOEK_BEHIND_PROXY=true"),
        ("API_HOST", "prefect", "verwacht een IP-adres"),
        ("WAIT_SECONDS", "0", "verwacht 1 of meer"),
        ("API_CONNECTIONS", "1", "verwacht 5 of meer"),
    ],
)
def test_a_wrong_setting_of_serve_is_named(
    name: str, value: str, told_of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what was expected instead."""
    monkeypatch.setenv(f"SPOORBOEK_{name}", value)
    with pytest.raises(SettingsError, match=f"SPOORBOEK_{name} klopt niet: .*{told_of}"):
        settings()


@pytest.mark.parametrize("door", ["API", "DESK", "BUREAU"])
def test_a_port_without_tls_is_open_only_behind_a_proxy(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever lets others reach it says so."""
    monkeypatch.setenv(f"SPOORBOEK_{door}_HOST", "0.0.0.0")
    monkeypatch.setenv(f"SPOORBOEK_{door}_PORT", "4999")
    with pytest.raises(SettingsError, match="van buiten te bereiken"):
        settings()
    monkeypatch.setenv("SPOORBOEK_BEHIND_PROXY", "true")
    assert getattr(settings(), f"{door.lower()}_host") == "0.0.0.0"


@pytest.mark.usefixtures("told")
def test_only_the_server_of_prefect_is_told_its_database_and_redis() -> None:
    """Each is a password; the secret everybody has, and the address of the API, all get."""
    for job in NEEDS:
        environment = serve_environment(job, settings())
        holds = {name for name, value in environment.items() if "geheim@" in value}
        assert bool(holds) == (job in ("api", "services")), job
        assert environment["PREFECT_API_URL"] == "https://prefect.bedrijf.nl/api"
    driver = serve_environment("api", settings())["PREFECT_SERVER_DATABASE_CONNECTION_URL"]
    assert driver == "postgresql+asyncpg://prefect:geheim@db/prefect?ssl=require"


@pytest.mark.usefixtures("told")
def test_the_handbook_has_the_sum_of_the_connections() -> None:
    """Who sets `max_connections` reads what the settings make of it, per process and in all."""
    page = PAGE.read_text(encoding="utf-8")
    rows = {job: (int(record), int(engine)) for job, record, engine in ROW.findall(page)}
    assert rows == {job: tuple(connection_limits(job, settings())) for job in NEEDS}
    all_ = limits_of_all({"api": 2, "services": 1, "worker": 2, "desk": 2, "watch": 1}, settings())
    assert f"samen {all_.record} voor de dossiers en {all_.engine} voor Prefect: {sum(all_)}." in page


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("job", NEEDS)
def test_no_pool_grows_beyond_the_sum(job: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> None:
    """The pools themselves are asked, as a process of that job makes them."""
    limits, environment = connection_limits(job, settings()), serve_environment(job, settings())
    if limits.engine:
        pool = int(environment["PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE"])
        assert environment["PREFECT_SERVER_DATABASE_SQLALCHEMY_MAX_OVERFLOW"] == "0"
        assert pool <= limits.engine
    if limits.record:
        monkeypatch.setenv("SPOORBOEK_SLOTS", environment.get("SPOORBOEK_SLOTS", "8"))
        fresh()
        pool_of_record = case_engine().pool
        apart = APART.get(job, 0) + (8 if job == "worker" else 0)
        assert pool_of_record.size() + pool_of_record._max_overflow + apart == limits.record  # type: ignore[attr-defined]
