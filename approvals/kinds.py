"""What can be asked for: the pages of each kind, which answer says when it ends, and what it needs at the school."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from approvals.attached import CHECKS
from approvals.forms import other_kinds, own_kinds, posts, site
from approvals.forms.pages import PageForm
from approvals.models import Kind


@dataclass(frozen=True)
class Asking:
    """How a kind is asked for. `needs_site`: it is about an account that the school has.

    `pictures_after` is the number of the page after which pictures are asked for; 0 where they come at the end.
    """

    pages: tuple[type[PageForm], ...]
    needs_site: bool = False
    pictures_after: int = 0

    def ends_on(self, answers: Mapping[str, Any]) -> date | None:
        """The last day of what is asked for; None where there is none."""
        last = answers.get("ends_on")
        return date.fromisoformat(last) if last else None

    def missing(self, answers: Mapping[str, Any]) -> type[PageForm] | None:
        """The first page that has not been filled in."""
        return next((page for page in self.pages if not _is_answered(page, answers)), None)


def _is_answered(page: type[PageForm], answers: Mapping[str, Any]) -> bool:
    """A checklist is emptied again when what it is about changes."""
    there = page.base_fields.keys() <= answers.keys()
    return there and (CHECKS not in page.base_fields or bool(answers[CHECKS]))


KINDS: dict[str, Asking] = {
    Kind.SITE: Asking(site.PAGES),
    Kind.PARTICIPATION: Asking((other_kinds.ParticipationPage,)),
    Kind.POST: Asking(posts.POST_PAGES, needs_site=True, pictures_after=1),
    Kind.ADVERTISING: Asking((other_kinds.AdvertisingPage,), needs_site=True),
    Kind.FRIEND: Asking((other_kinds.FriendPage,), needs_site=True),
    Kind.OWN_SITE: Asking((own_kinds.OwnSitePage,)),
    Kind.SCHOOL_DEVICE: Asking((own_kinds.SchoolDevicePage,)),
    Kind.OWN_CONTACT: Asking((own_kinds.OwnContactPage,)),
}
