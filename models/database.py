"""The database as the rest of the product sees it."""

from models.connection import (
    CaseBusyError,
    LockLostError,
    advisory_lock,
    claimed,
    database_url,
    engine,
    forget_engine,
    is_locked,
    read_anew,
    reading_session,
    session,
    wait_for_wakes,
)
from models.schema import check, check_key, check_schema, ensure_keys, migrate

__all__ = [
    "CaseBusyError",
    "LockLostError",
    "advisory_lock",
    "check",
    "check_key",
    "check_schema",
    "claimed",
    "database_url",
    "engine",
    "ensure_keys",
    "forget_engine",
    "is_locked",
    "migrate",
    "read_anew",
    "reading_session",
    "session",
    "wait_for_wakes",
]
