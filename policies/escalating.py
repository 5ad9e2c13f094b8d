"""What is still not confirmed after the school's time goes to the line manager, and later to the headteacher.

Each stage once for a person, policy and edition. Who has no line manager at work here goes to the headteacher at
the first stage, and then not again; what the headteacher still has to confirm goes to the chair of governors. Where
there is no such chair, or no headteacher, it goes to the clerk. Nobody is told about themselves. Who is away waits: not
before they have been back for as many school days as the stage gives.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.functional import cached_property

from foundation.audit import trail
from foundation.core.actors import Clock
from foundation.core.change import change
from foundation.notices.transitions import announce
from foundation.schools.calendar import SchoolCalendar, at_work
from foundation.schools.models import Absence, Person, RoleKind, School
from policies.compliance import Deadline
from policies.models import Acknowledgement, Escalation, PeopleRules, Policy, Version
from policies.outstanding import Owed, owed
from policies.verbs import Verb

ESCALATED = "policies.escalated"
CLOCK = Clock("outstanding to line managers")
Stage = Escalation.Stage
UPWARDS = (RoleKind.HEADTEACHER, RoleKind.CHAIR, RoleKind.CLERK)


def escalate(school: School, *, on: date, at: datetime) -> int:
    """Tell line managers, headteacher and chair what is overdue beyond the school's time; how many were told."""
    rules = PeopleRules.of(school)
    calendar = SchoolCalendar.of(school)
    if not (rules.manager_days or rules.headteacher_days) or not calendar.is_staff_day(on):
        return 0
    with change():
        School.objects.select_for_update(no_key=True).get(pk=school.pk)
        rows = list(_Due(school, rules, calendar, on).rows())
        Escalation.objects.bulk_create(rows, batch_size=500)
        told = _announce(school, rows, on, at)
        if rows:
            trail.record(Verb.ESCALATED, school, by=CLOCK, at=at, school=school, things=len(rows), told=told)
    return told


def _announce(school: School, rows: Iterable[Escalation], on: date, at: datetime) -> int:
    """One mail for each who is told, about everybody concerned."""
    about: dict[Person, dict[int, Person]] = defaultdict(dict)
    for row in rows:
        about[row.to][row.person_id] = row.person
    told = 0
    for to, people in about.items():
        key = f"escalated:{on.isoformat()}"
        told += announce(
            ESCALATED, key=key, recipients=[to], about=list(people.values()), school=school, due_at=at
        ).told
    return told


@dataclass
class _Due:
    """What is due to go to somebody on this day."""

    school: School
    rules: PeopleRules
    calendar: SchoolCalendar
    on: date

    def rows(self) -> Iterator[Escalation]:
        for one in owed(self._here):
            person = self._people.get(one.person_id)
            if person is None or one.since > self.on:
                continue
            for stage in self._stages(one):
                to = self._whom(person, stage)
                key = (person.pk, one.policy_uid, one.edition)
                if to is not None and (*key, stage) not in self._told and (*key, to.pk) not in self._heard:
                    self._told.add((*key, stage))
                    self._heard.add((*key, to.pk))
                    yield Escalation(
                        school=self.school, person=person, policy_id=self._policies[one.policy_uid],
                        edition=one.edition, stage=stage, to=to, on=self.on,
                    )  # fmt: skip

    def _stages(self, one: Owed) -> Iterator[str]:
        deadline = Deadline(self.calendar, self._days)
        late = self.calendar.between(deadline.due_on(one.since), self.on)
        back = self._back.get(one.person_id)
        since_back = self.calendar.between(back, self.on) if back else late
        for stage, days in ((Stage.MANAGER, self.rules.manager_days), (Stage.HEADTEACHER, self.rules.headteacher_days)):
            if days and min(late, since_back) >= days:
                yield stage

    def _whom(self, person: Person, stage: str) -> Person | None:
        manager = person.line_manager
        if stage == Stage.MANAGER and manager is not None and manager.pk in self._present:
            return manager
        head = self._holders.get(RoleKind.HEADTEACHER)
        if head is not None and head.pk != person.pk:
            return head
        above = (RoleKind.CHAIR, RoleKind.CLERK) if head is not None else (RoleKind.CLERK,)
        holders = (self._holders.get(kind) for kind in above)
        return next((one for one in holders if one is not None and one.pk != person.pk), None)

    @cached_property
    def _here(self) -> QuerySet[Person]:
        return at_work(Person.objects.filter(school=self.school), self.calendar, self.on)

    @cached_property
    def _people(self) -> Mapping[int, Person]:
        return {person.pk: person for person in self._here.select_related("line_manager")}

    @cached_property
    def _days(self) -> int:
        return Deadline.of(self.school).days

    @cached_property
    def _present(self) -> set[int]:
        """Who is on the roll and not entered as away: on a day off they still count."""
        away = Absence.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=self.on), person=OuterRef("pk"), starts_on__lte=self.on
        )
        here = Person.objects.filter(school=self.school).current(self.on).filter(~Exists(away))
        return set(here.values_list("pk", flat=True))

    @cached_property
    def _holders(self) -> Mapping[str, Person]:
        """Headteacher, chair and clerk; of several the one who has held it longest."""
        roles = self.school.roles.current(self.on).filter(kind__in=UPWARDS).select_related("person")
        return {role.kind: role.person for role in roles.order_by("-starts_on", "-pk")}

    @cached_property
    def _back(self) -> Mapping[int, date]:
        """The last day away of everybody's latest absence."""
        ended = Absence.objects.filter(school=self.school, ends_on__lt=self.on).order_by()
        return dict(ended.values_list("person").annotate(Max("ends_on")))

    @cached_property
    def _policies(self) -> Mapping[object, int]:
        return dict(Policy.objects.filter(school=self.school).values_list("uid", "pk"))

    @cached_property
    def _told(self) -> set[tuple[object, ...]]:
        return set(self._rows.values_list("person", "policy__uid", "edition", "stage"))

    @cached_property
    def _heard(self) -> set[tuple[object, ...]]:
        return set(self._rows.values_list("person", "policy__uid", "edition", "to"))

    @property
    def _rows(self) -> QuerySet[Escalation]:
        return Escalation.objects.filter(school=self.school).order_by()


def still(rows: QuerySet[Escalation], on: date) -> QuerySet[Escalation]:
    """Those of these that are still to be confirmed: in force, asked of the person, not given."""
    given = Acknowledgement.objects.filter(
        person=OuterRef("person"), policy=OuterRef("policy"), edition=OuterRef("edition")
    )
    asked = Policy.audience.through.objects.filter(policy=OuterRef("policy"), staffgroup__people=OuterRef("person"))
    current = Version.objects.filter(
        policy=OuterRef("policy"), edition=OuterRef("edition"), status=Version.Status.IN_FORCE
    )
    on_roll = Q(person__leaves_on__isnull=True) | Q(person__leaves_on__gte=on)
    return rows.filter(on_roll, ~Exists(given), Exists(asked), Exists(current)).order_by(F("on").asc(), "pk")
