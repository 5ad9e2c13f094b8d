"""The register covers every row of the product, once, and says of each class what a school has to know."""

from collections import defaultdict

import pytest
from django.apps import apps
from django.db.models import CASCADE, DateField, ForeignKey

from foundation.schools.models import School
from incidents.models import Case
from monitoring.retention import due
from monitoring.retention.classes import How, RecordClass, register
from monitoring.retention.closure import has_uid, incoming
from tests.cast import Cast

CLASSES = sorted(register.entries)
# One timeline, four lengths of keeping: which of them a case belongs to is settled by what was decided about it.
OF_CASES = {"incident_allegation", "incident_low_level", "incident_safeguarding", "incident_other"}


def answering() -> dict[str, set[str]]:
    found = defaultdict(set)
    for record_class in register:
        for label in record_class.labels():
            found[label].add(record_class.code)
    return found


def test_every_model_with_a_retention_class_is_in_the_register_once() -> None:
    found = answering()
    for model in apps.get_models():
        if any(one.name == "retention_class" for one in model._meta.concrete_fields):
            codes = found[model._meta.label]
            assert codes == OF_CASES or len(codes) == 1, f"{model._meta.label}: {sorted(codes)}"


def test_a_model_without_a_retention_class_goes_with_what_it_belongs_to_or_is_none_of_a_person() -> None:
    """The rest is set up by the school (groups, terms, rules), or Django's own."""
    found = answering()
    left = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.label not in found
        and not any(
            one.remote_field.on_delete is CASCADE for one in model._meta.concrete_fields if isinstance(one, ForeignKey)
        )
    }
    allowed = {"Group", "ContentType", "Session", "School", "StaffGroup", "Body", "Term", "Closure", "Chain"}
    allowed |= {"CitedClause", "Platform", "ClockRun", "ColumnMapping", "Permission", "EmailAddress"}
    rest = {label for label in left if label.split(".")[1] not in allowed and not label.endswith("Rules")}
    assert rest == set()


@pytest.mark.parametrize("code", CLASSES)
def test_every_part_belongs_to_something_of_its_class(code: str) -> None:
    record_class = register.entries[code]
    own = {*record_class.parts, *(root.label for root in record_class.roots)}
    for label in record_class.parts:
        model = apps.get_model(label)
        for name in record_class.part_keys(label):
            key = model._meta.get_field(name)
            assert isinstance(key, ForeignKey)
            assert key.related_model._meta.label in own, f"{label}.{name}"


@pytest.mark.parametrize("code", CLASSES)
def test_a_class_says_what_it_covers_when_it_begins_and_why_so_long(code: str) -> None:
    record_class = register.entries[code]
    assert record_class.title
    for words in (record_class.covers, record_class.begins, record_class.source):
        assert words.endswith("."), words
        assert "  " not in words
    if record_class.default is not None:
        length = record_class.default.days or record_class.default.months
        assert record_class.lowest <= length <= record_class.highest or record_class.run_by


def test_all_roots_can_be_asked_for_what_is_due(cast: Cast) -> None:
    for record_class, period, number in due.everything(cast.school, cast.today):
        found = due.look_through(record_class, cast.school, period, cast.today)
        assert found.due == number
        for root in record_class.roots:
            column = due.roots(root, cast.school).query.annotations["began"].output_field
            assert isinstance(column, DateField), root.label  # a moment is one too


def test_what_leaves_a_tombstone_has_a_uid_and_what_goes_by_range_has_nothing_that_names_it() -> None:
    for record_class in register:
        for root in record_class.roots:
            if root.how is How.ROWS:
                assert not incoming(root.model) or root.label == "notices.Reminder", root.label
            elif root.how in (How.DELETE, How.EMPTY):
                assert has_uid(root.model), root.label


def test_the_four_classes_of_cases_share_no_case(cast: Cast) -> None:
    for allegation in Case.Allegation.values:
        for is_safeguarding in (True, False):
            if allegation != "none" and not is_safeguarding:
                continue
            case = Case(
                school=cast.school,
                number=Case.objects.count() + 1,
                kind="child",
                route="dsl",
                allegation=allegation,
                is_safeguarding=is_safeguarding,
                lado_due_on=cast.today,
                opened_at=cast.at,
            )
            case.save()
            holding = [code for code in OF_CASES if _holds(register.entries[code], cast.school, case.pk)]
            assert len(holding) == 1, (allegation, is_safeguarding, holding)


def _holds(record_class: RecordClass, school: School, pk: int) -> bool:
    root = next(one for one in record_class.roots if one.label == "incidents.Case")
    return bool(due.roots(root, school).filter(pk=pk).exists())
