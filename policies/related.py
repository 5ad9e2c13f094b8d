"""“See also”, both ways, as one reader sees it (ACR-04, STM-05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, When

from foundation.core.rules import permitted
from policies.models import Policy, RelatedPolicy
from policies.outstanding import Owed


@dataclass(frozen=True)
class Related:
    """A related policy: `policy_uid` None where the school does not hold it (or the reader may not see it)."""

    title: str
    policy_uid: UUID | None = None
    owed: Owed | None = None


def related_of(user: Any, policy: Policy, owed: Mapping[UUID, Owed]) -> list[Related]:
    """What the policy names and what names it, once each, with what the reader still owes of them: two queries."""
    links = RelatedPolicy.objects.filter(Q(policy=policy) | Q(other=policy, policy__withdrawn_at=None))
    turned = links.annotate(
        to=Case(When(policy=policy, then=F("other_id")), default=F("policy_id")),
        named=Case(When(policy=policy, then=F("title")), default=F("policy__title")),
    )
    rows = list(turned.values_list("to", "named"))
    held = permitted(user, "policies.see_policy", Policy.objects.filter(pk__in=[to for to, _ in rows if to]))
    seen = {pk: (uid, title) for pk, uid, title in held.filter(withdrawn_at=None).values_list("pk", "uid", "title")}
    found: dict[str, Related] = {}
    for to, named in rows:
        uid, title = seen.get(to, (None, named))
        found.setdefault(title.casefold(), Related(title, uid, owed.get(uid) if uid else None))
    return sorted(found.values(), key=lambda one: one.title.casefold())
