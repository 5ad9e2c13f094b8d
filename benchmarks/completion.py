"""M1: who has acknowledged what, over a whole trust and for one school's page."""

import time
from collections.abc import Callable, Iterator

from django.db import connection
from django.utils import timezone

from benchmarks.data import a_school, clerk_of, use
from benchmarks.sizes import TRUSTS
from benchmarks.table import Pairs, Row, at_most, exactly
from foundation.schools.models import School
from foundation.schools.models.school import SchoolKind
from policies.compliance import by_policy, by_school, overseen

PAIRS = 7
# The other way to ask: join everybody asked with what they gave, and keep those who gave nothing.
ANTI_JOIN = """
SELECT asked.school_id, COUNT(*)
FROM (
    SELECT DISTINCT version.school_id, version.policy_id, version.edition, person.id AS person_id
    FROM policies_version version
    JOIN policies_policy_audience audience ON audience.policy_id = version.policy_id
    JOIN schools_person_groups member ON member.staffgroup_id = audience.staffgroup_id
    JOIN schools_person person ON person.id = member.person_id
    WHERE version.status = 'in_force' AND person.starts_on <= %s
        AND (person.leaves_on IS NULL OR person.leaves_on >= %s)
) asked
LEFT JOIN policies_acknowledgement given
    ON given.person_id = asked.person_id AND given.policy_id = asked.policy_id AND given.edition = asked.edition
WHERE given.id IS NULL
GROUP BY asked.school_id
"""


def rows() -> Iterator[Row]:
    use("large")
    schools = list(School.objects.exclude(kind=SchoolKind.TRUST))
    ours, theirs = subtracted(schools), anti_join()
    same = {pk: asked - given for pk, (asked, given) in ours.items() if asked > given} == theirs
    count, asked = sum(theirs.values()), sum(asked for asked, _ in ours.values())
    said = f"{count:,} outstanding of {asked:,} asked"
    yield exactly(
        "M1", "both ways find the same, school by school", said, said if same else "others", target="same", met=same
    )
    pairs = [(seconds(lambda: subtracted(schools)), seconds(anti_join)) for _ in range(PAIRS)]
    size = "{} schools, {:,} staff, {} policies each".format(*TRUSTS["large"])
    yield at_most("M1", f"whole trust, {size}", in_ms(pairs), "ms", 1 / 3, ("by_school", "anti-join"))
    yield at_most("M1", "one school's page, trust 10 times as large", in_ms(grown()), "ms", 2, ("large", "small"))


def subtracted(schools: list[School]) -> dict[int, tuple[int, int]]:
    return dict(by_school(schools, timezone.localdate()))


def anti_join() -> dict[int, int]:
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(ANTI_JOIN, [today, today])
        return dict(cursor.fetchall())


def grown() -> list[tuple[float, float]]:
    """One school's figures in the large trust and in the small one, in turn."""
    return [(one_school("large"), one_school("small")) for _ in range(PAIRS)]


def one_school(database: str) -> float:
    use(database)
    school = a_school()
    user, today = clerk_of(school).user, timezone.localdate()
    return min(seconds(lambda: by_policy(overseen(user, school, today))) for _ in range(3))


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_ms(pairs: Pairs) -> list[tuple[float, float]]:
    return [(1000 * ours, 1000 * other) for ours, other in pairs]
