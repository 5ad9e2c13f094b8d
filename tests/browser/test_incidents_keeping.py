"""What is kept and followed in one case, in a real browser: evidence, an address, a removal, a promise, an archive."""

import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.approvals.posting import exif, photograph
from tests.browser.site import Site
from tests.browser.steps import DESK, PHONE, dated, fill, is_readable, today
from tests.browser.test_incidents import case_file, choose, closed, considered, follow, last_word, send
from tests.foundation.documents.pdf_words import squeezed

Open = Callable[[str, int], Page]
ADDRESS = "https://pages.example/not-me"
PHOTOGRAPH = photograph("red", exif=exif())


@pytest.fixture(scope="module")
def scene(site: Site, schools: dict[str, Any]) -> dict[str, Any]:
    assert schools
    return site.make("keeping")


@pytest.mark.clause("ACR-14", "ACR-15", "ACR-17", "HAY-07", "HAY-08", "STM-15")
def test_a_mention_is_kept_followed_taken_off_closed_reopened_and_handed_on(
    site: Site, scene: dict[str, Any], opened: Open, tmp_path: Path
) -> None:
    lead, head = opened(scene["dsl"]["email"], PHONE), opened(scene["headteacher"]["email"], DESK)
    teacher = opened(scene["second"]["email"], PHONE)
    case = f"{site.url}/case/{scene['case']}/"
    the_missed_promise_goes_to_the_head(site, head, teacher, scene)
    a_photograph_is_kept(lead, case)
    the_address_is_followed(lead, case)
    the_head_decides_on_a_removal(site, lead, head, case)
    last_word(lead, case)
    considered(lead, case, "k6-response")
    closed(lead, case, "k7", "Stopped or removed")
    it_is_reopened(lead, case)
    an_archive_is_checked_outside(lead, case, tmp_path)
    full = case_file(lead, case, "k10")
    for words in ("not-me", "HC-9", "Reopened. It is there again.", "was not given", "Evidence 1 is its copy"):
        assert squeezed(words) in full, words
    teacher.goto(f"{site.url}/informed/{scene['informed']}/")
    expect(teacher.get_by_text("The case about this has been taken up again.")).to_be_visible()
    is_readable(teacher, "k11-informed")
    assert "not-me" not in case_file(lead, case, "k12", f"For {scene['second']['name']}")


def the_missed_promise_goes_to_the_head(site: Site, head: Page, teacher: Page, scene: dict[str, Any]) -> None:
    """It stands on the headteacher's desk, who does not lead; the teacher reads that they are told."""
    head.goto(site.url)
    late = f"Case {scene['reference']}: Word promised to the person affected"
    expect(head.get_by_role("heading", name=late)).to_be_visible()
    is_readable(head, "k1-head")
    teacher.goto(site.url)
    teacher.locator(f"main a[href='/informed/{scene['informed']}/']").click()
    expect(teacher.get_by_text("You should have heard by")).to_be_visible()
    is_readable(teacher, "k1-informed")


def a_photograph_is_kept(page: Page, case: str) -> None:
    """On a telephone. The working copy does not say where it was taken; the original is what was given."""
    page.goto(case)
    follow(page, "Add evidence")
    choose(page, sexual="no")
    send(page, "k2-first")
    choose(page, what="file")
    page.locator("[name=uploads]").set_input_files(
        {"name": "IMG_0042.jpg", "mimeType": "image/jpeg", "buffer": PHOTOGRAPH}
    )
    fill(page, about="The page, photographed from a screen", link=ADDRESS)
    send(page, "k2-keep")
    page.get_by_role("link", name="Evidence 1", exact=True).click()
    expect(page.get_by_text("The working copy does not.")).to_be_visible()
    is_readable(page, "k2-evidence")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the working copy").click()
    copy = Path(taken.value.path()).read_bytes()
    assert Image.open(io.BytesIO(PHOTOGRAPH)).getexif().get_ifd(0x8825), "the photograph says where"
    assert not Image.open(io.BytesIO(copy)).getexif().get_ifd(0x8825)
    page.get_by_role("link", name="The original").click()
    is_readable(page, "k2-original")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the original").click()
    assert Path(taken.value.path()).read_bytes() == PHOTOGRAPH


def the_address_is_followed(page: Page, case: str) -> None:
    """Three days ago the platform was told: the helpline can be asked, and then it is gone."""
    page.goto(case)
    follow(page, "Note an address")
    fill(page, address=ADDRESS)
    page.locator("[name=platform]").select_option("other")
    fill(page, other="Pages")
    send(page, "k3-address")
    follow(page, "Pages")
    expect(page.get_by_text("48 hours have passed")).to_have_count(0)
    choose(page, what="reported")
    fill(page, reference="HC-9")
    dated(page, "on", *today(page, ago=3))
    send(page, "k3-reported")
    expect(page.get_by_text("48 hours have passed since the platform was told.")).to_be_visible()
    expect(page.get_by_text("Professionals Online Safety Helpline", exact=True)).to_be_visible()
    page.locator("summary", has_text="To a helpline").click()
    assert ADDRESS in page.locator("#text-helpline").input_value()
    is_readable(page, "k3-due")
    choose(page, what="escalated")
    fill(page, words="The Professionals Online Safety Helpline.")
    send(page, "k3-helpline")
    choose(page, what="removed")
    send(page, "k3-gone")
    expect(page.get_by_role("heading", name="The text to send")).to_have_count(0)
    is_readable(page, "k3-after")


def the_head_decides_on_a_removal(site: Site, lead: Page, head: Page, case: str) -> None:
    """Nothing is taken off the school's account before the headteacher decides; its copy is the evidence."""
    lead.goto(f"{case}removal/")
    expect(lead.get_by_text("decides first.")).to_be_visible()
    lead.get_by_role("link", name="Ask for a decision").click()
    fill(lead, what="A comment below our post that links to the page.")
    send(lead, "k4-ask")
    head.goto(site.url)
    head.get_by_role("link", name="Decide").last.click()
    choose(head, answer="remove")
    fill(head, why="It leads families to a page in a colleague's name.")
    send(head, "k4-decide")
    lead.goto(f"{case}removal/")
    lead.get_by_label("1: The page, photographed").check()
    fill(lead, what="The comment below our post.")
    lead.get_by_label("Decided by").check()
    send(lead, "k4-removal")
    expect(lead.get_by_role("link", name="Evidence 1 is its copy")).to_be_visible()


def it_is_reopened(page: Page, case: str) -> None:
    """All that was there is there still, and who reopens it leads."""
    page.get_by_role("link", name="Reopen it").click()
    fill(page, why="It is there again.")
    send(page, "k8-reopen")
    expect(page.get_by_text("In hand", exact=True).first).to_be_visible()
    for words in ("Closed: Stopped or removed.", "Reopened. It is there again.", "was promised to a person affected"):
        expect(page.get_by_text(words).first).to_be_visible()
    follow(page, "Pages")
    choose(page, what="reappeared")
    send(page, "k8-again")
    expect(page.get_by_text("Look at it again: that was due")).to_be_visible()


def an_archive_is_checked_outside(page: Page, case: str, folder: Path) -> None:
    """By a program that has nothing to do with this site; a change of one letter is found."""
    page.goto(f"{case}export/")
    send(page, "k9-export")
    ready = page.get_by_role("link", name="Download the archive")
    expect(ready).to_be_visible(timeout=60_000)
    is_readable(page, "k9-ready")
    with page.expect_download() as taken:
        ready.click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        archive.extractall(folder)
    assert (folder / "evidence/0001.jpg").read_bytes() == PHOTOGRAPH
    check = ["sha256sum", "-c", "SHA256SUMS"]
    assert subprocess.run(check, cwd=folder, capture_output=True, check=False).returncode == 0
    (folder / "timeline.txt").write_text("Nothing happened.")
    assert subprocess.run(check, cwd=folder, capture_output=True, check=False).returncode == 1
