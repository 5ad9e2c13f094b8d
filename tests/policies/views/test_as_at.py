"""As at a past day: the pages, the file and the print."""

import csv
import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import Version
from policies.transitions import acknowledge
from tests.cast import Cast, a_person, signed_in
from tests.policies.shelf import TEXT, a_policy, in_force
from tests.policies.views.shown import document, said

pytestmark = [pytest.mark.django_db, pytest.mark.clause("ALL-02")]
PAGES = ("as-at", "as-at-csv", "as-at-pdf")


@pytest.fixture
def version(cast: Cast) -> Version:
    version = in_force(cast, at=cast.at - timedelta(days=10))
    acknowledge(
        version,
        words="I will.",
        statements=TEXT.statements,
        seen=version.content_hash,
        by=cast.teacher,
        at=cast.at - timedelta(days=3),
    )
    return version


def ask(cast: Cast, name: str = "as-at", days: int = 0, **asked: str) -> Any:
    day = cast.today - timedelta(days=days)
    boxes = {"on_day": str(day.day), "on_month": str(day.month), "on_year": str(day.year)}
    return signed_in(cast.clerk).get(reverse(name, args=[cast.school.slug]), boxes | asked)


SEEN = ".//text()[not(ancestor::*[contains(@class, 'govuk-visually-hidden')])]"


def rows(page: Any) -> list[list[str]]:
    """What is to be seen in the table's cells."""
    found = document(page).xpath("//main//tbody/tr")
    return [[" ".join("".join(cell.xpath(SEEN)).split()) for cell in row.xpath("./th|./td")] for row in found]


@pytest.mark.parametrize("name", PAGES)
def test_clerk_and_headteacher_open_it_and_nobody_else(cast: Cast, version: Version, name: str) -> None:
    address = reverse(name, args=[cast.school.slug])
    who = ("clerk", "headteacher", "business_manager", "chair", "governor", "senior_leader", "line_manager", "teacher")
    answers = {one: signed_in(getattr(cast, one)).get(address).status_code for one in (*who, "other_clerk")}
    assert answers == dict.fromkeys(answers, 404) | {"clerk": 200, "headteacher": 200}


def test_the_day_tells_what_was_in_force_and_how_many_had_acknowledged(cast: Cast, version: Version) -> None:
    before, after = rows(ask(cast, days=4)), rows(ask(cast, days=2))
    assert [row[0] for row in before] == ["Keys and visitors"]
    assert (before[0][5:], after[0][5:]) == (["6", "0"], ["6", "1"])
    assert "No policy was in force here" in said(ask(cast, days=11))


def test_without_a_day_it_is_today(cast: Cast, version: Version) -> None:
    page = signed_in(cast.clerk).get(reverse("as-at", args=[cast.school.slug]))
    assert rows(page)[0][6] == "1"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"on_day": "1", "on_month": "1", "on_year": "2199"}, "Choose a day that has been"),
        ({"on_day": "31", "on_month": "2", "on_year": "2026"}, "There is no 31 February 2026"),
        ({"on_day": "1", "on_month": "", "on_year": ""}, "Add the month"),
    ],
)
@pytest.mark.parametrize("name", PAGES)
def test_a_day_that_is_none_is_answered_beside_the_boxes(
    cast: Cast, version: Version, name: str, asked: dict[str, str], sentence: str
) -> None:
    page = signed_in(cast.clerk).get(reverse(name, args=[cast.school.slug]), asked)
    assert sentence in said(page)
    assert f'value="{asked["on_year"]}"' in page.content.decode() or not asked["on_year"]


def test_who_had_acknowledged_is_narrowed_by_group_policy_and_standing(cast: Cast, version: Version) -> None:
    everybody = [row[0] for row in rows(ask(cast, show="acknowledgements"))]
    assert len(everybody) == 6
    open_ones = [row[0] for row in rows(ask(cast, show="acknowledgements", standing="open"))]
    assert set(everybody) - set(open_ones) == {"Tessa Teacher"}
    midday = rows(ask(cast, show="acknowledgements", group="Midday supervisors"))
    assert [row[0] for row in midday] == ["Mina Midday-Supervisor"]
    none = in_force(cast, a_policy(cast, "Lunch"))
    lunch = rows(ask(cast, show="acknowledgements", policy=str(none.policy.uid)))
    assert {row[1] for row in lunch} == {"Lunch"}
    assert len(rows(ask(cast, show="acknowledgements", group="no such", policy="x", standing="?"))) == 12


@pytest.mark.parametrize(
    ("show", "words"),
    [
        ("people", "Stella Starter"),
        ("roles", "Designated safeguarding lead"),
        ("seats", "Chair, Governing body"),
        ("rules", "Every house rule was as it is now"),
        ("no such", "Keys and visitors"),
    ],
)
def test_each_part_has_its_page(cast: Cast, version: Version, show: str, words: str) -> None:
    cast.starter.starts_on = cast.today
    cast.starter.save()
    assert words in said(ask(cast, show=show))


def test_the_file_has_the_rows_of_the_page_and_no_formula(cast: Cast, version: Version) -> None:
    a_person(cast.school, "=SUM(1)", has_email=False, groups=(cast.teachers,))
    answer = ask(cast, "as-at-csv", show="acknowledgements", standing="open")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0][:4] == ["Name", "Policy", "Version", "Acknowledged"]
    assert "'=SUM(1)" in [line[0] for line in lines]
    assert len(lines) == 7
    assert cast.today.isoformat() in answer["Content-Disposition"]


def test_the_print_is_tagged_and_has_every_part(cast: Cast, version: Version) -> None:
    answer = ask(cast, "as-at-pdf", days=2)
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert "/StructTreeRoot" in document.Root
        assert document.Root.MarkInfo.Marked
        titles = [str(item.title) for item in document.open_outline().root]
    assert titles[0].startswith("As at")


@pytest.mark.parametrize("show", ["policies", "acknowledgements", "people", "roles", "seats", "rules"])
def test_ten_times_as_much_takes_as_many_queries(cast: Cast, version: Version, show: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ask(cast, show=show).status_code == 200
        return len(queries)

    once = count()
    for number in range(10):
        in_force(cast, a_policy(cast, f"Policy {number}"))
        a_person(cast.school, f"Pia {number}", groups=(cast.teachers,))
    assert count() == once
