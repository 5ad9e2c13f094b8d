"""A school's policies as one reader sees them: one query for a page of them, whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import (
    Count,
    Exists,
    Expression,
    F,
    FilteredRelation,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Lower

from foundation.core.joined import Joined, parted
from foundation.core.rules import allows, permitted
from foundation.schools.dates import PartDate
from foundation.schools.models import Person, School
from foundation.schools.people import standing
from policies.models import Acknowledgement, Policy, Version
from policies.outstanding import outstanding
from policies.permissions import OVERSEERS, PACK_MAKERS
from policies.permissions_registers import REGISTER_READERS
from policies.verbs import OPEN

PER_PAGE = 25
LAST_PAGE = 10_000  # no school has more; a larger number in an address would not fit the database's OFFSET
SORTS: dict[str, Expression | F] = {
    "title": Lower("title"),
    "review": F("current__review_due_on"),
    "since": F("current__in_force_at"),
}
audience = Policy.audience.through.objects


@dataclass(frozen=True)
class Viewer:
    """What the reader may do on this shelf, and the groups to choose from."""

    may_add: bool
    makes_packs: bool
    sees_registers: bool
    is_office: bool
    groups: Sequence[tuple[str, str]]  # uid, name


def viewer(user: Any, school: School, on: date) -> Viewer:
    groups = school.groups.order_by(Lower("name")).values_list("uid", "name")
    return Viewer(
        may_add=allows(user, "policies.add_policy", school, on),
        makes_packs=school.pk in standing(user, on).schools(PACK_MAKERS),
        sees_registers=school.pk in standing(user, on).schools(REGISTER_READERS),
        is_office=school.pk in standing(user, on).schools(OVERSEERS),
        groups=[(str(uid), name) for uid, name in groups],
    )


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for: `group` is a uid, `show` one of "", mine, review, drafts, withdrawn."""

    text: str = ""
    group: str = ""
    show: str = ""
    sort: str = "title"

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.group or self.show)


@dataclass(frozen=True)
class Row:
    """One policy on the shelf. `draft` is the status of the version under way, where the reader may know of it."""

    uid: UUID
    title: str
    summary: str
    number: str | None
    review_on: date | None
    review_precision: str | None
    review_due_on: date | None
    in_force_at: datetime | None
    is_asked: bool
    receipt_uid: UUID | None
    acknowledged_at: datetime | None
    draft: str | None
    groups: Sequence[str]
    outstanding: int | None
    is_overdue: bool
    is_withdrawn: bool

    @property
    def review(self) -> str:
        """The review date as exactly as it was set (HAY-01)."""
        return str(PartDate.of(self.review_on, self.review_precision or "day")) if self.review_on else ""

    @property
    def draft_label(self) -> str:
        return Version.Status(self.draft).label if self.draft else ""


def listed(user: Any, school: School, wanted: Wanted, *, viewer: Viewer, on: date, page: str) -> Page[Row]:
    """A page of the shelf; of a page that is not there, the last."""
    number = min(int(page), LAST_PAGE) if page.isdecimal() and len(page) < 9 else 1
    matching = _matching(user, school, wanted, on)
    total, rows = _page(user, school, matching, wanted, max(1, number), viewer, on)
    if not rows and number > 1:
        total = matching.count()
        number = max(1, -(-total // PER_PAGE))
        total, rows = _page(user, school, matching, wanted, number, viewer, on)
    every = cast("Sequence[Row]", range(total))  # the paginator only counts them
    return Page(rows, max(1, number), Paginator(every, PER_PAGE))


def _matching(user: Any, school: School, wanted: Wanted, on: date) -> QuerySet[Policy]:
    rows = permitted(user, "policies.see_policy", Policy.objects.filter(school=school), on, school_id=school.pk)
    rows = rows.annotate(current=FilteredRelation("versions", condition=Q(versions__status=Version.Status.IN_FORCE)))
    rows = rows.filter(withdrawn_at__isnull=wanted.show != "withdrawn")
    if wanted.text:
        rows = rows.filter(Q(title__icontains=wanted.text) | Q(summary__icontains=wanted.text))
    if wanted.group:
        rows = rows.filter(Exists(audience.filter(policy=OuterRef("pk"), staffgroup__uid=wanted.group)))
    if wanted.show == "mine":
        rows = rows.filter(_asked(user, on), ~Exists(_receipts(user)))
    elif wanted.show == "review":
        rows = rows.filter(current__review_due_on__lt=on)
    elif wanted.show == "drafts":
        rows = rows.filter(Exists(_drafts(user, school, on)))
    return rows


def _page(
    user: Any, school: School, matching: QuerySet[Policy], wanted: Wanted, number: int, viewer: Viewer, on: date
) -> tuple[int, list[Row]]:
    """The number of all matching rows and those of one page, in one query; what is dear is asked of these only."""
    key = SORTS.get(wanted.sort.removeprefix("-"), SORTS["title"])
    order = (OrderBy(key, descending=wanted.sort.startswith("-"), nulls_last=True), Lower("title"))
    here = matching.order_by(*order).values("pk")[(number - 1) * PER_PAGE : number * PER_PAGE]
    count = matching.order_by().values("school").annotate(total=Count("pk")).values("total")
    owing = outstanding(Person.objects.current(on)).filter(policy=OuterRef("pk")).order_by().values("policy")
    groups = audience.filter(policy=OuterRef("pk")).order_by().values("policy")
    columns = {
        "is_asked": _asked(user, on),
        "receipt_uid": Subquery(_receipts(user).values("uid")[:1]),
        "acknowledged_at": Subquery(_receipts(user).values("at")[:1]),
        "draft": Subquery(_drafts(user, school, on).values("status")[:1]),
        "names": Subquery(groups.values(names=Joined("staffgroup__name"))),
        "total": Subquery(count),
    }
    if viewer.is_office:
        columns["owing"] = Subquery(owing.annotate(owing=Count("person_id", distinct=True)).values("owing"))
    rows = (
        Policy.objects.filter(pk__in=here)
        .annotate(current=FilteredRelation("versions", condition=Q(versions__status=Version.Status.IN_FORCE)))
        .annotate(**columns)
        .order_by(*order)
        .values(*FIELDS, *columns)
    )
    found = list(rows)
    return (found[0]["total"] if found else 0), [_row(row, on) for row in found]


FIELDS = (
    *("uid", "title", "summary", "current__number", "current__review_on", "current__review_precision"),
    *("current__review_due_on", "current__in_force_at", "withdrawn_at"),
)


def _row(row: dict[str, Any], on: date) -> Row:
    due = row["current__review_due_on"]
    in_force = row["current__number"] is not None
    return Row(
        uid=row["uid"],
        title=row["title"],
        summary=row["summary"],
        number=row["current__number"],
        review_on=row["current__review_on"],
        review_precision=row["current__review_precision"],
        review_due_on=due,
        in_force_at=row["current__in_force_at"],
        is_asked=row["is_asked"],
        receipt_uid=row["receipt_uid"],
        acknowledged_at=row["acknowledged_at"],
        draft=row["draft"],
        groups=parted(row["names"]),
        outstanding=(row["owing"] or 0) if "owing" in row and in_force else None,
        is_overdue=due is not None and due < on,
        is_withdrawn=row["withdrawn_at"] is not None,
    )


def _asked(user: Any, on: date) -> Exists:
    """Whether the version in force asks the user."""
    mine = standing(user, on).persons
    return Exists(audience.filter(policy=OuterRef("pk"), staffgroup__people__in=mine).filter(_in_force()))


def _in_force() -> Exists:
    return Exists(Version.objects.filter(policy=OuterRef("policy"), status=Version.Status.IN_FORCE))


def _receipts(user: Any) -> QuerySet[Acknowledgement]:
    """The user's acknowledgement of the edition in force."""
    return Acknowledgement.objects.filter(
        person__user=user, policy=OuterRef("pk"), edition=OuterRef("current__edition")
    ).order_by("-at")


def _drafts(user: Any, school: School, on: date) -> QuerySet[Version]:
    """The version under way, where the user may see it."""
    under_way = Version.objects.filter(policy=OuterRef("pk"), status__in=OPEN)
    return permitted(user, "policies.see_version", under_way, on, school_id=school.pk)
