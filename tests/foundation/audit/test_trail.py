"""The trail: what is written when, what a check finds, and that nobody waits for ever."""

import threading
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from foundation.audit import trail
from foundation.audit.models import INSTALLATION, Chain, Entry, Look
from foundation.core.actors import Clock
from foundation.core.change import change
from foundation.schools.models import School
from tests.cast import Cast, a_school

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
CLOCK = Clock("tests")


def record(school: School | None, verb: str = "noted", **data: Any) -> None:
    trail.record(verb, school or a_school("Another School"), by=CLOCK, at=AT, school=school, **data)


def a_chain(length: int = 4) -> School:
    school = a_school()
    for number in range(length):
        with change():
            record(school, text=f"Secret number {number}", on=AT.date())
    return school


def by_hand(sql: str, *values: Any) -> None:
    """What somebody with the database in hand could do."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount > 0


def faults(school: School) -> list[str]:
    return [fault.why for fault in trail.verify(school.uid)[1]]


@pytest.mark.clause("ALL-02")
def test_who_did_what_to_what_and_when_is_kept() -> None:
    cast = Cast.make()
    with change():
        trail.record("renamed", cast.school, by=cast.clerk, at=AT, school=cast.school, name="New name", on=AT.date())
    entry = Entry.objects.get(school_uid=cast.school.uid)
    assert (entry.verb, entry.about_label, entry.about_uid) == ("renamed", "schools.School", cast.school.uid)
    assert (entry.by_kind, entry.by_uid, entry.at) == ("person", cast.clerk.uid, AT)
    assert entry.payload == '{"by":"Clara Clerk","name":"New name","on":"2026-05-12"}'


@pytest.mark.clause("ALL-02")
def test_an_untouched_chain_verifies() -> None:
    school = a_chain(7)
    assert trail.verify(school.uid) == (7, [])
    out = StringIO()
    call_command("verify_trail", stdout=out)
    assert f"{school.uid}: 7 entries, no faults" in out.getvalue()


@pytest.mark.clause("ALL-02")
@pytest.mark.parametrize(
    "change_to",
    [
        "payload = replace(payload, 'number 1', 'number 9')",
        "verb = 'denied'",
        "by_uid = '00000000-0000-0000-0000-000000000009'",
        "at = at + interval '1 minute'",
        "about_uid = '00000000-0000-0000-0000-000000000009'",
        "payload_hash = repeat('0', 64)",
        "salt = repeat('0', 32)",
        "hash = repeat('0', 64)",
    ],
)
def test_whatever_is_changed_in_an_entry_is_found(change_to: str) -> None:
    school = a_chain()
    by_hand(f"UPDATE audit_entry SET {change_to} WHERE number = 2")  # noqa: S608 - the words stand above
    assert any("changed" in why for why in faults(school))


@pytest.mark.parametrize(("number", "why"), [(2, "entry 2 is missing"), (4, "entries at the end are missing")])
def test_a_removed_entry_is_found(number: int, why: str) -> None:
    school = a_chain()
    by_hand("DELETE FROM audit_entry WHERE number = %s", number)
    assert why in faults(school)


def test_an_entry_put_in_is_found() -> None:
    school = a_chain(2)
    false = Entry.objects.get(number=2)
    false.pk, false.number, false.previous = None, 3, false.hash
    false.uid = school.uid
    false.hash = trail.entry_hash(false)
    Entry.objects.bulk_create([false])
    assert faults(school) == ["entries at the end are missing"]


def test_two_entries_that_changed_places_are_found() -> None:
    school = a_chain()
    for number, other in ((2, 99), (3, 2), (99, 3)):
        by_hand("UPDATE audit_entry SET number = %s WHERE number = %s", other, number)
    assert faults(school)


def test_a_check_that_finds_something_says_where_and_fails() -> None:
    a_chain()
    by_hand("UPDATE audit_entry SET verb = 'denied' WHERE number = 3")
    err = StringIO()
    with pytest.raises(CommandError, match="does not verify"):
        call_command("verify_trail", stdout=StringIO(), stderr=err)
    assert "entry 3: the entry or its place was changed" in err.getvalue()


def test_destroyed_details_leave_a_chain_that_verifies() -> None:
    school = a_chain()
    by_hand(
        "UPDATE audit_entry SET payload = '', salt = '', destroyed_at = %s, destroyed_by = 'usage logs, one year'"
        " WHERE number = 2",
        AT,
    )
    assert faults(school) == []
    assert "Secret number 1" not in str(list(Entry.objects.values_list("payload", flat=True)))


def test_nothing_is_changed_or_deleted_through_the_product() -> None:
    a_chain(1)
    for rows in (Entry.objects.all(), Look.objects.all()):
        with pytest.raises(RuntimeError, match="append-only"):
            rows.update(at=AT)
        with pytest.raises(RuntimeError, match="append-only"):
            rows.delete()


def test_recording_needs_a_change() -> None:
    with pytest.raises(RuntimeError, match="inside change"):
        record(a_school())


def record_and_fail(school: School) -> None:
    with change():
        record(school, "lost")
        raise ZeroDivisionError


def test_a_change_that_fails_leaves_no_entry_and_a_nested_one_no_gap() -> None:
    school = a_school()
    with pytest.raises(ZeroDivisionError):
        record_and_fail(school)
    with change():
        record(school, "before")
        with pytest.raises(ZeroDivisionError):
            record_and_fail(school)
        record(school, "after")
    assert [entry.verb for entry in Entry.objects.all()] == ["before", "after"]
    assert faults(school) == []


def test_each_school_has_its_own_chain_and_the_installation_too() -> None:
    one, other = a_school("One School"), a_school("Other School")
    with change():
        for school in (one, other, one, None):
            record(school)
    chains = {chain.school_uid: chain.length for chain in Chain.objects.all()}
    assert chains == {one.uid: 2, other.uid: 1, INSTALLATION: 1}
    assert [trail.verify(uid)[1] for uid in chains] == [[], [], []]


def test_a_look_is_kept_with_the_name_as_it_was() -> None:
    cast = Cast.make()
    trail.look(cast.teacher, by=cast.dsl, at=AT, school=cast.school, how="opened")
    look = Look.objects.get()
    assert (look.by_name, look.about_uid, look.how) == (cast.dsl.name, cast.teacher.uid, "opened")


@pytest.mark.django_db(transaction=True)
def test_changes_that_cross_two_schools_do_not_stop_each_other() -> None:
    one, other = a_school("One School"), a_school("Other School")
    gate, failed = threading.Barrier(2, timeout=20), []

    def work(first: School, second: School) -> None:
        try:
            for number in range(10):
                with change():
                    record(first, number=number)
                    record(second, number=number)
                    gate.wait()
        except BaseException as error:
            failed.append(error)
            gate.abort()
            raise
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert [trail.verify(school.uid) for school in (one, other)] == [(20, []), (20, [])]
