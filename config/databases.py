"""The database from DATABASE_URL: SQLite as it has to be opened, PostgreSQL with limits on what may take how long."""

from pathlib import Path
from typing import Any

import dj_database_url

from config import environment

SQLITE = {
    "transaction_mode": "IMMEDIATE",  # the default mode answers "database is locked" under load
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
POSTGRES = "-c lock_timeout=5s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s"


def databases(home: Path) -> dict[str, Any]:
    """Connections are kept: a new one for each request costs a PostgreSQL site four fifths of its speed."""
    default: dict[str, Any] = dict(
        dj_database_url.parse(
            environment.text("DATABASE_URL", f"sqlite:///{home / 'countersign.sqlite3'}"),
            conn_max_age=600,
            conn_health_checks=True,
        )
    )
    options = default.setdefault("OPTIONS", {})
    if default["ENGINE"].endswith("sqlite3"):
        default["OPTIONS"] = options | SQLITE
    elif default["ENGINE"].endswith("postgresql"):
        options["options"] = f"{POSTGRES} {options.get('options', '')}".strip()
    return {"default": default}


def caches(redis: str) -> dict[str, Any]:
    """One cache that all processes share, or the limits on guessing passwords would count in each apart."""
    if redis:
        return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis}}
    return {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
