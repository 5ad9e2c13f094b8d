"""What can be asked for: the pages of each kind, which answer says when it ends, and what it needs at the school."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from approvals.forms import other_kinds, site
from approvals.forms.pages import PageForm
from approvals.models import Kind


@dataclass(frozen=True)
class Asking:
    """How a kind is asked for. `needs_site`: it is about an account that the school has."""

    pages: tuple[type[PageForm], ...]
    needs_site: bool = False

    def ends_on(self, answers: Mapping[str, Any]) -> date | None:
        """The last day of what is asked for; None where there is none."""
        last = answers.get("ends_on")
        return date.fromisoformat(last) if last else None

    def missing(self, answers: Mapping[str, Any]) -> type[PageForm] | None:
        """The first page that has not been filled in."""
        return next((page for page in self.pages if not page.base_fields.keys() <= answers.keys()), None)


KINDS: dict[str, Asking] = {
    Kind.SITE: Asking(site.PAGES),
    Kind.PARTICIPATION: Asking((other_kinds.ParticipationPage,)),
    Kind.POST: Asking((other_kinds.PostPage,), needs_site=True),
    Kind.ADVERTISING: Asking((other_kinds.AdvertisingPage,), needs_site=True),
    Kind.FRIEND: Asking((other_kinds.FriendPage,), needs_site=True),
    Kind.OWN_SITE: Asking((other_kinds.OwnSitePage,)),
    Kind.SCHOOL_DEVICE: Asking((other_kinds.SchoolDevicePage,)),
    Kind.OWN_CONTACT: Asking((other_kinds.OwnContactPage,)),
}
