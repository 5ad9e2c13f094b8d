"""The table of who may do what is the rules' own words."""

import inspect
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from pytest_django import Settings

from config.permissions import AT, table, who
from foundation.core.rules import RULES, SEES
from tests.access.routes import routes


def test_every_rule_says_in_a_sentence_who_holds_it() -> None:
    for perm, (_, condition) in RULES.items():
        assert (inspect.getdoc(condition) or "").rstrip().endswith("."), perm
        assert len(who(perm)) > 10, perm


def test_the_table_has_every_permission_with_what_it_is_on_and_who() -> None:
    made = table()
    for perm, (model, _) in RULES.items():
        seen = ": whether the row is there at all" if SEES.get(model) == perm else ""
        assert f"| `{perm}` | {model._meta.verbose_name}{seen} | {who(perm)} |" in made
    assert "| `policies.publish_version` | version | Clerk and headteacher put a version in force. |" in made


def test_the_table_has_every_page_that_asks_for_no_permission() -> None:
    made = table()
    for route in routes():
        if route.access is not None:
            reason = route.access.public or route.access.signed_in or AT.get(route.access.at, "")
            assert (f"| `/{route.pattern}` |" in made) == bool(reason)
            assert reason in made


def test_the_command_prints_and_writes_the_table(settings: Settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    said = StringIO()
    call_command("permissions", stdout=said)
    assert said.getvalue().strip() == (tmp_path / "docs" / "permissions.md").read_text().strip() == table().strip()
