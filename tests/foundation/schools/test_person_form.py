"""The line managers that the form of a person offers."""

import pytest
from django.forms import ModelChoiceField
from django.urls import reverse

from foundation.schools.forms.people import PersonForm
from foundation.schools.models import Person
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


def test_a_line_manager_of_several_people_can_be_kept(cast: Cast) -> None:
    assert Person.objects.filter(line_manager=cast.line_manager).count() > 1
    client, url = signed_in(cast.clerk), reverse("person-change", args=[cast.teacher.uid])
    form = client.get(url).context["form"]
    carried = {name: form[name].value() for name in ("token", "seen", "name", "email", "working_days", "line_manager")}
    first_day = {"starts_on_day": "1", "starts_on_month": "9", "starts_on_year": "2020"}
    assert client.post(url, {**carried, **first_day, "job_title": "Art"}).status_code == 302
    cast.teacher.refresh_from_db()
    assert (cast.teacher.line_manager, cast.teacher.job_title) == (cast.line_manager, "Art")


def test_a_line_manager_who_has_left_stays_a_choice_for_whoever_has_them(cast: Cast) -> None:
    def offered(person: Person | None) -> set[Person]:
        field = PersonForm(school=cast.school, on=cast.today, person=person).fields["line_manager"]
        assert isinstance(field, ModelChoiceField)
        return set(field.queryset or ())

    assert cast.leaver not in offered(cast.teacher)
    cast.teacher.line_manager = cast.leaver
    cast.teacher.save()
    assert cast.leaver in offered(cast.teacher)
    assert not {cast.teacher, cast.other_teacher, cast.starter} & offered(cast.teacher)
    assert not {cast.leaver, cast.other_teacher} & offered(None)
