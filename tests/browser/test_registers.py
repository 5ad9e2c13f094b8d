"""A clerk finds, publishes and looks over in a browser; every page of it can be used by all."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from policies.models import Version
from policies.transitions import set_legal_references
from tests.browser.axe import problems, sideways
from tests.cast import Cast, signed_in
from tests.policies.shelf import OTHER_TEXT, a_policy, in_force

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (320, 1280)


def usable(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert sideways(page) == 0, f"{page.url} at {width}"
    assert problems(page) == [], page.url


@pytest.fixture
def clerk(page: Page, live_server: Any) -> tuple[Page, Cast, Version]:
    """A clerk's browser, with a policy in force in its second version."""
    cast = Cast.make()
    first = in_force(cast, a_policy(cast, is_public=True))
    in_force(cast, first.policy, OTHER_TEXT)
    set_legal_references(first.policy, [("Data Protection Act", 1998)], by=cast.clerk, at=cast.at)
    cookie = signed_in(cast.clerk).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return page, cast, first


@pytest.mark.clause("STM-03", "QEI-02")
def test_a_clerk_finds_a_clause_publishes_it_and_looks_over_the_registers(
    clerk: tuple[Page, Cast, Version], live_server: Any
) -> None:
    page, cast, first = clerk
    page.goto(f"{live_server.url}{reverse('policy-list', args=[cast.school.slug])}")
    page.get_by_role("link", name="Search the words of the policies").click()
    page.get_by_label("Words to find").fill("badge")
    page.get_by_label("Also in earlier versions").check()
    page.get_by_role("button", name="Show").click()
    expect(page.locator("mark")).to_have_text("badge")
    usable(page)
    page.get_by_role("link", name="Link to this clause").click()
    expect(page.get_by_text("Version 2.0 is in force now.")).to_be_visible()
    usable(page)

    page.goto(f"{live_server.url}{reverse('policy-parts', args=[first.policy.uid])}")
    page.get_by_label("Clause").select_option("2 Lost keys")
    page.get_by_label("Title of its page").fill("Rules for keys")
    page.get_by_role("button", name="Publish this part").click()
    expect(page.get_by_text("“Rules for keys” has a public page of its own.")).to_be_visible()
    usable(page)
    page.get_by_role("link", name="Rules for keys").click()
    expect(page.get_by_text("Tell the office within the hour.")).to_be_visible()
    usable(page)

    page.goto(f"{live_server.url}{reverse('law-register', args=[cast.school.slug])}")
    expect(page.get_by_text("No longer in force since 25 May 2018.")).to_be_visible()
    usable(page)
    page.get_by_role("link", name="Policies we must have").click()
    usable(page)
    page.get_by_role("row", name="Governors' allowances").get_by_role("link", name="Change").click()
    page.get_by_label("We need none").check()
    page.get_by_label("Why the school needs none").fill("Nobody has asked for any.")
    usable(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nobody has asked for any.")).to_be_visible()


def test_the_other_pages_of_it_can_be_used_by_all(clerk: tuple[Page, Cast, Version], live_server: Any) -> None:
    page, cast, first = clerk
    slug = cast.school.slug
    addresses = (
        reverse("policy-compare", args=[first.policy.uid]),
        reverse("statutory-list", args=[slug]),
        f"{reverse('policy-search', args=[slug])}?text={'badger+' * 60}",
        f"{reverse('public-policies', args=[slug])}?text=office",
        reverse("public-clause", args=[slug, first.policy.slug, first.uid, "2-lost-keys"]),
    )
    for address in addresses:
        answer = page.goto(live_server.url + address)
        assert answer is not None
        assert answer.status == 200, address
        usable(page)
