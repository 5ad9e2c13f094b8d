"""Who may do what with policies. One condition per permission; lists, files, exports and pages ask the same one."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from foundation.core.rules import Later, rule
from foundation.schools.models import Person, RoleKind, School
from foundation.schools.people import chairs_over, governs, holds, is_on_roll, is_one_of, manages, sits_on, standing
from policies.models import (
    Acknowledgement,
    CountedGroup,
    GroupCount,
    Intake,
    Pack,
    PackItem,
    Policy,
    Sheet,
    SheetScan,
    Step,
    StepKind,
    Version,
)
from policies.permissions_meetings import delegated_to

KEEPERS = (RoleKind.CLERK, RoleKind.HEADTEACHER)
OVERSEERS = (RoleKind.CLERK, RoleKind.HEADTEACHER, RoleKind.BUSINESS_MANAGER, RoleKind.SENIOR_LEADER)
EVERY_ROLE = tuple(RoleKind.values)


def _sits_on_a_deciding_body(user: Any, on: date, version: str) -> Exists:
    open_steps = Step.objects.filter(sits_on(user, on), version=OuterRef(version))
    return Exists(open_steps.exclude(status=Step.Status.VOID))


def _signs(user: Any, on: date, version: str) -> Exists:
    return Exists(
        Step.objects.filter(
            holds(user, on, *EVERY_ROLE, school="school", role="role"),
            version=OuterRef(version),
            kind=StepKind.SIGN,
        ).exclude(status=Step.Status.VOID)
    )


@rule("policies.see_shelf", School)
def see_shelf(user: Any, on: date) -> Q:
    """Everyone on the roll, and whoever holds a role at the school."""
    return is_on_roll(user, on) | holds(user, on, *EVERY_ROLE)


@rule("policies.add_policy", School)
def add_policy(user: Any, on: date) -> Q:
    """Clerk and headteacher start policies and bring in those already in force."""
    return holds(user, on, *KEEPERS)


@rule("policies.see_outstanding", School)
def see_outstanding(user: Any, on: date) -> Q:
    """Clerk, headteacher, business manager and senior leaders; line managers for their own people."""
    return holds(user, on, *OVERSEERS) | manages(user, on)


@rule("policies.see_who_owes", Policy)
def see_who_owes(user: Any, on: date) -> Q:
    """Who may see what is outstanding at the school; whose names they see is the rule of each person."""
    return holds(user, on, *OVERSEERS, school="school") | manages(user, on, school="school")


@rule("policies.see_policy", Policy, sees=True)
def see_policy(user: Any, on: date) -> Q:
    """Who is at the school sees what is or was in force.

    One never in force yet is for its owner, for clerk, headteacher, business manager and senior leaders, and for the
    bodies and roles that its steps name.
    """
    at_school = is_on_roll(user, on, school="school") | holds(user, on, *EVERY_ROLE, school="school")
    works_on_it = holds(user, on, *OVERSEERS, school="school") | is_one_of(user, on, "owner")
    return (at_school & Q(Later(_published))) | works_on_it | Q(Later(lambda: _decides(user, on)))


def _published() -> Exists:
    statuses = (Version.Status.IN_FORCE, Version.Status.SUPERSEDED)
    return Exists(Version.objects.filter(policy=OuterRef("pk"), status__in=statuses))


def _decides(user: Any, on: date) -> Exists:
    decides = Q(_sits_on_a_deciding_body(user, on, "pk")) | Q(_signs(user, on, "pk"))
    return Exists(Version.objects.filter(decides, policy=OuterRef("pk")))


@rule("policies.change_policy", Policy)
def change_policy(user: Any, on: date) -> Q:
    """Clerk, headteacher and the policy's owner."""
    return holds(user, on, *KEEPERS, school="school") | is_one_of(user, on, "owner")


@rule("policies.govern_policy", Policy)
def govern_policy(user: Any, on: date) -> Q:
    """Clerk and headteacher set through which steps a policy goes, and withdraw it; its owner only writes it."""
    return holds(user, on, *KEEPERS, school="school")


@rule("policies.see_version", Version, sees=True)
def see_version(user: Any, on: date) -> Q:
    """What is or was in force is for everyone at the school.

    A draft is for its owner, for clerk, headteacher, business manager and senior leaders, and for the bodies and roles
    that its steps name.
    """
    published = Q(status__in=(Version.Status.IN_FORCE, Version.Status.SUPERSEDED))
    at_school = is_on_roll(user, on, school="school") | holds(user, on, *EVERY_ROLE, school="school")
    works_on_it = holds(user, on, *OVERSEERS, school="school") | is_one_of(user, on, "policy__owner")
    sits = Later(lambda: _sits_on_a_deciding_body(user, on, "pk"))
    signs = Later(lambda: _signs(user, on, "pk"))
    return (published & at_school) | works_on_it | Q(sits) | Q(signs)


@rule("policies.edit_version", Version)
def edit_version(user: Any, on: date) -> Q:
    """Clerk, headteacher and the policy's owner write the text and send it on its way."""
    return holds(user, on, *KEEPERS, school="school") | is_one_of(user, on, "policy__owner")


@rule("policies.publish_version", Version)
def publish_version(user: Any, on: date) -> Q:
    """Clerk and headteacher put a version in force."""
    return holds(user, on, *KEEPERS, school="school")


@rule("policies.acknowledge_version", Version)
def acknowledge_version(user: Any, on: date) -> Q:
    """Whoever is in the audience of the version in force."""
    reached = Policy.audience.through.objects.filter(
        policy=OuterRef("policy"),
        staffgroup__people__in=standing(user, on).persons,
    )
    return Q(status=Version.Status.IN_FORCE) & Q(Exists(reached))


@rule("policies.see_step", Step, sees=True)
def see_step(user: Any, on: date) -> Q:
    """Whoever may see the version that goes through it."""
    visible = Version.objects.filter(see_version(user, on), pk=OuterRef("version"))
    return Q(Exists(visible))


@rule("policies.record_step", Step)
def record_step(user: Any, on: date) -> Q:
    """Who enters what a step's result is.

    A consultation: clerk, headteacher, owner. A body's decision: clerk or chair, from the minutes (no governor decides
    by a button), and to whom the body has delegated it. The headteacher's own decision: the headteacher. A signature:
    who holds the role, for themselves.
    """
    keepers = holds(user, on, *KEEPERS, school="school")
    owner = is_one_of(user, on, "version__policy__owner")
    consult = Q(kind=StepKind.CONSULT) & (keepers | owner)
    minutes = Q(kind=StepKind.DECIDE, body__isnull=False) & Q(
        holds(user, on, RoleKind.CLERK, RoleKind.CHAIR, school="school")
    )
    delegated = Q(kind=StepKind.DECIDE, body__isnull=False) & Q(
        delegated_to(user, on, body="body", policy="version__policy")
    )
    own = (Q(kind=StepKind.SIGN) | Q(kind=StepKind.DECIDE, body__isnull=True)) & Q(
        holds(user, on, *EVERY_ROLE, school="school", role="role")
    )
    return consult | minutes | delegated | own


@rule("policies.see_intake", Intake, sees=True)
def see_intake(user: Any, on: date) -> Q:
    """Clerk and headteacher; for a new version also the policy's owner."""
    return holds(user, on, *KEEPERS, school="school") | is_one_of(user, on, "policy__owner")


@rule("policies.oversee_person", Person)
def oversee_person(user: Any, on: date) -> Q:
    """Clerk, headteacher, business manager and senior leaders for everybody; a line manager for their own people.

    The chair of governors for the headteacher, above whom nobody else stands. To see what somebody still owes, and to
    nudge them.
    """
    over = holds(user, on, *OVERSEERS, school="school") | is_one_of(user, on, "line_manager")
    return over | chairs_over(user, on)


@rule("policies.record_paper", Person)
def record_paper(user: Any, on: date) -> Q:
    """Clerk and business manager enter signed sheets, never their own."""
    return holds(user, on, RoleKind.CLERK, RoleKind.BUSINESS_MANAGER, school="school") & ~Q(user=user.pk)


@rule("policies.record_on_behalf", Person)
def record_on_behalf(user: Any, on: date) -> Q:
    """Clerk and business manager record for somebody who cannot, never for themselves."""
    return holds(user, on, RoleKind.CLERK, RoleKind.BUSINESS_MANAGER, school="school") & ~Q(user=user.pk)


@rule("policies.see_acknowledgement", Acknowledgement, sees=True)
def see_acknowledgement(user: Any, on: date) -> Q:
    """Oneself (also after leaving), clerk, headteacher, business manager, senior leaders, and the line manager.

    The headteacher's also the chair of governors.
    """
    over = holds(user, on, *OVERSEERS, school="school") | is_one_of(user, on, "person__line_manager")
    return Q(person__user=user.pk) | over | chairs_over(user, on, person="person")


PAPER_KEEPERS = (RoleKind.CLERK, RoleKind.BUSINESS_MANAGER)


@rule("policies.keep_sheets", School)
def keep_sheets(user: Any, on: date) -> Q:
    """Clerk and business manager print sheets, bring them back, and count what parents and pupils signed."""
    return holds(user, on, *PAPER_KEEPERS)


@rule("policies.print_sheet", Policy)
def print_sheet(user: Any, on: date) -> Q:
    """Clerk and business manager make sheets of a policy."""
    return holds(user, on, *PAPER_KEEPERS, school="school")


@rule("policies.see_sheet", Sheet, sees=True)
def see_sheet(user: Any, on: date) -> Q:
    """Clerk and business manager: a sheet has the names and codes of others on it."""
    return holds(user, on, *PAPER_KEEPERS, school="school")


@rule("policies.see_scan", SheetScan, sees=True)
def see_scan(user: Any, on: date) -> Q:
    """Clerk and business manager: a scan has the signatures of others on it."""
    return holds(user, on, *PAPER_KEEPERS, school="school")


@rule("policies.see_counted_group", CountedGroup, sees=True)
def see_counted_group(user: Any, on: date) -> Q:
    """Clerk and business manager say how many are in a group, and how many of them signed."""
    return holds(user, on, *PAPER_KEEPERS, school="school")


@rule("policies.see_count", GroupCount, sees=True)
def see_count(user: Any, on: date) -> Q:
    """Clerk and business manager set a count right."""
    return holds(user, on, *PAPER_KEEPERS, school="school")


PACK_MAKERS = (*OVERSEERS, RoleKind.CHAIR, RoleKind.GOVERNOR, RoleKind.TRUST_OFFICER)


@rule("policies.make_pack", School)
def make_pack(user: Any, on: date) -> Q:
    """Governors, members of committees and boards, clerk, headteacher, business manager, leaders, trust officer."""
    return Q(holds(user, on, *PACK_MAKERS)) | governs(user, on)


@rule("policies.see_pack", Pack, sees=True)
def see_pack(user: Any, on: date) -> Q:
    """Who makes packs at the school, where they may see every text that is in it (QEI-26, STM-17)."""
    visible = Version.objects.filter(see_version(user, on), pk=OuterRef("version"))
    hidden = PackItem.objects.filter(~Exists(visible), pack=OuterRef("pk"))
    makes = Q(holds(user, on, *PACK_MAKERS, school="school")) | governs(user, on, school="school")
    return makes & ~Q(Exists(hidden))
