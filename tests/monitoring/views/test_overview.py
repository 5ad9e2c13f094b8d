"""One entry of the menu for all of monitoring, and the page under which each part stands for who may open it."""

import pytest

from foundation.core.panels import navigation
from foundation.schools.models import Person, RoleKind
from tests.cast import Cast, a_person, a_role, signed_in
from tests.incidents.pages import text
from tests.monitoring.watched import here, network_manager

pytestmark = pytest.mark.django_db
PARTS = [item for item in navigation if item.under == "monitoring"]


def everybody(cast: Cast) -> list[Person]:
    lead = a_person(cast.school, "Dora Data-Protection-Lead")
    a_role(lead, RoleKind.DATA_PROTECTION_LEAD)
    found = [row for row in vars(cast).values() if isinstance(row, Person) and row.user is not None]
    return [*found, lead, network_manager(cast.school)]


def test_everything_of_monitoring_stands_under_one_entry() -> None:
    assert {item.title for item in PARTS} >= {"Checks", "Filtering", "Footprint", "Restrictions", "Retention"}
    assert all(item.about.endswith(".") for item in PARTS)


def test_whoever_may_open_a_part_finds_it_and_nobody_finds_an_empty_page(cast: Cast) -> None:
    for person in everybody(cast):
        assert person.user is not None
        may = [item for item in PARTS if person.user.has_perm(item.perm, cast.school)]
        page = signed_in(person).get(here("monitoring", cast.school))
        assert page.status_code == (200 if may else 404), person
        for item in PARTS if may else ():
            assert (f'href="{here(item.url_name, cast.school)}"' in page.content.decode()) == (item in may), person


def test_the_menu_has_one_entry_that_is_marked_on_each_part(cast: Cast) -> None:
    page = signed_in(cast.headteacher).get(here("footprint", cast.school))
    titles = {item["title"]: item["current"] for item in page.context["nav"]}
    assert titles["Monitoring"] is True
    assert "Footprint" not in titles
    assert titles["Desk"] is False
    assert "Monitoring" not in text(signed_in(cast.teacher).get("/"))
