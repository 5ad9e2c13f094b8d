"""An administrator brings in the staff roll from a file that has faults, puts them right and follows it to the end."""

from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.axe import problems, sideways
from tests.browser.site import Site

HEAD = "Name,E-mail,Group,Job title,Start date"
FAULTY = (
    "Greta Grinder,greta.grinder@mill-lane.example,Teachers,Head of year,",
    "Percival Post,percival.post@mill-lane.example,Teachers,Cook,soon",
    "Quirin Quern,quirin.quern at mill,Teachers,Caretaker,05/09/2022",
    "Rosalind Race,,Teachers,Midday supervisor,13/09/2021",
)
RIGHT = (*FAULTY[:1], FAULTY[1].replace("soon", "14/09/2022"), FAULTY[2].replace(" at mill", "@mill-lane.example"))


@pytest.fixture(scope="module")
def scene(site: Site) -> dict[str, Any]:
    return site.make("roll")


def a_file(*rows: str) -> FilePayload:
    lines = [HEAD, *rows]
    return {"name": "staff roll.csv", "mimeType": "text/csv", "buffer": "\r\n".join(lines).encode()}


def send(page: Page, *rows: str) -> None:
    page.get_by_role("link", name="People").first.click()
    page.get_by_role("link", name="Bring in a file").click()
    page.get_by_label("The file (CSV or Excel)").set_input_files(a_file(*rows))
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look over staff roll.csv")


def is_readable(page: Page) -> None:
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert sideways(page) == 0, f"{page.url} at {width}"
    assert problems(page) == [], page.url


def test_a_roll_with_faults_is_looked_over_put_right_and_brought_in(
    site: Site, scene: dict[str, Any], page: Page
) -> None:
    site.sign_in(page, scene["administrator"])
    send(page, *FAULTY)
    table = page.get_by_role("table", name="Problems by row and column")
    expect(table.get_by_role("row").filter(has_text="“soon”")).to_contain_text("Start date")
    expect(table.get_by_role("row").filter(has_text="“soon”").get_by_role("rowheader")).to_have_text("3")
    expect(table.get_by_role("row").filter(has_text="at mill")).to_contain_text("E-mail")
    expect(page.get_by_text("Job title: Class teacher → Head of year")).to_be_visible()
    is_readable(page)
    page.get_by_role("link", name="Do not bring this file in").click()
    is_readable(page)
    page.get_by_role("button", name="Do not bring it in").click()
    expect(page.get_by_text("Nothing on the roll has changed.")).to_be_visible()
    send(page, *RIGHT, FAULTY[3])
    expect(page.get_by_role("table", name="Problems by row and column")).to_have_count(0)
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bringing in the roll")
    is_readable(page)
    page.get_by_role("link", name="See what came of it").click()  # it comes by itself, when the work is done
    expect(page.get_by_text("Brought in")).to_be_visible()
    is_readable(page)
    page.get_by_role("link", name="To the roll").click()
    expect(page.get_by_role("row").filter(has_text="Rosalind Race")).to_contain_text("On paper")
    expect(page.get_by_role("row").filter(has_text="Greta Grinder")).to_contain_text("Head of year")
