"""Which clauses of the five policies are proven by a test, and which are not yet."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.clauses import proofs, sections, table


class Command(BaseCommand):
    help = "Print which clauses are proven and which are not yet; write docs/clauses.md."

    def handle(self, *_: Any, **__: Any) -> None:
        docs = settings.BASE_DIR / "docs"
        parts, found = sections(docs / "clauses.toml"), proofs(settings.BASE_DIR / "tests")
        unknown = sorted(found.keys() - {clause for part in parts for clause in part.clauses})
        if unknown:
            raise CommandError(f"Tests name clauses that do not exist: {', '.join(unknown)}.")
        for part in parts:
            proven = [clause for clause in part.clauses if clause in found]
            missing = [clause for clause in part.clauses if clause not in found]
            self.stdout.write(f"{part.letter}. {part.title}: {len(proven)} of {len(part.clauses)}")
            self.stdout.write(f"   proven: {' '.join(proven) or 'none'}\n   not yet: {' '.join(missing) or 'none'}")
        self.stdout.write(f"{len(found)} of {sum(len(part.clauses) for part in parts)} proven.")
        (docs / "clauses.md").write_text(table(parts, found))
