"""The frame of every page, the pages for when something is wrong, and the pages for signing in."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.test import Client

TEMPLATES = Path(settings.BASE_DIR) / "templates"
SCHOOL = SimpleNamespace(name="Ashfold <Primary>", colour="#7a2e2e")


def drawn(source: str, **words: Any) -> str:
    return Template('{% extends "page.html" %}' + source).render(Context(words))


def test_the_schools_name_heads_the_page_and_the_products_mark_stands_small_at_its_foot() -> None:
    html = drawn("{% block title %}Policies{% endblock %}", school=SCHOOL)
    assert "<title>Policies \u2013 Ashfold &lt;Primary&gt; \u2013 Countersign</title>" in html
    assert 'class="app-school" href="/">Ashfold &lt;Primary&gt;</a>' in html
    assert html.index("app-school") < html.index("</header>") < html.index("app-mark")


def test_a_page_with_mistakes_says_so_first_in_its_title() -> None:
    form = SimpleNamespace(is_bound=True, errors={"title": ["Fill this in."]})
    assert "<title>Error: Change" in drawn("{% block title %}Change{% endblock %}", form=form)


def test_the_frame_has_named_landmarks_and_a_way_past_the_menu() -> None:
    html = drawn("", school=SCHOOL, nav=[{"title": "Desk", "url": "/", "current": True}])
    assert html.index('href="#main"') < html.index("<header") < html.index('<nav aria-label="Menu"')
    assert '<main class="govuk-main-wrapper" id="main">' in html
    assert 'aria-current="true"' in html
    assert '<html lang="en-GB"' in html


def test_the_menu_marks_what_a_page_stands_below() -> None:
    nav = [{"title": title, "url": f"/{title}/", "current": False} for title in ("cases", "people")]
    crumbs = [("Cases", "/cases/"), ("Case 2026-0001", "")]
    html = drawn("", school=SCHOOL, nav=nav, crumbs=crumbs)
    assert html.count('aria-current="true"') == 1
    assert 'href="/cases/" aria-current="true"' in html


def test_who_may_go_nowhere_has_no_menu() -> None:
    assert "<nav" not in drawn("", school=None, nav=[])


def test_scripts_and_styles_carry_the_nonce_of_the_page_and_nothing_is_inline() -> None:
    html = drawn("", school=SCHOOL, CSP_NONCE="n0nce")
    assert all('nonce="n0nce"' in tag for tag in re.findall(r"<(?:script|style)[^>]*>", html))
    assert "style=" not in html


@pytest.mark.parametrize(
    ("level", "heading", "role"),
    [(messages.SUCCESS, "Done", "alert"), (messages.INFO, "To know", "region"), (messages.ERROR, "Not done", "alert")],
)
def test_a_message_is_told_as_what_it_is(level: int, heading: str, role: str) -> None:
    message = Message(level, "The <policy> is in force.")
    html = render_to_string("components/messages.html", {"messages": [message]})
    assert f">{heading}</h2>" in html
    assert f'role="{role}"' in html
    assert "The &lt;policy&gt; is in force." in html


def test_the_page_for_our_own_mistakes_stands_alone() -> None:
    source = (TEMPLATES / "500.html").read_text()
    assert "{%" not in source
    assert "{{" not in source
    assert "It is our mistake, not yours" in source


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "403_csrf.html"])
def test_a_refusal_is_said_plainly_and_needs_no_context(name: str) -> None:
    html = get_template(name).render({})
    assert "<h1" in html
    assert "govuk-body" in html


def test_a_refused_page_and_one_that_is_not_there_read_the_same() -> None:
    assert (TEMPLATES / "403.html").read_text() == (TEMPLATES / "404.html").read_text()


@pytest.mark.django_db
def test_signing_in_says_what_comes_next() -> None:
    assert "to see what needs you" in Client().get("/account/login/").content.decode()
    asked = Client().get("/account/login/", {"next": "/somewhere/"}).content.decode()
    assert "the page you asked for opens" in asked
    assert 'value="/somewhere/"' in asked


@pytest.mark.django_db
def test_a_wrong_password_is_told_in_the_summary_and_the_address_comes_back() -> None:
    sent = {"login": "clerk@ashfold.example", "password": "wrong"}
    html = Client().post("/account/login/", sent).content.decode()
    assert "There is a problem" in html
    assert 'value="clerk@ashfold.example"' in html
    assert "wrong" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/", "/account/password/reset/done/"])
def test_the_pages_for_signing_in_are_ours(address: str) -> None:
    html = Client().get(address).content.decode()
    assert "app-footer" in html
    assert "sign up" not in html.lower()


def test_nobody_signs_up_for_themselves() -> None:
    words = "This installation does not let people sign up for themselves; ask your school's clerk."
    for name in ("account/signup.html", "account/signup_closed.html"):
        assert words in render_to_string(name)


@pytest.mark.parametrize("kind", ["*.html", "*.txt"])
def test_nothing_is_said_to_have_gone_successfully(kind: str) -> None:
    found = [str(path) for path in TEMPLATES.rglob(kind) if "successful" in path.read_text().lower()]
    assert found == []


def test_every_message_and_mail_of_the_sign_in_library_is_in_our_words() -> None:
    allauth = Path(get_template("account/messages/phone_verified.txt").origin.name).parents[1]  # type: ignore[attr-defined]  # Django's own backend has it
    unused = {"login_code", "password_reset_code", "phone"}  # ways of signing in that are switched off
    theirs = {path.relative_to(allauth) for part in ("messages", "email") for path in (allauth / part).glob("*.txt")}
    missing = {path for path in theirs if not (TEMPLATES / "account" / path).exists()}
    assert {path for path in missing if not any(word in path.name for word in unused)} == set()


def test_every_cell_of_a_table_that_turns_into_cards_names_its_column_or_speaks_for_itself() -> None:
    wrong = []
    for path in TEMPLATES.rglob("*.html"):
        for table in re.findall(r"<table[^>]*app-table-?-cards.*?</table>", path.read_text(), re.DOTALL):
            body = table.partition("</thead>")[2]
            wrong += [
                f"{path.relative_to(TEMPLATES)}: {cell}"
                for cell in re.findall(r"<td\b.*?</td>", body, re.DOTALL)
                if "data-label=" not in cell
                and not re.search("govuk-link|<button|<td[^>]*><strong>|{% (?:tag|include)", cell)
            ]
    assert wrong == []


def test_every_class_of_ours_that_a_template_uses_has_a_style() -> None:
    styles = "".join(path.read_text() for path in (Path(settings.BASE_DIR) / "static/src").rglob("*.scss"))
    known = set(re.findall(r"\.(app-[\w-]+)", styles))
    used: dict[str, str] = {}
    for path in TEMPLATES.rglob("*.html"):
        if not {"pdf", "email"} & set(path.parts):
            for words in re.findall(r'class="([^"{]*)"', path.read_text()):
                used |= {word: str(path.relative_to(TEMPLATES)) for word in words.split() if word.startswith("app-")}
    assert {word: where for word, where in used.items() if word not in known} == {}
