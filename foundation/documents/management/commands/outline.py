"""`manage.py outline FILE...`: what the reader of documents makes of a file, as JSON."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from lxml import html

from foundation.documents.reading import ReadClause, read_document
from foundation.jobs.child import ChildError

LARGEST = 20 * 1024 * 1024


class Command(BaseCommand):
    help = "Print the headings, the metadata and the warnings found in a document, one JSON object for each file."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one object for each file. A file that cannot be read ends the command with one sentence."""
        for name in options["files"]:
            self.stdout.write(json.dumps(outline(Path(name)), ensure_ascii=False, indent=2))


def outline(path: Path) -> dict[str, Any]:
    """Headings, metadata and warnings of a file. Raises CommandError with a plain sentence."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise CommandError(f"{path.name or path} cannot be opened: {_reason(error)}.") from error
    try:
        reading = read_document(path.name, data, today=timezone.localdate())
    except ChildError as error:
        raise CommandError(f"{path.name}: {error.sentence}") from error
    found = reading.as_dict()
    headings = [clause for clause in reading.clauses if clause.title or clause.number]
    return {
        "headings": [_heading(clause) for clause in headings],
        "metadata": found["metadata"],
        "warnings": found["warnings"],
    }


def _heading(clause: ReadClause) -> dict[str, Any]:
    words = 0
    if clause.html.strip():
        words = len(" ".join(html.fragment_fromstring(clause.html, create_parent="div").itertext()).split())
    return {"number": clause.number, "title": clause.title, "level": clause.level, "words": words}


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, IsADirectoryError):
        return "it is a folder"
    return "it may not be read" if isinstance(error, PermissionError) else "its name is not one a file can have"
