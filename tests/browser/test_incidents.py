"""Incidents at four schools: each from report to closed case file, under that school's rules, in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import Site
from tests.browser.steps import DESK, PHONE, PICTURES, dated, fill, is_readable, today
from tests.foundation.documents.pdf_words import squeezed, words_of

Open = Callable[[str, int], Page]


@pytest.fixture(scope="module")
def people(site: Site, schools: dict[str, Any]) -> dict[str, Any]:
    assert schools
    return site.make("reporting")


@pytest.fixture
def outside(browser: Browser) -> Any:
    """The telephone of somebody who has no log-in."""
    context = browser.new_context(viewport={"width": PHONE, "height": 844})
    yield context.new_page()
    context.close()


def choose(page: Page, **answers: str) -> None:
    """Tick or choose, where the value says which."""
    for name, value in answers.items():
        page.locator(f"[name={name}][value={value}]").check()


def send(page: Page, name: str) -> None:
    """Look at the form as it is filled in, and send it."""
    is_readable(page, name)
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    expect(page.get_by_text("There is a problem")).to_have_count(0)


def follow(page: Page, words: str) -> None:
    """Go where a link leads, by all its words, with those that only a screen reader says."""
    page.locator("main a", has_text=words).first.click()
    page.wait_for_load_state()


def report(page: Page, label: str) -> None:
    """From the page of what it can be about to its form."""
    page.get_by_role("link", name=label, exact=True).click()
    page.wait_for_load_state()


def taken_on(page: Page, site: Site, name: str) -> str:
    """From the desk to the newest case that nobody has, and take it on; its address."""
    page.goto(site.url)
    is_readable(page, f"{name}-desk")
    page.get_by_role("link", name=re.compile("^Look at it.*nobody has it yet")).last.click()
    page.wait_for_load_state()
    expect(page.get_by_text("Nobody has taken this on yet.")).to_be_visible()
    is_readable(page, f"{name}-received")
    page.get_by_role("button", name="Take it on").click()
    page.wait_for_load_state()
    return page.url


def judged(page: Page, case: str, name: str, *, severity: str, category: str, procedure: str, summary: str) -> None:
    page.goto(f"{case}judge/")
    fill(page, summary=summary)
    page.locator("[name=category]").select_option(category)
    page.get_by_label(severity, exact=True).check()
    page.locator("[name=procedure]").select_option(procedure)
    send(page, name)


def considered(page: Page, case: str, name: str) -> None:
    """Answer every response on the school's list: the first is taken, the others are not pursued."""
    page.goto(case)
    links = page.locator("#responses a")
    addresses = [link.get_attribute("href") for link in links.all()]
    assert addresses, "the school has responses to consider"
    for number, address in enumerate(addresses):
        page.goto(case.partition("/case/")[0] + str(address))
        choose(page, answer="not_pursued" if number else "taken")
        fill(page, why="Asked for on the same day." if number == 0 else "Nothing in it calls for that.")
        if number == 0:
            is_readable(page, name)
        page.locator("main form button").last.click()
        page.wait_for_load_state()


def closed(page: Page, case: str, name: str, outcome: str) -> None:
    page.goto(case)
    expect(page.get_by_role("heading", name="Before it can be closed")).to_have_count(0)
    page.get_by_role("link", name="Close the case").click()
    page.get_by_label(outcome).check()
    fill(page, why="All that was to be done was done.")
    send(page, f"{name}-close")
    expect(page.get_by_text("Closed.", exact=False).first).to_be_visible()
    is_readable(page, f"{name}-closed")


def case_file(page: Page, case: str, name: str, what: str = "In full") -> str:
    """One of the files on the page of the case file; its words, without white space."""
    page.goto(f"{case}file/")
    is_readable(page, f"{name}-file")
    link = page.locator("main").get_by_role("link", name=what).first
    answer = page.request.get(case.partition("/case/")[0] + str(link.get_attribute("href")))
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    if PICTURES:
        Path(PICTURES, f"{name}-{squeezed(what)}.pdf").write_bytes(answer.body())
    return words_of(answer.body())


def finds_nothing(page: Page, site: Site, school: str, case: str, *words: str) -> None:
    """No door leads to the case, for who is complained of or has no part in it: each is as if it did not exist."""
    for door in ("", "file/", "file/full/", "file/governors/", "chronology/", "looks/", "close/", "export/"):
        assert page.request.get(f"{case}{door}").status == 404, door
    for place in ("", f"{school}/cases/?status=all", f"{school}/incidents/figures/", f"{school}/report/"):
        page.goto(f"{site.url}/{place}")
        said = page.content()
        for one in (case.partition("/case/")[2].strip("/"), *words):
            assert one not in said, f"{one} stands on {page.url}"


@pytest.mark.clause("ACR-12", "ACR-13", "ACR-14", "ACR-15")
def test_at_acresfield_a_parent_reports_a_mention_of_a_teacher_who_is_told_until_the_case_is_closed(
    site: Site, people: dict[str, Any], opened: Open, outside: Page
) -> None:
    who = people["acresfield"]
    teacher, head = opened(who["author"]["email"], PHONE), opened(who["headteacher"]["email"], DESK)
    progress = told_from_outside(outside, site, who)
    case = taken_on(head, site, "a2")
    expect(head.get_by_text("The teacher of class 4").first).to_be_visible()
    outside.goto(progress)
    expect(outside.get_by_text("Somebody has it in hand")).to_be_visible()
    is_readable(outside, "a3-in-hand")
    about_the_teacher(head, case, who)
    hears(teacher, site, "a6")
    expect(teacher.get_by_text("You hear again by")).to_be_visible()
    assert "shouts" not in teacher.content(), "nothing of what was reported"
    teacher.get_by_role("button", name="I take it").click()
    expect(teacher.get_by_text("Noted.")).to_be_visible()
    head.goto(f"{case}close/")
    expect(head.get_by_text("Answer every response on the school's list: 3 to go.")).to_be_visible()
    is_readable(head, "a7-not-yet")
    considered(head, case, "a8-response")
    last_word(head, case)
    is_readable(head, "a9-case")
    closed(head, case, "a10", "Stopped or removed")
    outside.reload()
    expect(outside.get_by_role("heading", name="Done: Closed")).to_be_visible()
    is_readable(outside, "a11-closed")
    teacher.reload()
    expect(teacher.get_by_text("The case was closed on")).to_be_visible()
    is_readable(teacher, "a12-closed")
    full = case_file(head, case, "a13")
    for words in (
        "shouts at the children",
        "The host asked",
        "The police are told",
        "Not pursued",
        "Stopped or removed",
    ):
        assert squeezed(words) in full or words == "The host asked", words
    own = case_file(head, case, "a14", f"For {who['author']['name']}")
    assert squeezed("The group was asked to take it down.") in own
    for words in ("shouts at the children", "Petra Parent", "01632 960 004"):
        assert squeezed(words) not in own, words


def told_from_outside(page: Page, site: Site, who: dict[str, Any]) -> str:
    """A parent's report on a telephone; the address at which it says how far it is."""
    page.goto(f"{site.url}/acresfield/tell-us/")
    is_readable(page, "a1-tell-us")
    for person in (who["author"], who["headteacher"]):
        assert person["name"] not in page.content()
    report(page, "Something about a member of staff, or somebody pretending to be one")
    fill(page, saw="In the class group somebody writes that she shouts at the children.", place="A class group")
    fill(page, link="https://chat.example/class-4", name="Petra Parent", contact="01632 960 004")
    dated(page, "happened_on", *today(page, ago=1))
    choose(page, who="parent", involves_child="no", may_be_sexual="no", affected="staff")
    fill(page, staff="The teacher of class 4")
    send(page, "a1-written")
    is_readable(page, "a1-sent")
    link = re.search(r"https?://\S+", page.locator("main code").inner_text())
    assert link is not None
    return link[0]


def about_the_teacher(head: Page, case: str, who: dict[str, Any]) -> None:
    """The headteacher names the teacher, speaks with her, offers support, and promises the next word."""
    head.get_by_role("link", name="Add somebody").click()
    choose(head, relation="affected", who="roll")
    head.locator("[name=person]").select_option(label=who["author"]["name"])
    send(head, "a4-person")
    follow(head, "Take out The teacher of class 4")
    fill(head, why="Named on the roll now.")
    send(head, "a4-out")
    judged(
        head,
        case,
        "a4-judged",
        severity="Serious",
        category="bullying",
        procedure="complaints",
        summary="Insults in a class group",
    )
    name = who["author"]["name"]
    follow(head, f"Record the first conversation: {name}")
    fill(head, words="She is shaken, and wants it to stop.")
    send(head, "a5-contact")
    follow(head, f"Offer support: {name}")
    fill(head, what="A talk with the deputy, and a morning away from the gate.")
    send(head, "a5-support")
    follow(head, f"Tell them what is done: {name}")
    choose(head, what="done")
    fill(head, words="The group was asked to take it down.")
    send(head, "a5-tell")
    is_readable(head, "a5-case")


def hears(page: Page, site: Site, name: str) -> None:
    """From the desk of the person affected to the page that is theirs alone."""
    page.goto(site.url)
    is_readable(page, f"{name}-desk")
    page.locator("main a[href^='/informed/']").first.click()
    page.wait_for_load_state()
    is_readable(page, f"{name}-informed")


def last_word(head: Page, case: str) -> None:
    head.goto(case)
    follow(head, "Tell them what is done")
    choose(head, what="not_done")
    fill(head, words="We do not go to court: it was taken down, and its author said sorry.")
    head.locator("[name=is_last]").check()
    send(head, "a9-last-word")


@pytest.mark.clause("HAY-05", "HAY-06", "STM-16")
def test_at_haymerle_staff_towards_a_pupil_is_held_back_until_the_threshold_is_decided(
    site: Site, people: dict[str, Any], opened: Open
) -> None:
    who = people["haymerle"]
    colleague, head = opened(who["second"]["email"], PHONE), opened(who["headteacher"]["email"], DESK)
    lead, blamed = opened(who["dsl"]["email"], PHONE), opened(who["author"]["email"], PHONE)
    colleague.goto(f"{site.url}/haymerle/report/")
    is_readable(colleague, "h1-report")
    report(colleague, "A member of staff got in touch with a pupil outside the school's own accounts")
    fill(colleague, saw="He writes to a pupil of year 6 on his own account, late at night.", place="Instagram")
    choose(colleague, who="staff", blamed="roll", affected="pupil", may_be_sexual="no")
    colleague.locator("[name=blamed_person]").select_option(label=who["author"]["name"])
    fill(colleague, pupil="6A-17")
    send(colleague, "h1-written")
    is_readable(colleague, "h1-sent")
    case = taken_on(head, site, "h2")
    for words in ("This may be an allegation.", "nobody is interviewed"):
        expect(head.get_by_text(words).first).to_be_visible()
    expect(head.get_by_role("link", name="Record that they were told")).to_have_count(0)
    finds_nothing(blamed, site, "haymerle", case, "6A-17")
    lead.goto(case)
    expect(lead.get_by_text("Safeguarding", exact=True).first).to_be_visible()
    expect(lead.get_by_text("The case manager decides: headteacher.")).to_be_visible()
    is_readable(lead, "h3-dsl")
    decided_with_the_lado(head, case)
    judged(
        head,
        case,
        "h6-judged",
        severity="Serious",
        category="contact",
        procedure="code_of_conduct",
        summary="Staff wrote to a pupil",
    )
    follow(head, "Record it: A serious breach")
    send(head, "h6-refer")
    follow(head, f"Record that they were told: {who['author']['name']}")
    fill(head, words="I told him in my room, with the business manager.")
    send(head, "h6-told")
    considered(head, case, "h7-response")
    head.goto(f"{case}chronology/")
    expect(head.get_by_role("heading", name="Chronology of case")).to_be_visible()
    assert who["author"]["name"] not in head.locator("main table").inner_text()
    is_readable(head, "h8-chronology")
    closed(head, case, "h9", "Passed to the disciplinary procedure")
    full = case_file(head, case, "h10")
    for words in ("late at night", "6A-17", "Considered with the LADO", "Lina Officer", "low-level concern"):
        assert squeezed(words).casefold() in full.casefold(), words
    finds_nothing(blamed, site, "haymerle", case, "6A-17")


def decided_with_the_lado(head: Page, case: str) -> None:
    head.goto(f"{case}close/")
    expect(head.get_by_text("Decide whether the harm threshold is met.")).to_be_visible()
    head.goto(case)
    head.get_by_role("link", name="Record a conversation with the LADO").click()
    fill(head, name="Lina Officer", advice="Not met. Record it and speak with him.")
    send(head, "h4-lado")
    head.get_by_role("link", name="Decide what it is").click()
    choose(head, decided="low_level")
    fill(head, why="Once, about homework; against the code of conduct.")
    send(head, "h5-threshold")
    expect(head.get_by_text("This may be an allegation.")).to_have_count(0)
    is_readable(head, "h5-decided")


@pytest.mark.clause("ACR-18")
def test_at_st_marys_a_report_about_the_headteacher_goes_to_the_chair_and_the_headteacher_finds_nothing(
    site: Site, people: dict[str, Any], opened: Open
) -> None:
    who = people["st-marys"]
    author, chair = opened(who["author"]["email"], PHONE), opened(who["chair"]["email"], PHONE)
    head = opened(who["headteacher"]["email"], DESK)
    author.goto(f"{site.url}/st-marys/report/")
    report(author, "What a member of staff does or writes online")
    fill(author, saw="The head makes fun of a colleague on a public page.", place="Facebook")
    choose(author, who="staff", involves_child="no", may_be_sexual="no", blamed="headteacher", affected="me")
    send(author, "s1-written")
    progress = author.url
    case = taken_on(chair, site, "s2")
    expect(chair.get_by_text(who["headteacher"]["name"]).first).to_be_visible()
    finds_nothing(head, site, "st-marys", case, "makes fun")
    judged(
        chair,
        case,
        "s3-judged",
        severity="Serious",
        category="bullying",
        procedure="code_of_conduct",
        summary="The headteacher about a colleague",
    )
    follow(chair, "Record it: A serious breach")
    send(chair, "s4-refer")
    follow(chair, f"Tell them what is done: {who['author']['name']}")
    choose(chair, what="done")
    fill(chair, words="I have seen it, and it is dealt with under the code of conduct.")
    chair.locator("[name=is_last]").check()
    send(chair, "s4-told")
    considered(chair, case, "s5-response")
    is_readable(chair, "s5-case")
    closed(chair, case, "s6", "Passed to the disciplinary procedure")
    author.goto(progress)
    expect(author.get_by_role("heading", name="Done: Closed")).to_be_visible()
    is_readable(author, "s7-progress")
    full = case_file(chair, case, "s8")
    for words in ("makes fun of a colleague", "Passed to the disciplinary procedure", who["headteacher"]["name"]):
        assert squeezed(words) in full, words
    assert squeezed(who["author"]["name"]) not in case_file(chair, case, "s9", "For governors")
    finds_nothing(head, site, "st-marys", case, "makes fun")


@pytest.mark.clause("HAY-11", "QEI-23")
def test_at_cornerstone_underage_use_is_dealt_with_and_nobody_else_learns_which_child_it_is(
    site: Site, people: dict[str, Any], opened: Open
) -> None:
    who = people["cornerstone"]
    author, lead = opened(who["author"]["email"], PHONE), opened(who["dsl"]["email"], PHONE)
    other = opened(who["second"]["email"], PHONE)
    author.goto(f"{site.url}/cornerstone/report/")
    expect(author.get_by_text(who["dsl"]["name"]).first).to_be_visible()
    report(author, "A child uses an app or site for which they are too young")
    fill(author, saw="A child of year 3 shows the others videos on an account of her own.", place="TikTok")
    choose(author, who="pupil", affected="pupil", may_be_sexual="no")
    fill(author, pupil="3C-08")
    send(author, "c1-written")
    progress = author.url
    assert "3C-08" not in author.content()
    case = taken_on(lead, site, "c2")
    lead.goto(f"{site.url}/cornerstone/cases/")
    is_readable(lead, "c2-cases")
    expect(lead.locator("main table").get_by_text("Underage use")).to_be_visible()
    assert "3C-08" not in lead.content(), "the list does not say which child it is"
    finds_nothing(other, site, "cornerstone", case, "3C-08")
    lead.goto(f"{case}elsewhere/")
    fill(lead, system="CPOMS", reference="CP-551")
    send(lead, "c3-elsewhere")
    follow(lead, "Record it: Speak with the family")
    send(lead, "c4-family")
    judged(
        lead,
        case,
        "c5-judged",
        severity="Low",
        category="underage",
        procedure="safeguarding",
        summary="An account below the age of the app",
    )
    expect(lead.locator("#responses strong", has_text="Not answered")).to_have_count(
        0
    )  # at this severity none has to be
    is_readable(lead, "c6-case")
    closed(lead, case, "c7", "Child-protection file kept elsewhere")
    author.goto(progress)
    expect(author.get_by_role("heading", name="Done: Closed")).to_be_visible()
    full = case_file(lead, case, "c8")
    for words in ("3C-08", "CPOMS", "CP-551", "Child-protection file kept elsewhere"):
        assert squeezed(words) in full, words
    assert "3C-08" not in case_file(lead, case, "c9", "For governors")
    finds_nothing(other, site, "cornerstone", case, "3C-08")
