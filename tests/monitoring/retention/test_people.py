"""Somebody who left is emptied; what they signed keeps its name for as long as its own class says."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from foundation.audit import trail
from foundation.audit.models import Entry
from foundation.schools.models import Person, Role, User
from incidents.models import Case
from monitoring.models import Tombstone
from monitoring.retention.classes import class_of
from monitoring.retention.people import GONE
from policies.models import Acknowledgement
from tests.cast import Cast, a_person, a_role
from tests.incidents.reported import blamed
from tests.monitoring.checked import acknowledged
from tests.monitoring.retention.kept import a_closed_case, purged, purged_at
from tests.policies.shelf import in_force

LONG_AGO = date(2024, 7, 31)


@pytest.fixture
def gone(cast: Cast) -> Person:
    """Left more than a year and less than six years ago."""
    person = a_person(
        cast.school,
        "Lydia Left",
        reference="S-77",
        job_title="Teacher of art",
        employer="The council",
        groups=(cast.teachers,),
    )
    Person.objects.filter(pk=person.pk).update(leaves_on=LONG_AGO)
    Person.objects.filter(pk=cast.teacher.pk).update(line_manager=person)
    person.refresh_from_db()
    return person


def test_a_leaver_is_emptied_and_their_proofs_keep_the_name_they_were_given_under(cast: Cast, gone: Person) -> None:
    proof = acknowledged(cast, in_force(cast), gone)
    assert purged(cast, "roll") is not None
    row = Person.objects.get(pk=gone.pk)
    assert (row.name, row.email, row.reference, row.job_title, row.employer) == (GONE, "", "", "", "")
    assert (row.user, row.line_manager, list(row.groups.all())) == (None, None, [])
    assert (row.starts_on, row.leaves_on) == (gone.starts_on, gone.leaves_on)
    assert Person.objects.get(pk=cast.teacher.pk).line_manager is None
    proof.refresh_from_db()
    assert proof.person_name == "Lydia Left"
    assert Tombstone.objects.filter(about_label="schools.Person", about_uid=gone.uid).exists()


def test_the_name_on_a_proof_goes_with_the_proof(cast: Cast, gone: Person) -> None:
    acknowledged(cast, in_force(cast), gone)
    purged(cast, "roll")
    assert purged(cast, "acknowledgement") is None
    later = LONG_AGO.replace(year=LONG_AGO.year + 6)
    assert purged(cast, "acknowledgement", later) is not None
    assert not Acknowledgement.objects.filter(person=gone.pk).exists()


def test_a_log_in_is_emptied_with_its_last_person_and_not_before(cast: Cast, gone: Person) -> None:
    user = gone.user
    assert user is not None
    elsewhere = a_person(cast.other_school, "Lydia Left", user=user, email="")
    purged(cast, "roll")
    user.refresh_from_db()
    assert (user.is_active, user.email) == (True, "lydia.left@beacon-hill.example")
    Person.objects.filter(pk=elsewhere.pk).update(leaves_on=LONG_AGO)
    purged_at(cast, cast.other_school, "roll")
    user.refresh_from_db()
    assert (user.is_active, user.has_usable_password()) == (False, False)
    assert "lydia" not in user.email
    assert Tombstone.objects.filter(about_label="schools.User", about_uid=user.uid).exists()


def test_who_is_still_here_and_who_left_lately_is_not_touched(cast: Cast) -> None:
    before = set(Person.objects.values_list("uid", "name", "email"))
    users = User.objects.filter(is_active=True).count()
    assert purged(cast, "roll") is None
    assert set(Person.objects.values_list("uid", "name", "email")) == before
    assert User.objects.filter(is_active=True).count() == users


def test_somebody_is_emptied_once(cast: Cast, gone: Person) -> None:
    assert purged(cast, "roll") is not None
    number = Entry.objects.count()
    assert purged(cast, "roll", cast.today + timedelta(days=1)) is None
    assert trail.verify(cast.school.uid)[1] == []
    assert Entry.objects.filter(verb="records_destroyed").count() == 1
    assert number


def test_a_role_goes_a_year_after_its_last_day(cast: Cast) -> None:
    old = a_role(cast.teacher, "governor", ends_on=cast.today - timedelta(days=400))
    new = a_role(cast.teacher, "clerk", ends_on=cast.today - timedelta(days=300))
    current = Role.objects.filter(ends_on=None).count()
    purged(cast, "roll")
    assert not Role.objects.filter(pk=old.pk).exists()
    assert Role.objects.filter(pk=new.pk).exists()
    assert Role.objects.filter(ends_on=None).count() == current


def test_whom_a_case_is_about_is_known_for_as_long_as_the_case_is_kept(cast: Cast, gone: Person) -> None:
    case = a_closed_case(cast, date(2020, 6, 1), named=[blamed(gone)])
    assert purged(cast, "roll") is None
    assert Person.objects.get(pk=gone.pk).name == "Lydia Left"
    assert purged(cast, "incident_other") is not None
    assert not Case.objects.filter(pk=case.pk).exists()
    assert purged(cast, "roll") is not None
    assert Person.objects.get(pk=gone.pk).name == GONE


def test_what_keeps_the_name_of_somebody_who_left_is_a_key_to_a_person() -> None:
    root = next(one for one in class_of("roll").roots if one.label == "schools.Person")
    assert root.needed_by
    for label, name in root.needed_by:
        assert apps.get_model(label)._meta.get_field(name).related_model is Person
