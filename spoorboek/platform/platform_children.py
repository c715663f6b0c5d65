"""The processes a platform consists of: which command each runs, and which variables it is given."""

from collections.abc import Mapping

from flows.engine.prefect_api import POOL
from spoorboek.platform.child_processes import ChildProcess, python_command, receives_no_settings
from spoorboek.platform.database import managed_database
from spoorboek.platform.database.postgres import Postgres
from spoorboek.platform.prefect_settings import SERVER_AUTH, worker_name
from spoorboek.settings import CERTIFICATES, Settings

BUREAU_DOOR, DESK = "bureau-door", "werkplek"
DOORS = {BUREAU_DOOR: "Poort voor bureaus openen", DESK: "Werkplek starten"}
PORTS = {BUREAU_DOOR: "bureau_port", DESK: "desk_port"}
MODULES = {BUREAU_DOOR: "spoorboek.platform.bureau_door.process", DESK: "spoorboek.desk.process"}
OWNER_VARIABLE = "SPOORBOEK_OWNER_DATABASE_URL"


def make_children(
    configuration: Settings, database: Postgres | None, environment: dict[str, str]
) -> list[ChildProcess]:
    """Return the processes a platform consists of, not started."""
    home, logs = configuration.home.resolve(), configuration.home.resolve() / "log"
    server = python_command("spoorboek.platform.prefect_server")
    worker = python_command("prefect", "worker", "start", "--type", "spoorboek", "--pool", POOL)
    worker += ["--name", worker_name(home)]
    databases = [database.child] if database else []
    doors = [_door(configuration, environment, name) for name in DOORS if getattr(configuration, PORTS[name])]
    return [
        *databases,
        ChildProcess("server", server, environment, logs / "server.log", home, receives=receives_no_settings),
        ChildProcess("worker", worker, environment, logs / "worker.log", home, receives=_receives_no_other_database),
        *doors,
    ]


def _door(configuration: Settings, environment: Mapping[str, str], name: str) -> ChildProcess:
    """Return a process people or bureaus reach; its folder is another, so the paths it gets are whole."""
    home = configuration.home.resolve()
    paths = {each: getattr(configuration, each) for each in CERTIFICATES}
    whole = {f"SPOORBOEK_{each}".upper(): str(path.resolve()) for each, path in paths.items() if path}
    port = {f"SPOORBOEK_{PORTS[name]}".upper(): str(getattr(configuration, PORTS[name]))}
    command, log = python_command(MODULES[name]), home / "log" / f"{name}.log"
    return ChildProcess(
        name, command, {**environment, **whole, **port}, log, home, receives=_receives_no_other_database
    )


def _receives_no_other_database(variable: str) -> bool:
    """Leave out what a worker, which only talks to the server, needs not: passwords of other databases."""
    return variable not in (*managed_database.VARIABLES, OWNER_VARIABLE, SERVER_AUTH)
