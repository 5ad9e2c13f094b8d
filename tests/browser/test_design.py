"""Every component at once, in a real browser: readable by all, on a phone, without scripts."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from playwright.sync_api import Browser, Page, Route

from config.assets import build
from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices, Group
from tests.browser.axe import problems, sideways

ROOT = Path(settings.BASE_DIR)
ADDRESS = "http://127.0.0.1/"
LONG = "Aurelia Fotheringham-Wetherby-Montgomery, Deputy Headteacher and Designated Safeguarding Lead"
STATUSES = ["draft", "in consultation", "waiting for decision", "waiting for signature", "in force"]
STATUSES += ["superseded", "withdrawn", "outstanding", "overdue", "acknowledged"]
CLAUSE = "<p>Staff keep their own accounts apart.</p><ul><li>One</li></ul><table><tr><th>When</th></tr></table>"


class Sample(Form):
    title = forms.CharField(help_text="As on the cover", max_length=80)
    about = forms.CharField(widget=forms.Textarea, required=False, max_length=200)
    on = DateField(label="Review date", help_text="For example, 12 May 2026")
    decided = forms.ChoiceField(
        label="Who decides", choices=[("head", "Headteacher"), ("other", "Another")], widget=forms.RadioSelect
    )
    other = forms.CharField(label="Who", required=False)
    groups = forms.MultipleChoiceField(choices=[("t", "Teachers")], widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField(label="I have checked my settings", help_text="On every service")
    owner = forms.ChoiceField(choices=[("", "Choose"), ("a", LONG)])
    file = forms.FileField(widget=forms.FileInput)
    password = forms.CharField(widget=forms.PasswordInput)

    def layout(self) -> list[object]:
        rest = ["about", "groups", "agreed", "owner", "file", "password"]
        decided = Choices("decided", hints={"head": "Alone"}, reveals={"other": ["other"]})
        return ["title", Group("Dates", "on", about="Both."), decided, *rest]


class Filter(forms.Form):
    q = forms.CharField(label="Name", required=False)
    status = forms.ChoiceField(choices=[("", "All")], required=False)


def gallery(*, sent: bool = False) -> str:
    form = Sample(QueryDict("on_day=31&on_month=April&on_year=2026&decided=other")) if sent else Sample()
    context = {
        "school": SimpleNamespace(name="Ashfold Primary and Nursery School", colour="#7a2e2e"),
        "nav": [{"title": t, "url": f"/{t}/", "current": t == "Desk"} for t in ("Desk", "Policies", "People")],
        "crumbs": [("Desk", "/"), (LONG, "")],
        "messages": [] if sent else [Message(constants.SUCCESS, "It is in force."), Message(constants.INFO, LONG)],
        "statuses": STATUSES,
        "long": LONG,
        "form": form,
        "filter": Filter({"q": "ash"}),
        "page": Paginator([f"{LONG} {number}" for number in range(40)], 3).page(6),
        "bars": [("Social media", 18, 25), ("Safeguarding and child protection in every setting", 25, 25)],
        "line": [("May", 2), ("June", 9), ("July", 14)],
        "clause": CLAUSE,
    }
    return str(Template((Path(__file__).parent / "gallery.html").read_text()).render(Context(context)))


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    build(ROOT)
    return {"/": gallery(), "/sent": gallery(sent=True)}


def shown(page: Page, pages: dict[str, str], path: str, width: int = 1280) -> list[str]:
    """Open a page of the gallery, its files served from disk; what the console says is kept."""
    said: list[str] = []

    def serve(route: Route) -> None:
        asked = "/" + route.request.url.removeprefix(ADDRESS)
        if asked.startswith("/static/"):
            route.fulfill(path=ROOT / asked.lstrip("/"))
        else:
            route.fulfill(body=pages[asked], content_type="text/html; charset=utf-8")

    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.route("**/*", serve)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(ADDRESS + path.lstrip("/"))
    return said


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("path", ["/", "/sent"])
def test_every_component_can_be_used_by_all_and_never_scrolls_sideways(
    page: Page, pages: dict[str, str], path: str, width: int
) -> None:
    assert shown(page, pages, path, width) == []
    assert problems(page) == []
    assert sideways(page) == 0


def test_the_helper_finds_what_is_wrong(page: Page, pages: dict[str, str]) -> None:
    shown(
        page,
        {"/": '<html><body><main><img src="/static/mark.svg"><p style="width:3000px">x</p></main></body></html>'},
        "/",
    )
    assert any(problem.startswith("image-alt") for problem in problems(page))
    assert sideways(page) > 0


def test_what_is_wrong_is_heard_first_and_its_links_lead_to_the_box(page: Page, pages: dict[str, str]) -> None:
    shown(page, pages, "/sent")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.get_by_role("link", name="Review date: There is no 31 April 2026").click()
    assert page.evaluate("document.activeElement.id") == "id_on_day"


def test_a_choice_reveals_its_field_and_text_is_counted(page: Page, pages: dict[str, str]) -> None:
    shown(page, pages, "/")
    assert not page.get_by_label("Who", exact=True).is_visible()
    page.get_by_label("Another").check()
    assert page.get_by_label("Who", exact=True).is_visible()
    page.get_by_label("About").fill("x" * 190)
    assert page.get_by_text("You have 10 characters remaining").first.is_visible()


def test_on_a_phone_a_table_becomes_cards_and_stays_a_table(page: Page, pages: dict[str, str]) -> None:
    shown(page, pages, "/", 390)
    row = page.get_by_role("table", name="Who is outstanding").get_by_role("row").nth(1)
    assert row.get_by_role("cell").count() == 2
    assert row.evaluate("node => getComputedStyle(node).display") == "block"
    label = "getComputedStyle(node, '::before').content"
    assert row.get_by_role("cell").first.evaluate(f"node => {label}") == '"Due"'


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_scripts_everything_is_there_but_the_print_button(without_scripts: Page, pages: dict[str, str]) -> None:
    shown(without_scripts, pages, "/", 390)
    assert without_scripts.get_by_label("Who", exact=True).is_visible()
    assert without_scripts.get_by_role("link", name="Policies").is_visible()
    assert not without_scripts.get_by_text("Print this page").is_visible()
