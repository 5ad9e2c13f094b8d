"""What an installation must not be started with."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

EXAMPLES = ("example", "change-me", "changeme", "insecure", "only-for-tests")
OF_ONE_PROCESS = ("locmem", "dummy", "filebased")
MOST_BUFFERED = 2 * 1024 * 1024  # bytes of PostgreSQL's log in memory


def refuse_to_start() -> None:
    """Raise ImproperlyConfigured with every error; servers that do not run Django's commands call this."""
    errors = [found for found in checks.run_checks(tags=[Tags.security]) if found.is_serious()]
    if errors:
        raise ImproperlyConfigured("\n".join(f"{found.id}: {found.msg} {found.hint or ''}" for found in errors))


@register(Tags.security)
def check_real(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """What is only for trying out or for tests stays out of an installation that others can reach."""
    if not settings.REAL:
        return []
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("DEBUG shows passwords and people to anyone.", hint="Unset DEBUG.", id="config.E001"))
    if len(settings.SECRET_KEY) < 50 or any(word in settings.SECRET_KEY.lower() for word in EXAMPLES):
        found.append(
            Error("SECRET_KEY is short or an example.", hint="Set 50 random characters or more.", id="config.E002")
        )
    if settings.TESTING:
        found.append(Error("COUNTERSIGN_TEST makes passwords easy to guess.", hint="Unset it.", id="config.E006"))
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        found.append(checks.Warning("Mail is written to files.", hint="Set EMAIL_URL.", id="config.W002"))
    return found


@register(Tags.security)
def check_hosts(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """A site that answers to any name sends links with any name."""
    if any(host in ("*", ".") for host in settings.ALLOWED_HOSTS):
        return [Error("ALLOWED_HOSTS lets everything in.", hint="Name the hosts.", id="config.E003")]
    return []


@register(Tags.security)
def check_cache(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """The limits on guessing passwords count in the cache: it has to be the same for all processes."""
    backend = settings.CACHES["default"]["BACKEND"].lower()
    if any(kind in backend for kind in OF_ONE_PROCESS):
        return [Error("The cache is not shared by all processes.", hint="Set REDIS_URL.", id="config.E004")]
    return []


@register(Tags.security)
def check_sqlite(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """Opened otherwise, SQLite loses writes to "database is locked" as soon as two people work at once."""
    found: list[CheckMessage] = []
    for name, database in settings.DATABASES.items():
        options = database.get("OPTIONS", {})
        ways = (options.get("transaction_mode"), "journal_mode=wal" in options.get("init_command", "").lower())
        if database["ENGINE"].endswith("sqlite3") and ways != ("IMMEDIATE", True):
            found.append(
                Error(
                    f"The SQLite database {name!r} is not opened with WAL and immediate transactions.",
                    hint="Leave its OPTIONS as config/databases.py makes them.",
                    id="config.E005",
                )
            )
    return found


@register(Tags.security)
def check_https(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """Passwords in clear: said, not refused, because a proxy on the same machine may be tried first."""
    if settings.REAL and not settings.SITE_URL.startswith("https://"):
        return [checks.Warning("The site is not served by https.", hint="See docs/operations.md.", id="config.W001")]
    return []


@register(Tags.database)
def check_postgres(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """What PostgreSQL should be set to so that nobody waits for a purge: said, not refused, for it works without."""
    found: list[CheckMessage] = []
    for name in databases or ():
        if connections[name].vendor != "postgresql":
            continue
        with connections[name].cursor() as cursor:
            cursor.execute("SELECT current_setting('wal_compression'), pg_size_bytes(current_setting('wal_buffers'))")
            missing = to_set(*cursor.fetchone())
        if missing:
            words = "A purge keeps others waiting longer than it need."
            hint = f"Set {' and '.join(missing)} in postgresql.conf; docs/operations.md says why."
            found.append(checks.Warning(words, hint=hint, id="config.W003"))
    return found


def to_set(compression: str, buffered: int) -> list[str]:
    """What is still to be set, where the log is compressed like this and holds so many bytes in memory."""
    lines = {"wal_compression = lz4": compression == "off", "wal_buffers = 2MB": buffered > MOST_BUFFERED}
    return [line for line, is_missing in lines.items() if is_missing]
