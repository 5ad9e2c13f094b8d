"""Everything that names somebody is found, in every model there is, and nothing of anybody else."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, transaction
from django.db.models import CharField, ForeignKey, JSONField, Model, TextField

from foundation.core.sealedtext import SealedTextField
from foundation.schools.models import Person
from monitoring.models import SubjectRequest
from monitoring.subject.bars import barred
from monitoring.subject.content import Words
from monitoring.subject.finding import NOT_SEARCHED, Hit, Search, here, models_searched, way_to_school
from monitoring.subject.needles import Needles, Roll
from tests.access.world import a_world
from tests.cast import Cast, a_person, a_school

MARKED = "About Ursula Unmistakable here"
OTHER = "About Victor Verwechselt here"
# Rows that belong to no school: they are found by a key alone.
OF_NO_SCHOOL = {
    "account.EmailAddress",
    "guardian.GroupObjectPermission",
    "guardian.UserObjectPermission",
    "jobs.KeptTyping",
    "schools.User",
}


def asked(person: Person) -> SubjectRequest:
    return SubjectRequest(school=person.school, person=person)


def hits(person: Person) -> list[Hit]:
    return list(Search(asked(person), lambda done, total: None).hits())


def keys(found: list[Hit]) -> set[tuple[str, int]]:
    return {hit.key for hit in found}


def planted(model: type[Model], rows: Any, words: str) -> Iterator[tuple[str, int]]:
    """Into each column of words of a row of its own, as long as there are rows and the database takes it."""
    columns = [one for one in model._meta.concrete_fields if _takes_words(one, words)]
    row = rows.order_by("pk").first()
    for column in columns if row is not None else ():
        value: Any = [words] if isinstance(column, JSONField) else words
        setattr(row, column.attname, value)
        try:
            with transaction.atomic():
                row.save(update_fields=[column.name])
        except (IntegrityError, DataError, RuntimeError):
            row.refresh_from_db()
        else:
            yield f"{model._meta.label}.{column.name}", row.pk


def _takes_words(column: Any, words: str) -> bool:
    if isinstance(column, SealedTextField):
        return True
    if not isinstance(column, CharField | TextField | JSONField) or column.choices or column.unique:
        return False
    return column.max_length is None or column.max_length >= len(words)


def test_every_model_is_searched_or_says_why_not() -> None:
    labels = {model._meta.label for model in apps.get_models()}
    assert set(NOT_SEARCHED) <= labels
    no_way = {model._meta.label for model in models_searched() if way_to_school(model) is None}
    assert no_way == OF_NO_SCHOOL


@pytest.mark.django_db
def test_words_are_found_in_every_column_of_every_model_sealed_ones_too() -> None:
    cast = Cast.make()
    a_world(cast)
    ursula = a_person(cast.school, "Ursula Unmistakable", has_email=False)
    victor = a_person(cast.school, "Victor Verwechselt", has_email=False)
    marked, columns = set(), []
    for model in models_searched():
        rows = here(model, cast.school)
        if rows is None or model in (Person,):
            continue
        for column, pk in planted(model, rows, MARKED):
            marked.add((model._meta.label, pk))
            columns.append(column)
    assert len(columns) > 150, columns
    assert len({column.rpartition(".")[0] for column in columns}) > 60
    assert marked - keys(hits(ursula)) == set()
    of_victor = keys(hits(victor))
    assert of_victor & marked == set()


@pytest.mark.django_db
def test_every_key_to_a_person_is_followed_in_every_model() -> None:
    cast = Cast.make()
    a_world(cast)
    ursula = a_person(cast.school, "Ursula Unmistakable")
    victor = a_person(cast.school, "Victor Verwechselt")
    referred, columns = set(), []
    for model in models_searched():
        rows = here(model, cast.school)
        for key in [one for one in model._meta.concrete_fields if isinstance(one, ForeignKey)]:
            if key.related_model is not Person or rows is None:
                continue
            row = rows.order_by("-pk").first()
            if row is None:
                continue
            try:
                with transaction.atomic():
                    changed = rows.model._base_manager.filter(pk=row.pk).update(**{key.name: ursula})
            except (IntegrityError, RuntimeError):
                continue
            if changed:
                referred.add((model._meta.label, row.pk))
                columns.append(f"{model._meta.label}.{key.name}")
    assert len(columns) > 60, columns
    assert referred - keys(hits(ursula)) == set()
    assert keys(hits(victor)) & referred <= {("schools.Person", victor.pk)}


@pytest.mark.django_db
def test_another_school_is_never_searched(cast: Cast) -> None:
    there = a_person(cast.other_school, "Tessa Teacher")
    assert there.name == cast.teacher.name
    schools = {getattr(hit.row, "school_id", cast.school.pk) for hit in hits(cast.teacher)}
    assert schools == {cast.school.pk}


@pytest.mark.django_db
def test_somebody_outside_is_found_by_words_alone(cast: Cast) -> None:
    cast.school.address = "Asked for by Walter Without-A-Role"
    cast.school.save()
    request = SubjectRequest(school=cast.school, who="Walter Without-A-Role")
    found = list(Search(request, lambda done, total: None).hits())
    assert [hit.row for hit in found] == [cast.school]


@pytest.mark.django_db
def test_what_else_they_are_called_is_looked_for_too(cast: Cast) -> None:
    cast.school.address = "Once Tessa  MAIDEN-NAME, reference ZX-99"
    cast.school.save()
    for known_as in ("Tessa Maiden-Name", "ZX-99"):
        request = SubjectRequest(school=cast.school, person=cast.teacher, also_known_as=known_as)
        assert ("schools.School", cast.school.pk) in keys(list(Search(request, lambda done, total: None).hits()))
    assert ("schools.School", cast.school.pk) not in keys(hits(cast.teacher))


def test_a_name_is_a_whole_word_in_any_case_and_spacing() -> None:
    needles = Needles(["Ann Lee"], ["an"])
    assert needles.are_in("by ANN\n LEE, that")
    assert not needles.are_in("Joann Leeds; an other")
    assert needles.is_name("ann  lee")
    assert not needles.is_name("Ann Leeds")


def test_other_people_are_found_by_their_names_and_by_a_surname_with_a_capital() -> None:
    roll = Roll(["Lena Field", "Wes Will", "Ann Lee", "Zoë Brontë"], but=Needles(["Ann Lee"]))
    assert roll.named_in("lena field will be in the field with Ann Lee and ZOË BRONTË") == ["Lena Field", "Zoë Brontë"]
    assert roll.named_in("Mr Will said that it will rain") == ["Will"]
    assert roll.named_in("Ann Lee and Mrs Lee") == []


def test_addresses_of_others_are_found_whole_and_their_own_are_not() -> None:
    roll = Roll(["Quentin Kerr"], but=Needles(["Ann Lee"], ["ann.lee@school.example"]))
    text = "Ann Lee, ann.lee@school.example; quentin.kerr@school.example; office@school.example"
    assert "quentin.kerr@school.example" in roll.named_in(text)
    assert "office@school.example" in roll.named_in(text)
    assert "ann.lee@school.example" not in roll.named_in(text)
    assert "quentin" not in barred([Words("Text", text)], roll.named_in(text))[0].words


@pytest.mark.django_db
def test_a_school_by_the_same_name_is_no_other_person(cast: Cast) -> None:
    other = a_school("Third Primary School")
    assert a_person(other, "Tessa Teacher").pk not in {
        hit.row.pk for hit in hits(cast.teacher) if isinstance(hit.row, Person)
    }
