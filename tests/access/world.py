"""One school with a row for every address there is, and somebody for every relation to it."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.core import keyring
from foundation.core.change import change
from foundation.documents import files
from foundation.documents.models import File
from foundation.documents.reading.model import Metadata, ReadClause, Reading, ReadWarning
from foundation.jobs.models import Job, KeptTyping
from foundation.jobs.transitions import ask
from foundation.jobs.typing_kept import _about
from foundation.notices.digests import nudge
from foundation.notices.models import Notice
from foundation.schools.models import Absence, Body, BodyMember, Closure, Person, Role, RoleKind, StaffGroup, Term, User
from foundation.schools.roll.keeping import keep
from policies import transitions
from policies.models import Attachment, Intake, PeopleRules, Policy, PolicyRules, Step, StepKind, Version
from policies.panels.compliance import owing
from policies.panels.files import SHEET
from policies.transitions.acknowledging import Paper
from policies.transitions.bringing_in import BroughtIn, PastFact
from policies.transitions.drafting import Cover, PolicyFacts
from policies.transitions.feed import make_feed_link
from policies.transitions.printing import PUBLIC, keep_print
from policies.transitions.rules import StepWanted
from policies.transitions.steps import Consulted, Decided
from tests.access.world_approvals import add_approvals
from tests.access.world_device import add_device
from tests.access.world_incidents import add_incidents
from tests.access.world_issuing import add_issuing
from tests.access.world_meetings import add_meetings
from tests.access.world_monitoring import a_watcher, add_monitoring
from tests.access.world_packs import pack_rows
from tests.access.world_paper import paper_rows
from tests.access.world_people import add_people
from tests.access.world_registers import register_rows
from tests.cast import LONG_AGO, Cast, _staff, a_person, a_role, a_user
from tests.policies.shelf import OTHER_TEXT, TEXT, a_draft, a_policy, in_force

WORDS = "I have read it."
PEOPLE_RULES = {
    "starter_statements": "I have looked at what I have posted.",
    "leaver_statements": "I will not write to pupils.",
    "leaver_link_days": 10,
    "relationships": "Family is excepted.",
}
ROLL = b"Name,Email,Start date\nNora New,nora@new.example,13/04/2026\nWrong Date,wrong@new.example,soon\n"
OPEN_ROLL = b"Name,Email,Group,Start date\nNora New,nora@new.example,Gardeners,03/04/2026\nTessa Teacher,,,\n"
READING = Reading(
    [ReadClause("1", "Purpose", 1, "<p>Why we have this.</p>", "1-purpose")],
    Metadata(title="Bicycles"),
    [ReadWarning("date_past", "The review date is past.", "Cover")],
).as_dict() | {"original": "<p>Why we have this.</p>"}


@dataclass(frozen=True)
class Place:
    """An address: the route, which row of several (`on`), and what the route is given."""

    route: str
    on: str
    given: dict[str, Any]

    @property
    def path(self) -> str:
        return reverse(self.route, kwargs=self.given)

    @property
    def name(self) -> str:
        return f"{self.route} ({self.on})" if self.on else self.route


@dataclass
class World:
    """The school's rows by what they are, and who stands how to them."""

    cast: Cast
    owner: Person
    colleague: Person
    outsider: Person
    network_manager: Person
    data_protection_lead: Person
    rows: dict[str, Any] = field(default_factory=dict)
    nobody: User | None = None
    words: dict[str, str] = field(default_factory=dict)  # of personal links: only a hash of each is kept

    def users(self) -> dict[str, User | None]:
        """The columns of the matrix: a relation to the rows, and the log-in that has it."""
        cast = self.cast
        people = {
            "audience": self.colleague,
            "outside_audience": self.outsider,
            "self": cast.teacher,
            "line_manager": cast.line_manager,
            "owner": self.owner,
            "clerk": cast.clerk,
            "headteacher": cast.headteacher,
            "business_manager": cast.business_manager,
            "senior_leader": cast.senior_leader,
            "chair": cast.chair,
            "governor": cast.governor,
            "administrator": cast.administrator,
            "dsl": cast.dsl,
            "leaver": cast.leaver,
            "other_clerk": cast.other_clerk,
            "trust_officer": cast.trust_officer,
            "starter": cast.starter,
            "network_manager": self.network_manager,
            "data_protection_lead": self.data_protection_lead,
        }
        users: dict[str, User | None] = {name: person.user for name, person in people.items()}
        return {"anonymous": None, "no_person": self.nobody} | users

    def client(self, user: User | None, **options: Any) -> Client:
        client = Client(raise_request_exception=False, **options)
        if user is not None:
            client.force_login(user)
        return client


def a_world(cast: Cast) -> World:
    """Everything at `cast.school`, made as the product makes it where a transition exists."""
    school, others = cast.school, StaffGroup.objects.create(school=cast.school, name="Volunteers")
    office = (cast.office,)
    world = World(
        cast,
        owner=a_person(school, "Olive Owner", groups=office),
        colleague=a_person(school, "Colin Colleague", groups=(cast.teachers,)),
        outsider=a_person(school, "Otis Outside-The-Audience", groups=(others,)),
        network_manager=a_watcher(school, "Nora Network-Manager", RoleKind.NETWORK_MANAGER),
        data_protection_lead=a_watcher(school, "Dora Data-Protection-Lead", RoleKind.DATA_PROTECTION_LEAD),
    )
    world.nobody = a_user(f"nobody@{school.slug}.example")
    PolicyRules.objects.get_or_create(school=school)
    PeopleRules.objects.create(school=school, **PEOPLE_RULES)
    _the_leaver_held_everything(cast)
    world.rows |= _of_the_school(cast, others)
    world.rows |= _in_force(world)
    world.rows |= _on_their_way(world)
    world.rows |= _given(world)
    world.rows["brought_in"] = _brought_in(world)
    world.rows |= _work(world)
    world.rows |= paper_rows(cast, world.rows["version"])
    world.rows |= register_rows(cast, world.rows["version"])
    world.rows |= pack_rows(cast, world.rows["version"], world.rows["draft"])
    add_people(world)
    add_meetings(world)
    add_issuing(world)
    add_device(world)
    add_approvals(world)
    add_incidents(world)
    add_monitoring(world)
    world.words["feed"] = make_feed_link(by=cast.clerk, at=cast.at)
    return world


def _the_leaver_held_everything(cast: Cast) -> None:
    """Roles and a seat that nobody ended, so that only the day of leaving stands between them and the rows."""
    for kind in (RoleKind.HEADTEACHER, RoleKind.CHAIR, RoleKind.CLERK):
        a_role(cast.leaver, kind)
    BodyMember.objects.create(school=cast.school, body=cast.governing_body, person=cast.leaver, starts_on=LONG_AGO)
    Person.objects.create(
        school=cast.school, name="Mo Managed", starts_on=LONG_AGO, line_manager=cast.leaver, email="mo@managed.example"
    )


def _of_the_school(cast: Cast, group: StaffGroup) -> dict[str, Any]:
    school, day = cast.school, cast.today
    days = {"starts_on": day - timedelta(10), "ends_on": day - timedelta(8)}
    away = Absence(school=school, person=cast.teacher, entered_by=cast.clerk, entered_at=cast.at, **days)
    away.save()
    return {
        "group": StaffGroup.objects.create(school=school, name="Nobody yet"),
        "absence": away,
        "term": Term.objects.create(
            school=school, season="autumn", starts_on=day - timedelta(60), ends_on=day + timedelta(30)
        ),
        "closure": Closure.objects.create(
            school=school, reason="Half-term", starts_on=day - timedelta(20), ends_on=day - timedelta(16)
        ),
        "role": Role.objects.get(person=cast.dsl),
        "seat": BodyMember.objects.get(person=cast.governor),
        "body": cast.governing_body,
    }


def _in_force(world: World) -> dict[str, Any]:
    """A policy with a version superseded, one in force and a draft, each with files; one withdrawn."""
    cast = world.cast
    policy = a_policy(cast, owner=world.owner, is_public=True)
    first = in_force(cast, policy)
    acknowledged = transitions.acknowledge(
        first, words=WORDS, statements=TEXT.statements, seen=first.content_hash, by=cast.teacher, at=cast.at
    )
    second = a_draft(cast, policy, OTHER_TEXT)
    annex = _attached(world, second, "Key book")
    second = transitions.submit_version(second, by=cast.clerk, at=cast.at)
    second = transitions.put_in_force(second, by=cast.headteacher, at=cast.at)
    keep_print(second, name="Keys.pdf", pdf=b"%PDF-1.7 kept", for_public=b"%PDF-1.7 public", by=cast.clerk, at=cast.at)
    draft = a_draft(cast, policy, TEXT)
    transitions.set_related(policy, ["Lone working"], by=cast.clerk, at=cast.at)
    transitions.set_legal_references(policy, [("Data Protection Act", 2018)], by=cast.clerk, at=cast.at)
    withdrawn = in_force(cast, a_policy(cast, "Marquees", owner=world.owner)).policy
    transitions.withdraw_policy(withdrawn, why="The marquee is sold.", by=cast.clerk, at=cast.at)
    draft_annex = _attached(world, draft, "New key book")
    return {
        "policy": policy,
        "superseded": Version.objects.get(pk=first.pk),
        "version": second,
        "draft": Version.objects.get(pk=draft.pk),
        "annex": annex.file,
        "draft_annex": draft_annex.file,
        "attachment": draft_annex,
        "public_print": File.objects.get(owner_label=PUBLIC, owner_uid=second.uid),
        "withdrawn": withdrawn,
        "receipt": acknowledged,
    }


def _attached(world: World, version: Version, title: str) -> Attachment:
    cast = world.cast
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    with change():
        file = files.seal(
            f"{title}.txt", title.encode(), media_type="text/plain", owner=version, school=cast.school, **by
        )
        transitions.attach_file(version, file, Attachment.Kind.ANNEX, title, **by)
    return Attachment.objects.get(file=file)


def _on_their_way(world: World) -> dict[str, Any]:
    """Policies never in force yet: a bare one, one at each kind of step, one approved."""
    cast = world.cast
    panel = Body.objects.create(school=cast.school, name="Staff panel", kind=Body.Kind.STAFF_PANEL)
    wanted = {
        "consultation": StepWanted(StepKind.CONSULT, body=panel),
        "decision": StepWanted(StepKind.DECIDE, body=cast.governing_body),
        "signature": StepWanted(StepKind.SIGN, role=RoleKind.CHAIR),
        "headteacher": StepWanted(StepKind.DECIDE, role=RoleKind.HEADTEACHER),
    }
    rows: dict[str, Any] = {"empty_policy": a_policy(cast, "Not written yet", owner=world.owner)}
    for name, step in wanted.items():
        policy = a_policy(cast, f"Waits for the {name}", owner=world.owner)
        transitions.set_step_rules(cast.school, policy, [step], by=cast.clerk, at=cast.at)
        version = transitions.submit_version(a_draft(cast, policy), by=cast.clerk, at=cast.at)
        rows[f"{name}_step"] = Step.objects.get(version=version)
        rows[f"{name}_version"] = version
    approved = a_draft(cast, a_policy(cast, "Approved already", owner=world.owner))
    rows["approved"] = transitions.submit_version(approved, by=cast.clerk, at=cast.at)
    rows["abandoned"] = a_draft(cast, a_policy(cast, "Given up", owner=world.owner))
    transitions.abandon_version(rows["abandoned"], by=cast.clerk, at=cast.at)
    _results(world, rows["empty_policy"], panel)
    return rows


def _results(world: World, policy: Policy, panel: Body) -> None:
    """A version that has been through every kind of step, and was then sent back."""
    cast = world.cast
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    wanted = [
        StepWanted(StepKind.CONSULT, body=panel),
        StepWanted(StepKind.SIGN, role=RoleKind.CHAIR),
        StepWanted(StepKind.DECIDE, body=cast.governing_body),
    ]
    full = a_policy(cast, "Through every step", owner=world.owner)
    transitions.set_step_rules(cast.school, full, wanted, **by)
    version = transitions.submit_version(a_draft(cast, full), **by)
    consult, signature, decision = version.steps.order_by("position")
    seen, day = version.content_hash, cast.today - timedelta(3)
    transitions.record_consultation(
        consult, Consulted(day, day, "Everybody", "agreed", "They agreed."), seen=seen, **by
    )
    transitions.sign(signature, words="I sign it.", seen=seen, by=cast.chair, at=cast.at)
    minuted = Decided(day, "returned", "Charlie Chair, Gwen Governor", "", "FGB 1", "Mend the second clause.")
    transitions.decide(decision, minuted, seen=seen, **by)


def _given(world: World) -> dict[str, Any]:
    """A sheet signed on paper, documents on their way in, a file with the roll."""
    cast = world.cast
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    version = world.rows["version"]
    with change():
        scan = files.seal(
            "sheet.png",
            b"scan",
            media_type="image/png",
            owner=(SHEET, cast.midday_supervisor.uid),
            school=cast.school,
            retention_class="acknowledgement",
            **by,
        )
        paper = Paper(cast.today, "Wilma Witness", scan)
        on_paper = transitions.record_paper(
            version, cast.midday_supervisor, paper, words=WORDS, seen=version.content_hash, **by
        )
    roll = keep(cast.school, "roll.csv", ROLL, **by)
    open_roll = keep(cast.school, "open.csv", OPEN_ROLL, **by)
    return {
        "scan": scan,
        "paper_receipt": on_paper,
        "roll": roll,
        "open_roll": open_roll,
        "roll_file": File.objects.get(uid=roll.file_uid),
        "intake": _brought(world, "intake.md", Intake.Purpose.IN_FORCE),
        "text_intake": _brought(world, "text.md", Intake.Purpose.DRAFT, policy=world.rows["empty_policy"]),
    }


def _brought(world: World, name: str, purpose: str, policy: Policy | None = None) -> Intake:
    """A document that was read and waits to be checked."""
    cast = world.cast
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    row = Intake(purpose=purpose)
    with change():
        file = files.seal(
            name, b"# Purpose", media_type="text/markdown", owner=("policies.Intake", row.uid), school=cast.school, **by
        )
        taken = transitions.take_in(cast.school, file, purpose, uid=row.uid, policy=policy, **by)
        return transitions.read_intake(taken, READING, **by)


def _brought_in(world: World) -> Version:
    """A policy that was in force before, with what is known of its past."""
    cast = world.cast
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    facts = PolicyFacts(title="Whistles", owner=world.owner, determiner="body", body=None, audience=(cast.teachers,))
    brought = BroughtIn(
        facts,
        TEXT,
        Cover(author="Clara Clerk", review_on=cast.today, review_due_on=cast.today),
        past=[PastFact("approved", "Governing body")],
        past_versions=[{"number": "0.9", "created": "2019", "owner": "Office", "panel_approved": "", "review": "2020"}],
        findings=[{"code": "date_past", "sentence": "The review date is past.", "where": "Cover", "answer": ""}],
        related=["Keys and visitors"],
    )
    intake = _brought(world, "whistles.md", Intake.Purpose.IN_FORCE)
    return transitions.bring_in(cast.school, brought, intake=intake, **by)


def _work(world: World) -> dict[str, Any]:
    """A job that stopped, a mail that could not be sent, typing that was kept."""
    cast, rows = world.cast, world.rows
    with change():
        job = ask(
            "policies.print",
            key=f"stopped:{rows['version'].uid}",
            payload={"version": str(rows["version"].uid)},
            school=cast.school,
            by=cast.clerk,
            at=cast.at,
        )
    Job.objects.filter(pk=job.pk).update(status="parked", finished_at=cast.at, message="It stopped.")
    mine = Person.objects.filter(pk=cast.teacher.pk)
    nudge(cast.teacher, next(iter(owing(cast.school, mine, cast.today))), by=cast.clerk, at=cast.at)
    notice = Notice.objects.get(recipient=cast.teacher)
    Notice.objects.filter(pk=notice.pk).update(status="parked", trouble="The mail server said no.")
    path = reverse("policy-add", args=[cast.school.slug])
    kept = KeptTyping(for_user_uid=_uid(cast.teacher), path=path, kept_at=timezone.now())
    kept.data = keyring.close_text('{"title": ["Half typed"]}', about=_about(kept.uid))
    kept.save()
    return {"job": job, "notice": notice, "kept": kept}


def _uid(person: Person) -> Any:
    assert person.user is not None
    return person.user.uid


def two_schools() -> tuple[World, World]:
    """A school of a trust, and one outside it, each with everything."""
    cast = Cast.make()
    other = replace(cast, school=cast.other_school, other_school=cast.school, **_staff(cast.other_school, cast.today))
    other.other_clerk = cast.clerk
    return a_world(cast), a_world(other)
