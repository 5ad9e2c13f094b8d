"""A text that cannot be printed is said to be so when it is brought in or written, not only when printing fails."""

from django.urls import reverse

from policies.models import Intake
from policies.transitions import rewrite
from tests.cast import Cast, signed_in
from tests.policies.shelf import a_draft
from tests.policies.test_bringing_in import uploaded
from tests.policies.views.shown import said
from tests.policies.views.test_drafting import send

WARNING = "is the most that can be printed as one document. People can read and confirm it here"
LONG = "Doors stay shut at night. " * 8_100  # 40,500 words


def test_it_is_said_beside_the_text_as_soon_as_that_is_saved(cast: Cast) -> None:
    version, client = a_draft(cast), signed_in(cast.clerk)
    assert WARNING not in said(client.get(reverse("version-text", args=[version.uid])))
    page = send(client, reverse("version-whole-text", args=[version.uid]), text=f"# 1 Doors\n\n{LONG}")
    assert WARNING in said(page)
    assert "This text has about 40,500 words" in said(page)
    assert version.clauses.get().html.startswith("<p>Doors stay shut")


def test_it_goes_when_the_text_is_shorter(cast: Cast) -> None:
    version, client = a_draft(cast), signed_in(cast.clerk)
    send(client, reverse("version-whole-text", args=[version.uid]), text=f"# 1 Doors\n\n{LONG}")
    version.refresh_from_db()
    rewrite(version, clauses=[], by=cast.clerk, at=cast.at)
    assert WARNING not in said(client.get(reverse("version-text", args=[version.uid])))


def test_it_is_said_where_a_document_is_checked_before_it_is_taken_in(cast: Cast) -> None:
    (intake,) = uploaded(cast, ("doors.md", f"# Doors\n\n## 1 Doors\n\n{LONG}"))
    assert intake.status == Intake.Status.READ
    assert WARNING in said(signed_in(cast.clerk).get(reverse("intake", args=[intake.uid])))
