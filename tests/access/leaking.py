"""Where the marker shows."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from tests.access.matrix import Asker
from tests.access.planting import MARK
from tests.access.routes import routes
from tests.access.world import Place, World
from tests.foundation.documents.pdf_words import words_of


def fresh(world: World) -> None:
    """Have the rows in hand say what stands in the database now."""
    world.cast.school.refresh_from_db()
    for row in world.rows.values():
        if isinstance(row, Model):  # and not the key of a link
            row.refresh_from_db()


def shown(answer: Any, path: str) -> str:
    """All that an answer says: head, body, the words of a PDF. The address that was asked for is taken out."""
    head = "\n".join(f"{name}: {value}" for name, value in answer.items())
    content = b"".join(answer) if answer.streaming else answer.content
    drawn = words_of(content) if content.startswith(b"%PDF-1") and len(content) > 1000 else ""
    return f"{head}\n{content.decode(errors='replace')}\n{drawn}".replace(path, "")


def leaks(world: World, column: str, asked: Iterable[Place]) -> list[str]:
    """Those of these pages that say the marker to somebody."""
    buttons = {route.name for route in routes() if "GET" not in route.methods}
    client, found = Asker(world, {}).clients()[column], []
    for place in (one for one in asked if one.route not in buttons):
        answer = client.get(place.path)
        if MARK in shown(answer, place.path):
            found.append(f"{column}: {place.name} ({answer.status_code})")
    return found
