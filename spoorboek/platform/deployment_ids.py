"""The ids of our deployments, kept in HOME: a deployment that was deleted comes back with its own.

The links to run forms in dossiers hold that id, and Prefect gives a deployment made anew another one.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import psycopg

from spoorboek.errors import PlatformError
from spoorboek.platform.database.engine_database import connect
from spoorboek.private_files import write_private_file

FILE = "deployments.json"
RESERVE = """\
INSERT INTO deployment (id, created, updated, name, flow_id)
VALUES (%(id)s, now(), now(), %(name)s, %(flow)s) ON CONFLICT DO NOTHING"""


def read_ids(home: Path) -> dict[str, UUID]:
    """Return the ids that were kept, by the name of the deployment; none when there is no file, or a damaged one."""
    try:
        kept = json.loads((home / FILE).read_text(encoding="utf-8"))
        return {str(name): UUID(text) for name, text in kept.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def keep_ids(home: Path, ids: Mapping[str, UUID]) -> None:
    """Keep these ids, when there is room for them: they are of use only after a deployment was deleted."""
    try:
        text = json.dumps({name: str(each) for name, each in sorted(ids.items())}, indent=1)
        write_private_file(home / FILE, text.encode())
    except (OSError, PlatformError):
        return


def reserve_id(url: str, flow: UUID, name: str, deployment: UUID) -> None:
    """Put an empty deployment with its old id in Prefect's database, which placing it then fills; else it gets another.

    Prefect's API has no way to choose an id. One that is there is left as it is. `flow`: the id of its flow.
    """
    try:
        with connect(url) as connection:
            connection.execute(RESERVE, {"id": deployment, "name": name, "flow": flow})
    except psycopg.Error:
        return
