"""Checks of somebody's use of the internet at two schools, and the safeguarding lead's week, in a real browser."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.browser.steps import DESK, PHONE, dated, fill, is_readable, today
from tests.browser.test_incidents import choose, follow, send

Open = Callable[[str, int], Page]
HEADINGS = "When,Account,Address,Class,Verdict,Seconds"


@pytest.fixture(scope="module")
def people(site: Site, schools: dict[str, Any]) -> dict[str, Any]:
    assert schools
    return site.make("watching")


def press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("button", name=words).first.click()
    page.wait_for_load_state()


def from_desk(page: Page, site: Site, line: str, name: str) -> None:
    """From the desk to where a line of it leads."""
    page.goto(site.url)
    is_readable(page, f"{name}-desk")
    page.locator("main li, main tr, main article").filter(has_text=line).get_by_role("link").last.click()
    page.wait_for_load_state()


def day_field(page: Page, name: str, ago: int) -> None:
    dated(page, name, *today(page, ago=ago))


def go_on(page: Page, name: str) -> None:
    """To the next page of a form, below which there is a button that throws all away."""
    is_readable(page, name)
    press(page, "Save and go on")
    expect(page.get_by_text("There is a problem")).to_have_count(0)


def asked_for(page: Page, site: Site, school: str, subject: str, carrier: str, name: str) -> str:
    """The pages of the form, one after another; the address of the check."""
    page.goto(f"{site.url}/{school}/checks/")
    is_readable(page, f"{name}-checks")
    press(page, "Ask for a check")
    page.locator("[name=subject]").select_option(label=subject)
    day_field(page, "from_on", 14)
    day_field(page, "to_on", 0)
    go_on(page, f"{name}-who")
    page.locator("[name=reason]").first.check()
    fill(page, purpose="Whether lessons are left for social media.")
    go_on(page, f"{name}-why")
    choose(page, lawful_basis="public_task")
    fill(page, dpia_reference="DPIA 7")
    go_on(page, f"{name}-basis")
    page.locator("[name=carried_by]").select_option(label=carrier)
    go_on(page, f"{name}-carrier")
    is_readable(page, f"{name}-answers")
    press(page, "Ask for this check")
    expect(page.get_by_text("It waits to be authorised by somebody else.")).to_be_visible()
    expect(page.get_by_role("link", name="Decide", exact=True)).to_have_count(0)
    return page.url


def authorised(page: Page, site: Site, name: str) -> None:
    """By the headteacher, from the desk."""
    from_desk(page, site, "waits to be decided", name)
    follow(page, "Decide")
    choose(page, answer="yes")
    fill(page, why="Nothing less would tell.")
    send(page, f"{name}-decide")
    expect(page.get_by_text("is told before it begins.")).to_be_visible()
    is_readable(page, f"{name}-authorised")


def sees_nothing(page: Page, site: Site, school: str, check: str, reference: str) -> None:
    """Whoever is checked finds no trace of it by any door."""
    for door in ("", "mine/", "log/", "looks/", "decide/", "tell/"):
        assert page.request.get(f"{check}{door}").status == 404, door
    assert page.request.get(f"{site.url}/{school}/checks/").status == 404
    page.goto(site.url)
    for words in (reference, check.partition("/check/")[2].strip("/"), "use of the internet"):
        assert words not in page.content(), words


def a_log(mine: str, other: str) -> bytes:
    """As a filter exports it, day first: of two people, with private mail, a line of last year, and one torn off."""
    now = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)
    lines = [HEADINGS]
    for ago in range(1, 11):
        at = now - timedelta(days=ago)
        for minute, (host, kind, verdict) in enumerate(
            (
                ("chatter.example", "Social media", "Allowed"),
                ("films.example", "Streaming", "Blocked"),
                ("mail.google.com", "Web mail", "Allowed"),
            )
        ):
            for who in (mine, other):
                moment = at + timedelta(minutes=minute * 7)
                lines.append(f"{moment:%d/%m/%Y %H:%M:%S},{who},https://{host}/a?q=private,{kind},{verdict},30")
    lines += [f"{now - timedelta(days=300):%d/%m/%Y %H:%M:%S},{mine},https://old.example/,News,Allowed,5", "torn off"]
    return "\n".join([*lines, ""]).encode()


@pytest.mark.clause("ACR-19", "ACR-20", "ACR-21", "ACR-26")
def test_at_acresfield_a_check_is_authorised_told_carried_out_and_read_by_the_employee(
    site: Site, people: dict[str, Any], opened: Open
) -> None:
    who = people["acresfield"]
    manager, head = opened(who["business_manager"]["email"], DESK), opened(who["headteacher"]["email"], DESK)
    teacher, network = opened(who["author"]["email"], PHONE), opened(who["network_manager"]["email"], DESK)
    carrier = who["network_manager"]["name"]
    check = asked_for(manager, site, "acresfield", who["author"]["name"], carrier, "m1")
    reference = manager.locator("h1").inner_text()
    sees_nothing(teacher, site, "acresfield", check, reference)
    authorised(head, site, "m2")
    sees_nothing(teacher, site, "acresfield", check, reference)
    assert network.request.get(f"{check}log/add/").status == 404 or "told" in network.request.get(check).text()
    follow(head, "Tell them")
    assert who["author"]["name"] in head.locator("[name=words]").input_value()
    send(head, "m3-tell")
    from_desk(teacher, site, "Your use of the internet at work is looked at", "m4")
    expect(teacher.get_by_text("Whether lessons are left for social media.").first).to_be_visible()
    expect(teacher.get_by_role("heading", name="Your rights")).to_be_visible()
    is_readable(teacher, "m4-own")
    a_log_is_brought_in(network, site, who)
    the_log_is_read(network, check)
    follow_on_page(network, check, "Write what was found")
    choose(network, what="finding")
    fill(network, words="A messenger was open on ten mornings.")
    send(network, "m9-finding")
    teacher.reload()
    assert "messenger" not in teacher.content(), "findings are read after the end"
    follow_on_page(head, check, "End the check")
    choose(head, outcome="advice")
    fill(head, why="We spoke, and it will stop.")
    send(head, "m10-end")
    is_readable(head, "m10-ended")
    from_desk(teacher, site, "Your use of the internet at work was looked at", "m11")
    for words in ("A messenger was open on ten mornings.", "We spoke, and it will stop."):
        expect(teacher.get_by_text(words).first).to_be_visible()
    is_readable(teacher, "m11-own")
    head.goto(f"{check}looks/")
    for name in (carrier, who["author"]["name"]):
        expect(head.locator("main table").get_by_text(name).first).to_be_visible()
    is_readable(head, "m12-looks")


def follow_on_page(page: Page, address: str, words: str) -> None:
    page.goto(address)
    follow(page, words)


def a_log_is_brought_in(page: Page, site: Site, who: dict[str, Any]) -> None:
    """Which column is what was guessed; only the lines of this person and these days would be taken, and are."""
    from_desk(page, site, "may begin", "m5")
    follow(page, "Begin")
    page.locator("[name=agreed]").check()
    send(page, "m5-begin")
    follow(page, "Bring in a log")
    email = who["author"]["email"]
    data = a_log(email.partition("@")[0], who["second"]["email"].partition("@")[0])
    page.locator("[name=file]").set_input_files({"name": "filter.csv", "mimeType": "text/csv", "buffer": data})
    send(page, "m6-file")
    if page.url.endswith("/columns/"):
        page.locator("[name=names]").fill(email.partition("@")[0])
        send(page, "m6-columns")
    expect(page.get_by_role("heading", name="What would be taken")).to_be_visible()
    table = page.locator("main table").last
    expect(table.get_by_text("chatter.example").first).to_be_visible()
    assert "old.example" not in table.inner_text()
    is_readable(page, "m7-preview")
    press(page, "Bring it in")
    read = page.get_by_role("link", name="Read it")
    for _ in range(60):
        if read.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_text("The file was destroyed then")).to_be_visible()
    is_readable(page, "m7-brought")


def the_log_is_read(page: Page, check: str) -> None:
    """As pictures with their tables; nothing of what was left out, of pages or of searches."""
    page.goto(f"{check}log/")
    for title in ("By time of day", "By day", "Sites", "Blocked attempts", "Categories"):
        expect(page.get_by_text(title, exact=True).first).to_be_visible()
    assert page.locator("main svg").count() >= 5
    for words in ("private", "mail.google.com", "old.example"):
        assert words not in page.locator("main").inner_text(), words
    is_readable(page, "m8-log")
    page.locator("[name=blocked]").select_option("yes")
    press(page, "Show")
    assert "chatter.example" not in page.locator("main table").last.inner_text()
    is_readable(page, "m8-blocked")


@pytest.mark.clause("QEI-25")
def test_at_qeii_notice_is_by_the_policy_and_a_safeguarding_find_opens_a_case(
    site: Site, people: dict[str, Any], opened: Open
) -> None:
    who = people["qeii"]
    manager, head = opened(who["business_manager"]["email"], PHONE), opened(who["headteacher"]["email"], PHONE)
    teacher, network = opened(who["author"]["email"], PHONE), opened(who["network_manager"]["email"], PHONE)
    lead, carrier = opened(who["dsl"]["email"], PHONE), who["network_manager"]["name"]
    unproven = asked_for(manager, site, "qeii", who["third"]["name"], carrier, "q1")
    authorised(head, site, "q2")
    follow_on_page(head, unproven, "Notice by the policy")
    expect(head.get_by_text("has not acknowledged a policy in force")).to_be_visible()
    expect(head.get_by_role("button", name="Cite this clause")).to_have_count(0)
    is_readable(head, "q2-no-proof")
    check = asked_for(manager, site, "qeii", who["author"]["name"], carrier, "q3")
    reference = manager.locator("h1").inner_text()
    authorised(head, site, "q4")
    follow(head, "Notice by the policy")
    expect(head.get_by_text("clause 2 Notice, acknowledged on")).to_be_visible()
    head.locator("[name=clause]").first.check()
    send(head, "q5-cite")
    expect(head.get_by_text("acknowledged by")).to_be_visible()
    is_readable(head, "q5-cited")
    sees_nothing(teacher, site, "qeii", check, reference)
    follow_on_page(network, check, "Begin")
    network.locator("[name=agreed]").check()
    send(network, "q6-begin")
    follow(network, "Open a case")
    choose(network, about="child", by_subject="no", may_be_sexual="no")
    fill(network, words="A child writes at night that it is afraid to go home.")
    send(network, "q7-case")
    is_readable(network, "q7-opened")
    lead.goto(site.url)
    is_readable(lead, "q8-desk")
    lead.get_by_role("link", name=re.compile("^Look at it.*nobody has it yet")).last.click()
    lead.wait_for_load_state()
    expect(lead.get_by_text("afraid to go home").first).to_be_visible()
    expect(lead.get_by_text("Something that came up in other work at the school")).to_be_visible()
    assert reference not in lead.content(), "a case does not say that somebody is checked"
    is_readable(lead, "q8-case")
    sees_nothing(teacher, site, "qeii", check, reference)


@pytest.mark.clause("HAY-13", "ACR-23")
def test_the_safeguarding_lead_checks_filtering_reviews_it_and_looks_at_what_is_said(
    site: Site, people: dict[str, Any], opened: Open
) -> None:
    who = people["acresfield"]
    lead = opened(who["dsl"]["email"], PHONE)
    lead.goto(f"{site.url}/acresfield/monitoring/")
    is_readable(lead, "d1-monitoring")
    filtering_is_checked(lead, site, who)
    filtering_is_reviewed(lead, site, who)
    a_quiet_week(lead, site)
    a_mention_becomes_a_report(lead, opened(who["headteacher"]["email"], DESK), site)


def filtering_is_checked(page: Page, site: Site, who: dict[str, Any]) -> None:
    """On each kind of device, by each kind of user; one thing is left to do, with somebody and a day."""
    page.goto(f"{site.url}/acresfield/filtering/")
    is_readable(page, "d2-filtering")
    follow(page, "Record a check")
    for name in ("device", "users", "place", "content"):
        page.locator(f"[name={name}]").first.check()
    fill(page, found="A proxy got round the filter; everything else was blocked.")
    choose(page, outcome="to_do")
    fill(page, what="Block the proxy")
    page.locator("[name=owner]").select_option(label=who["network_manager"]["name"])
    day_field(page, "due_on", -7)
    send(page, "d3-check")
    is_readable(page, "d3-checked")
    page.goto(f"{site.url}/acresfield/filtering/")
    row = page.locator("main table").filter(has_text="Resulting actions").locator("tbody tr").first
    for words in (who["dsl"]["name"], "Block the proxy"):
        expect(row.get_by_text(words).first).to_be_visible()
    is_readable(page, "d3-list")


def filtering_is_reviewed(page: Page, site: Site, who: dict[str, Any]) -> None:
    """With the named senior leader and governor, and the day of the next one."""
    page.goto(f"{site.url}/acresfield/filtering/review/")
    choose(page, why="yearly")
    for name, role in (("leader", "senior_leader"), ("governor", "governor"), ("dsl", "dsl")):
        page.locator(f"[name={name}]").select_option(label=who[role]["name"])
    day_field(page, "on", 0)
    fill(page, findings="It suits the risks to our pupils.", check_months="3")
    day_field(page, "next_due_on", -360)
    send(page, "d4-review")
    is_readable(page, "d4-reviewed")
    page.goto(f"{site.url}/acresfield/filtering/")
    expect(page.get_by_text(f"{who['governor']['name']} (governor)")).to_be_visible()
    answer = page.request.get(f"{site.url}/acresfield/filtering/print/")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")


def a_quiet_week(page: Page, site: Site) -> None:
    """Nothing was found, and that is recorded too."""
    page.goto(f"{site.url}/acresfield/footprint/")
    is_readable(page, "d5-footprint-empty")
    follow(page, "Where we look")
    follow(page, "Add a place")
    fill(page, name="The village group", address="https://groups.example/village")
    send(page, "d5-place")
    page.goto(f"{site.url}/acresfield/footprint/look/")
    page.get_by_label("The village group").check()
    choose(page, found="quiet")
    send(page, "d6-quiet")
    page.goto(f"{site.url}/acresfield/footprint/looks/")
    expect(page.get_by_text("Nothing").first).to_be_visible()
    is_readable(page, "d6-looks")


def a_mention_becomes_a_report(page: Page, head: Page, site: Site) -> None:
    """Abuse of somebody who works here: one click, and the facts stand in the report."""
    page.goto(f"{site.url}/acresfield/footprint/look/")
    page.get_by_label("The village group").check()
    choose(page, found="found")
    send(page, "d7-look")
    page.locator("[name=place]").select_option(label="The village group")
    fill(page, what="The cook is called names over the lunch.", link="https://groups.example/village/17")
    choose(page, tone="abuse")
    page.locator("[name=about_staff]").check()
    send(page, "d7-mention")
    is_readable(page, "d7-mentioned")
    mention = page.url
    expect(page.get_by_role("button", name="Take it down")).to_have_count(0)
    follow(page, "Report it")
    assert page.locator("[name=saw]").input_value() == "The cook is called names over the lunch."
    assert page.locator("[name=link]").input_value() == "https://groups.example/village/17"
    choose(page, who="unknown", involves_child="no", may_be_sexual="no", affected="other")
    fill(page, affected_words="The cook")
    send(page, "d8-report")
    head.goto(mention)
    is_readable(head, "d8-reported")
    head.locator("main a[href^='/case/']").first.click()
    head.wait_for_load_state()
    expect(head.get_by_text("What was said about the school, in its footprint")).to_be_visible()
    is_readable(head, "d8-case")
    page.goto(f"{site.url}/acresfield/footprint/")
    expect(page.get_by_text("Abuse or threat").first).to_be_visible()
    is_readable(page, "d9-footprint")
