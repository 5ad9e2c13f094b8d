"""Who may look at what was found: subject access is no side door.

What belongs to a case, a check, a request for permission and the like is looked over by whoever may see that row by its
own rule, and of a case by whoever decides what is done in it; without exception, and the data protection lead too sees
only that there is something. What the roll, the policies' proofs and the sites' register say is looked over by whoever
keeps the request. What only the person sees here (mail that is confidential, their own work in the background) is
included without anybody reading it.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey, Model

from approvals.models import Request
from foundation.audit.models import Entry, Look
from foundation.core.rules import SEES
from foundation.documents.models import File
from foundation.jobs.models import Job
from foundation.notices.kinds import private_kinds
from foundation.notices.models import Notice
from foundation.schools.models import Person
from incidents.models import Case

KEEPERS: tuple[str, None] = ("", None)
DEEPEST = 4

# What whoever keeps a request reads of anybody, because it is what a school's office keeps; reviewed by hand. Whatever
# else has a rule of who may see it is looked over by whoever that rule names.
OPEN_TO_KEEPERS = (
    frozenset(
        f"schools.{name}"
        for name in (
            *("School", "Person", "User", "StaffGroup", "Absence", "Body", "BodyMember", "Term", "Closure"),
            *("SharedDevice", "DeviceSession", "Pin", "Role", "RollImport", "SchoolRules"),
        )
    )
    | frozenset(
        f"policies.{name}"
        for name in (
            *("Policy", "Version", "Acknowledgement", "Meeting", "Delegation", "Step", "Decision", "Contractor"),
            *("CountedGroup", "GroupCount", "Intake", "TrustIssue", "IssueAnswer", "Leaving", "Pack", "PublishedPart"),
            *("Sheet", "SheetScan", "StatutoryList"),
        )
    )
    | frozenset(("approvals.Site", "approvals.Impostor"))
)
# The whole to which everything with a key to it belongs, whatever rule a part has of its own (that reporters see their
# own report is no way for others to read it).
# With the permission by which they are looked over: that somebody sees their own check is no way to look over one, and
# who is let into a case by name reads it and decides nothing.
WHOLES = {
    "incidents.Case": "incidents.run_case",
    "monitoring.Check": "monitoring.read_check",
    "approvals.Request": "approvals.see_request",
}
# What fewer people read than its whole, by its own label and that of what guards it: the log of a check.
FEWER = {("monitoring.Check", ("monitoring.UsageExtract", "documents.File")): "monitoring.read_log"}
WHOEVER = {
    "incidents.Case": "whoever leads a case or a check",
    "monitoring.Check": "whoever leads a case or a check",
    "approvals.Request": "whoever may see a request",
}
OTHERS = "whoever may see them where they stand"


def said(label: str) -> str:
    """Who looks over what has this guard; cases and checks are not told apart."""
    return WHOEVER.get(label, OTHERS)


@cache
def way_of(model: type[Model]) -> tuple[str, ...] | None:
    """The keys that lead from a row to the row whose rule guards it: () is the row itself, None is nobody's but the
    keepers'.
    """
    whole = _nearest(model, lambda one: one._meta.label in WHOLES)
    if whole is not None:
        return whole
    own = _nearest(model, lambda one: one in SEES)
    if own is None:
        return None
    return None if _at(model, own)._meta.label in OPEN_TO_KEEPERS else own


def _nearest(model: type[Model], is_one: Any) -> tuple[str, ...] | None:
    """The shortest way of keys within the app to such a model."""
    ways: list[tuple[type[Model], tuple[str, ...]]] = [(model, ())]
    for one, way in ways:  # grows while it is walked: the nearest come first
        if is_one(one):
            return way
        if len(way) < DEEPEST:
            ways += [(_other(key), (*way, key.name)) for key in _keys(one)]
    return None


def _keys(model: type[Model]) -> Iterator["ForeignKey[Any, Any]"]:
    for field in model._meta.concrete_fields:
        if not isinstance(field, ForeignKey) or field.null or _other(field) is model:
            continue
        if _other(field)._meta.app_label == model._meta.app_label:
            yield field


def _other(key: "ForeignKey[Any, Any]") -> type[Model]:
    other = key.related_model
    assert isinstance(other, type)  # noqa: S101 - resolved once the apps are loaded
    return other


def _at(model: type[Model], way: Iterable[str]) -> type[Model]:
    for name in way:
        key = model._meta.get_field(name)
        assert isinstance(key, ForeignKey)  # noqa: S101 - a way is made of keys
        model = _other(key)
    return model


Guard = tuple[str, UUID | None]


def guard_of(row: Model) -> Guard | None:
    """The label and uid of the row that guards this one, KEEPERS, or None where what it is about is gone."""
    if isinstance(row, Entry | Look):
        return guard_of_uid(row.about_label, row.about_uid)
    if isinstance(row, File):
        return guard_of_uid(row.owner_label, row.owner_uid)
    if isinstance(row, Notice):
        return _of_notice(row)
    way = way_of(type(row))
    if way is None:
        return KEEPERS
    found: Any = row
    for name in way:
        found = getattr(found, name)
    return (found._meta.label, found.uid)


def _of_notice(row: Notice) -> Guard | None:
    """What a confidential mail is about guards it: that somebody was told of a case says that there is one."""
    if row.kind not in private_kinds() or not row.about:
        return KEEPERS
    about = row.about[0]
    return guard_of_uid(about["label"], UUID(about["uid"]))


def guard_of_uid(label: str, uid: UUID) -> Guard | None:
    """The guard of a row that is only named by its label and uid; None when it is not there any more."""
    model = _model(label)
    if model is None or not any(field.name == "uid" for field in model._meta.concrete_fields):
        return KEEPERS
    if way_of(model) is None and model not in (Entry, Look, File, Notice):
        return KEEPERS
    row = model._default_manager.filter(uid=uid).first()
    return guard_of(row) if row is not None else None


def _model(label: str) -> type[Model] | None:
    app, _, name = label.partition(".")
    try:
        return apps.get_model(app, name)
    except (LookupError, ValueError):
        return None


def is_theirs_alone(row: Model) -> bool:
    """Whether only the person sees this here: nobody reads it over their shoulder, and it goes to them as it is."""
    if isinstance(row, Entry | Look):
        return row.about_label == Job._meta.label
    return isinstance(row, Job) or (isinstance(row, Notice) and row.kind in private_kinds())


def is_their_draft(label: str, uid: UUID | None, person: Person | None) -> bool:
    """Whether this guards what they are still writing: nobody else sees a request before it is sent."""
    if label != Request._meta.label or uid is None or person is None:
        return False
    return Request.objects.filter(uid=uid, status=Request.Status.DRAFT, requester=person).exists()


def sees(label: str) -> str | None:
    """The permission by which rows of this label are read."""
    model = _model(label)
    if label in WHOLES:
        return WHOLES[label]
    return SEES.get(model) if model is not None else None


assert Case._meta.label in WHOLES  # noqa: S101 - a case that is renamed must not lose its guard
