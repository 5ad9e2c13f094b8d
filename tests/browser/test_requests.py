"""Requests at five schools: QEII's own filled-in form becomes a live account; each other school has its own way."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.browser.steps import DESK, PHONE, dated, fill, is_readable, today

MONTH = "new Date().toLocaleDateString('en-GB', {timeZone: 'Europe/London', month: 'long'})"
Open = Callable[[str, int], Page]


@pytest.fixture(scope="module")
def people(site: Site, schools: dict[str, Any]) -> dict[str, Any]:
    assert schools
    return site.make("requesting")


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_load_state()


def start(page: Page, site: Site, school: str, kind: str) -> None:
    page.goto(f"{site.url}/{school}/ask/")
    page.locator(f"form[action='/{school}/ask/{kind}/'] button").click()
    page.wait_for_load_state()


def site_form(page: Page, who: dict[str, Any], platform: str, email: str) -> None:
    """The pages of the site form, as QEII's own example has them, in our words and with invented names."""
    author, second, head = who["author"]["name"], who["second"]["name"], who["headteacher"]["name"]
    fill(page, team=f"{head}, headteacher\nVacancy, parent governor\n{author}, writes", department="Whole school")
    fill(page, author=author)
    is_readable(page, "1-team")
    go_on(page)
    fill(page, aims="Families know what happens\nHelp with raising money", content="News and pictures of work")
    fill(page, hours="3", resources="Two of us had the training.", success="More families come to events.")
    is_readable(page, "2-purpose")
    go_on(page)
    page.locator("[name=audiences][value=pupils]").check()
    page.locator("[name=audiences][value=staff]").check()
    fill(page, youngest="5", vulnerable="Pupils with learning disabilities: nobody is named.")
    page.locator("[name=contributors][value=pupils]").check()
    page.locator("[name=contributors][value=staff]").check()
    is_readable(page, "3-audience")
    go_on(page)
    fill(page, administrators=f"Vacancy, parent governor\n{author}\n{second}")
    fill(page, moderators=f"{head}\nVacancy, parent governor\n{author}\n{second}")
    fill(page, cover="Each for the other.", pupils_role="They write and answer with an adult beside them.")
    fill(page, vetting="Not applicable")
    is_readable(page, "4-people")
    go_on(page)
    page.locator("[name=platform]").select_option(label=platform)
    fill(page, identity=f"News of {who['slug']}", account_email=email)
    page.locator("[name=pupil_accounts][value=own]").check()
    dated(page, "live_on", 9, 5, 2027)
    fill(page, exit_strategy="It is emptied and closed by the clerk.")
    go_on(page)
    expect(page.get_by_text("Nobody can allow that.").first).to_be_visible()  # QEI-16: whoever asks
    is_readable(page, "5-too-young")
    page.locator("[name=pupil_accounts][value=supervised]").check()
    go_on(page)
    fill(page, advertising="We do not.", consent="By letter; the office keeps the list of those without.")
    fill(page, security="Only the four of us accept followers.")
    page.locator("[name=uses_brand][value=yes]").check()
    is_readable(page, "6-safety")
    go_on(page)


def decide(page: Page, site: Site, outcome: str = "approved", brand: str = "", reason: str = "") -> str:
    """Answer what stands first under decisions on the desk; the words of the page before it was sent."""
    page.goto(site.url)
    page.get_by_role("link", name="Decide").or_(page.get_by_role("link", name="Advise")).first.click()
    page.wait_for_load_state()
    said = page.locator("main").inner_text()
    if outcome == "advised":
        page.locator("textarea").last.fill(reason)
    else:
        page.locator(f"[name=outcome][value={outcome}]").check()
        if brand:
            page.locator(f"[name=brand][value={brand}]").check()
        page.locator("[name=reason]").fill(reason)
    is_readable(page, f"8-{outcome}-{brand or 'plain'}")
    page.locator("main form button").last.click()
    expect(page.get_by_text("Recorded.")).to_be_visible()
    return said


def confirm_all(page: Page, address: str) -> None:
    page.goto(address)
    while (buttons := page.get_by_role("button", name="Confirm")).count():
        buttons.first.click()
        page.wait_for_load_state()


@pytest.mark.clause("QEI-08", "QEI-10", "QEI-11", "QEI-12", "QEI-14", "QEI-16")
def test_the_filled_in_form_of_qeii_goes_through_all_four_and_its_account_turns_as_people_go(
    site: Site, people: dict[str, Any], opened: Open
) -> None:
    who = people["qeii"] | {"slug": "qeii"}
    author = opened(who["author"]["email"], PHONE)
    start(author, site, "qeii", "site")
    site_form(author, who, "Facebook", "news@qeii.example")
    is_readable(author, "7-check")
    author.get_by_role("button", name="Send it").click()
    author.wait_for_load_state()
    request = author.url
    head, chair = opened(who["headteacher"]["email"], DESK), opened(who["chair"]["email"], PHONE)
    team, clerk = opened(who["team"]["email"], PHONE), opened(who["clerk"]["email"], DESK)
    said = decide(team, site, "advised", reason="Keep to pictures of work.")
    assert "News of qeii" in said
    decide(head, site, brand="approved", reason="A good way to show what we do.")
    said = decide(chair, site)
    assert f"{who['headteacher']['name']} is also named as moderator." in said
    assert "Decided once, together with: Headteacher." in said
    author.goto(request)
    is_readable(author, "9-approved")
    expect(author.get_by_text("The school's name and logo may be used").first).to_be_visible()
    goes_live(author, site, who, [head, opened(who["second"]["email"], PHONE)])
    turns(clerk, author, site, who)


def goes_live(author: Page, site: Site, who: dict[str, Any], others: list[Page]) -> None:
    author.goto(f"{site.url}/qeii/sites/")
    is_readable(author, "10-register")
    author.get_by_role("link", name="News of qeii").first.click()
    author.wait_for_load_state()
    is_readable(author, "11-approved-site")
    address = author.url
    author.goto(f"{address}change/address/")
    fill(author, address="https://www.facebook.com/news-of-qeii")
    author.locator("main form button").last.click()
    author.goto(f"{address}change/terms/")
    is_readable(author, "12-terms")
    author.locator("main form button").last.click()
    author.goto(f"{address}change/consent/")
    fill(author, consent_holder="The office")
    dated(author, "consent_checked_on", *today(author))
    author.locator("main form button").last.click()
    author.goto(f"{address}tell-leaders/")
    is_readable(author, "13-leaders")
    author.get_by_role("button", name="Tell them").click()
    author.wait_for_load_state()
    for page in (author, *others):
        confirm_all(page, f"{address}checklist/going_live/")
    author.goto(f"{address}checklist/going_live/")
    is_readable(author, "14-checklist")
    author.get_by_role("button", name="Let it go live").click()
    expect(author.get_by_text("is live").first).to_be_visible()
    is_readable(author, "15-live")
    author.goto(f"{site.url}/qeii/our-accounts/")
    expect(author.get_by_text("News of qeii").first).to_be_visible()
    is_readable(author, "16-public")
    author.goto(address)


def turns(clerk: Page, author: Page, site: Site, who: dict[str, Any]) -> None:
    """Somebody is away from today on, then gone: the register says so the same day, and the owner's desk too."""
    expect(author.get_by_text("Healthy", exact=True).first).to_be_visible()
    clerk.goto(f"{site.url}/person/{who['second']['uid']}/absence/")
    clerk.get_by_label("Sickness").check()
    dated(clerk, "starts_on", *today(clerk))
    clerk.locator("main form button").last.click()
    clerk.wait_for_load_state()
    author.reload()
    expect(author.get_by_text("Attention", exact=True).first).to_be_visible()
    expect(author.get_by_text(f"1 of 2 administrators. Away: {who['second']['name']}").first).to_be_visible()
    is_readable(author, "17-attention")
    clerk.goto(f"{site.url}/person/{who['second']['uid']}/leaving/")
    dated(clerk, "leaves_on", *today(clerk, ago=1))
    clerk.get_by_role("button", name="Save the last day").click()
    expect(clerk.get_by_text("The last day is saved.")).to_be_visible()
    author.reload()
    expect(author.get_by_text("There is only 1 of 2 administrators.").first).to_be_visible()
    expect(author.get_by_text("Away:")).to_have_count(0)
    is_readable(author, "17-left")
    author.goto(site.url)
    expect(author.get_by_text("administrator").first).to_be_visible()
    is_readable(author, "18-desk")


def send_checked(page: Page) -> str:
    """Send what was filled in; the address of the request."""
    page.get_by_role("button", name="Send it").click()
    page.wait_for_load_state()
    return page.url


@pytest.mark.clause("STM-08")
def test_at_st_marys_the_headteacher_decides_and_the_senior_leaders_are_told_before_access(
    site: Site, people: dict[str, Any], opened: Open
) -> None:
    who = people["st-marys"] | {"slug": "st-marys"}
    author, head = opened(who["author"]["email"], PHONE), opened(who["headteacher"]["email"], PHONE)
    start(author, site, "st-marys", "site")
    site_form(author, who, "Facebook", "news@st-marys.example")
    request = send_checked(author)
    decide(head, site, brand="declined", reason="Not the logo yet.")
    author.goto(request)
    for words in ("Senior leaders: is told", "The school's name and logo may not be used"):
        expect(author.get_by_text(words).first).to_be_visible()
    is_readable(author, "20-st-marys")
    author.goto(f"{site.url}/st-marys/sites/")
    author.get_by_role("link", name="News of st-marys").first.click()
    author.get_by_role("link", name="Going live").click()
    expect(author.get_by_text("The senior leaders have not been told its address and name.")).to_be_visible()
    expect(author.get_by_text("No faces are shown.").first).to_be_visible()
    is_readable(author, "21-st-marys-going-live")


@pytest.mark.clause("ACR-11")
def test_at_acresfield_a_blog_that_names_the_school_is_asked_for_and_comes_back_once(
    site: Site, people: dict[str, Any], opened: Open
) -> None:
    who = people["acresfield"]
    author, head = opened(who["author"]["email"], PHONE), opened(who["headteacher"]["email"], DESK)
    manager = opened(who["senior_leader"]["email"], PHONE)
    start(author, site, "acresfield", "own_site")
    fill(author, address="https://blog.example/teaching", about="Teaching science", naming="I teach at Acresfield.")
    fill(author, disclaimer="These are my own views, not the school's.", interest="None.")
    author.locator("[name=paid][value=no]").check()
    author.locator("[name=press][value=no]").check()
    for box in author.locator("[name=checks]").all():
        box.check()
    is_readable(author, "22-acresfield-blog")
    go_on(author)
    request = send_checked(author)
    decide(manager, site, "returned", reason="Leave the name of the class out.")
    author.goto(site.url)
    author.get_by_role("link", name="Go on").first.click()
    author.locator(".govuk-summary-list__row", has_text="How does it name").get_by_role("link").click()
    fill(author, naming="I teach at a primary school in the town.")
    go_on(author)
    send_checked(author)
    said = decide(manager, site, reason="Good.")
    assert "I teach at Acresfield." in said, "what it was before is shown beside what changed"
    decide(head, site)
    author.goto(request)
    expect(author.get_by_text("Approved", exact=True).first).to_be_visible()
    is_readable(author, "23-acresfield-approved")


@pytest.mark.clause("COR-03")
def test_at_cornerstone_a_senior_leader_allows_social_media_on_a_school_device_until_a_day(
    site: Site, people: dict[str, Any], opened: Open
) -> None:
    who = people["cornerstone"]
    author, leader = opened(who["author"]["email"], PHONE), opened(who["senior_leader"]["email"], PHONE)
    start(author, site, "cornerstone", "school_device")
    fill(author, platforms="A class blog", devices="The laptop of class 4", who="Class 4 with me", why="Writing.")
    author.locator("[name=pupils][value=yes]").check()
    fill(author, supervised="I sit beside them.")
    day, month, year = today(author)
    dated(author, "starts_on", day, month, year)
    dated(author, "ends_on", 1, month, year + 1)
    is_readable(author, "24-cornerstone-device")
    go_on(author)
    request = send_checked(author)
    decide(leader, site)
    author.goto(request)
    expect(author.get_by_text("Approved", exact=True).first).to_be_visible()
    author.goto(f"{site.url}/cornerstone/ask/")
    expect(author.get_by_text(f"Until 1 {author.evaluate(MONTH)} {year + 1}")).to_be_visible()
    is_readable(author, "25-cornerstone-asked")


@pytest.mark.clause("HAY-04", "ALL-04")
def test_at_haymerle_a_site_cannot_be_asked_for_and_may_i_says_where_to_turn(
    site: Site, people: dict[str, Any], opened: Open
) -> None:
    author = opened(people["haymerle"]["author"]["email"], PHONE)
    author.goto(f"{site.url}/haymerle/ask/")
    expect(author.get_by_text("home-school book").first).to_be_visible()
    assert author.locator("form[action='/haymerle/ask/site/']").count() == 0
    is_readable(author, "26-haymerle-ask")
    author.get_by_role("link", name="May I …?").click()
    is_readable(author, "27-haymerle-may-i")
    author.goto(f"{site.url}/haymerle/may-i/class-account/")
    expect(author.get_by_text("home-school book").first).to_be_visible()
    is_readable(author, "28-haymerle-answer")
