"""Words of several rows in one column."""

from typing import Any

from django.db.models import Aggregate, CharField

BETWEEN = "\x1f"  # stands in no name: forms take control characters out


class Joined(Aggregate):
    """Words of several rows in one column, in any order, on either database; `parted` takes them apart."""

    function = "STRING_AGG"
    template = f"%(function)s(%(expressions)s, '{BETWEEN}')"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **extra)


def parted(words: str | None) -> list[str]:
    """What was joined, in alphabetical order."""
    return sorted(words.split(BETWEEN)) if words else []
