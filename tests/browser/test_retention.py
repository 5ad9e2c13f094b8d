"""What is kept, how long, and to whom it is given, in a real browser: data protection lead, second person, governor."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.browser.steps import DESK, PHONE, dated, fill, is_readable, today
from tests.browser.test_incidents import choose, follow, send
from tests.browser.test_monitoring import from_desk, press
from tests.foundation.documents.pdf_words import squeezed, words_of

Open = Callable[[str, int], Page]
CLASS = "Cases: everything else"
PRIVATE = "asked for it, because films were left running."


@pytest.fixture(scope="module")
def who(site: Site, schools: dict[str, Any]) -> dict[str, Any]:
    assert schools
    return site.make("retaining")


def comes(page: Page, words: str) -> None:
    """Wait for what the worker does, looking again as people do."""
    for _ in range(60):
        if page.get_by_text(words).count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_text(words).first).to_be_visible()


def pdf(page: Page, address: str) -> str:
    answer = page.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    return words_of(answer.body())


@pytest.mark.clause("ACR-21")
def test_what_is_due_is_looked_through_agreed_by_a_second_person_and_its_end_is_certified(
    site: Site, who: dict[str, Any], opened: Open
) -> None:
    lead, head = opened(who["data_protection_lead"]["email"], DESK), opened(who["headteacher"]["email"], PHONE)
    governor = opened(who["governor"]["email"], PHONE)
    a_period_is_changed(lead, head, site)
    a_hold_is_placed(lead, site, who["author"]["name"])
    lead.goto(f"{site.url}/acresfield/retention/due/")
    is_readable(lead, "r4-due")
    from_desk(lead, site, f"{CLASS}: 1 due to be destroyed", "r5")
    expect(lead.get_by_text("Would be destroyed")).to_be_visible()
    choose(lead, answer="yes")
    send(lead, "r5-look-through")
    purge = lead.url
    expect(lead.locator("[name=answer]")).to_have_count(0)
    is_readable(lead, "r5-waits")
    from_desk(head, site, "agree that 1 are destroyed", "r6")
    expect(head.get_by_text("What is destroyed cannot be brought back.")).to_be_visible()
    choose(head, answer="yes")
    send(head, "r6-agree")
    lead.goto(purge)
    comes(lead, "Certificate")
    is_readable(lead, "r7-done")
    lead.locator("main a[href^='/certificate/']").click()
    lead.wait_for_load_state()
    for name in (who["data_protection_lead"]["name"], who["headteacher"]["name"]):
        expect(lead.get_by_text(name).last).to_be_visible()
    is_readable(lead, "r8-certificate")
    said = pdf(lead, f"{lead.url}print/")
    for words in (CLASS, who["headteacher"]["name"], "SHA-256"):
        assert squeezed(words) in said, words
    a_governor_reads_it(governor, site)


def a_period_is_changed(lead: Page, head: Page, site: Site) -> None:
    """What it would do is shown first; it counts when a second person has agreed."""
    lead.goto(f"{site.url}/acresfield/retention/")
    is_readable(lead, "r1-schedule")
    follow(lead, "What is said about the school")
    is_readable(lead, "r1-class")
    follow(lead, "Propose another period")
    fill(lead, length="12", why="One year is enough.")
    press(lead, "Show what it would do")
    expect(lead.get_by_text("Fall due at once")).to_be_visible()
    is_readable(lead, "r2-effects")
    press(lead, "Propose it")
    expect(lead.locator("[name=answer]")).to_have_count(0)
    is_readable(lead, "r2-proposed")
    from_desk(head, site, "What is said about the school", "r3")
    choose(head, answer="yes")
    is_readable(head, "r3-agree")
    press(head, "Send")
    lead.goto(f"{site.url}/acresfield/retention/")
    row = lead.locator("main tbody tr").filter(has_text="What is said about the school")
    expect(row.get_by_text("1 year")).to_be_visible()
    expect(row.get_by_text("own)")).to_be_visible()


def a_hold_is_placed(page: Page, site: Site, person: str) -> None:
    page.goto(f"{site.url}/acresfield/retention/holds/add/")
    choose(page, kind="complaint")
    page.locator("[name=person]").select_option(label=person)
    fill(page, why="A complaint is open.")
    send(page, "r4-hold")
    page.goto(f"{site.url}/acresfield/retention/holds/")
    expect(page.get_by_text(f"Everything that names {person}")).to_be_visible()
    is_readable(page, "r4-holds")


def a_governor_reads_it(page: Page, site: Site) -> None:
    """One page as at a day, and the same as PDF; the day before, there was no certificate."""
    page.goto(f"{site.url}/acresfield/assurance/")
    expect(page.get_by_text(CLASS).first).to_be_visible()
    is_readable(page, "r9-assurance")
    said = pdf(page, f"{site.url}{page.get_by_role('link', name='Print it (PDF)').get_attribute('href')}")
    assert squeezed(CLASS) in said
    dated(page, "on", *today(page, ago=1))
    press(page, "Show")
    expect(page.get_by_text("Nothing was destroyed in these twelve months.")).to_be_visible()
    expect(page.get_by_text(CLASS)).to_have_count(0)
    is_readable(page, "r9-yesterday")


def test_what_names_somebody_is_gathered_looked_over_blacked_out_and_given_to_them(
    site: Site, who: dict[str, Any], opened: Open
) -> None:
    lead, head = opened(who["data_protection_lead"]["email"], DESK), opened(who["headteacher"]["email"], DESK)
    teacher = opened(who["second"]["email"], PHONE)
    request = it_is_recorded(lead, site, who["second"]["name"])
    press(lead, "Find what names them")
    comes(lead, "Look over what you may see")
    is_readable(lead, "s2-gathered")
    assert "Films on school devices" not in lead.content()
    all_is_decided(lead, request, "s3")
    one_is_blacked_out(head, request, who["author"]["name"])
    all_is_decided(head, request, "s5")
    for door in ("", "review/", "archive/", "withheld/"):
        assert teacher.request.get(f"{request}{door}").status == 404, door
    lead.goto(request)
    is_readable(lead, "s6-decided")
    press(lead, "Put the archive together")
    comes(lead, "The archive is ready")
    is_readable(lead, "s6-ready")
    with lead.expect_download() as taken:
        lead.get_by_role("link", name="Download the archive").click()
    it_holds_theirs_alone(Path(taken.value.path()).read_bytes(), who["author"]["name"])
    lead.goto(f"{request}send/")
    fill(lead, how="Handed over")
    send(lead, "s7-send")
    expect(lead.get_by_text("Sent", exact=True).first).to_be_visible()
    is_readable(lead, "s7-sent")
    head.goto(f"{request}withheld/")
    expect(head.get_by_text("It names a colleague.")).to_be_visible()
    is_readable(head, "s8-withheld")


def it_is_recorded(page: Page, site: Site, name: str) -> str:
    """A request by letter from somebody who is known; its address."""
    page.goto(f"{site.url}/acresfield/subject-requests/add/")
    choose(page, whose="roll", received_how="letter", identity="known")
    page.locator("[name=person]").select_option(label=name)
    fill(page, wants="Everything.")
    send(page, "s1-record")
    is_readable(page, "s1-received")
    return page.url


def all_is_decided(page: Page, request: str, name: str) -> None:
    """What is left of what this reader may see goes out, other people's names blacked out."""
    page.goto(f"{request}review/?status=to_review")
    is_readable(page, f"{name}-review")
    if page.locator("[name=what]").count():
        choose(page, what="bar")
        press(page, "Decide them")
        is_readable(page, f"{name}-decided")


def one_is_blacked_out(page: Page, request: str, name: str) -> None:
    """By whoever may see it by its own rule."""
    page.goto(f"{request}review/")
    page.locator("main tbody tr").filter(has_text="Films on school devices").get_by_role("link").click()
    page.wait_for_load_state()
    expect(page.get_by_text("It names other people on the roll:").filter(has_text=name)).to_be_visible()
    choose(page, status="blacked_out")
    page.get_by_label(name, exact=True).check()
    page.locator("[name=exemption]").select_option("third_party")
    fill(page, why="It names a colleague.")
    send(page, "s4-item")


def it_holds_theirs_alone(data: bytes, other: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    everything = b"\n".join(files.values()).decode(errors="replace")
    assert PRIVATE in everything
    assert "Films on school devices" in everything
    assert other not in everything
    assert "It names a colleague." not in everything
    assert "█" in everything
    assert "SHA256SUMS" in files
