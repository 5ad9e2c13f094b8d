"""Each other kind on its own form, through the chain of the school whose rules have it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from approvals.models import ApprovalRules, Kind, Request, Site
from foundation.schools.models import StaffGroup
from foundation.schools.profiles import load
from foundation.schools.transitions.profiles import apply_profile
from policies.models import PolicyRules
from tests.approvals.asked import HEAD, MANAGER, open_step, set_chain
from tests.approvals.sites import live
from tests.cast import Cast, signed_in
from tests.policies.views.shown import hidden, said

pytestmark = pytest.mark.django_db
SITE = "the site"


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


@dataclass
class Asked:
    """A kind at the school of a profile: what is answered, who decides, how long it lasts in days."""

    profile: str
    answers: dict[str, Any]
    by: tuple[str, ...]
    days: int | None = None
    more: dict[str, dict[str, str]] = field(default_factory=dict)  # of who answers otherwise than with "approved"


ASKED = {
    Kind.PARTICIPATION: Asked(
        "qeii",
        {
            "host_site": "Special schools' forum",
            "address": "https://forum.example",
            "run_by": "A charity",
            "shown_as": "Tessa Teacher, teacher",
            "purpose": "To learn from others.",
            "content": "Answers about our garden.",
            "pupils": "no",
            "uses_brand": "yes",
        },
        ("line_manager", "senior_leader", "headteacher", "chair"),
        more={"senior_leader": {"reason": "Keep to gardens."}, "headteacher": {"brand": "declined"}},
    ),
    Kind.ADVERTISING: Asked(
        "qeii",
        {
            "site": SITE,
            "where": "The town's notice board",
            "words": "Who knows the history of our hill?",
            "wanted": "Old pupils.",
            "checked": "They come in and show who they are.",
            "checked_by": "The office",
        },
        ("headteacher",),
        days=30,
    ),
    Kind.FRIEND: Asked(
        "st-marys",
        {
            "site": SITE,
            "organisation": "The parish church",
            "what": "charity",
            "address": "https://social.example/church",
            "link": "It is next door.",
            "sees": "What both publish.",
            "checked": "The vicar rang.",
            "checked_by": "The office",
        },
        ("headteacher",),
    ),
    Kind.OWN_SITE: Asked(
        "acresfield",
        {
            "address": "https://blog.example",
            "about": "Bread.",
            "naming": "It says where I teach.",
            "disclaimer": "My own views.",
            "paid": "no",
            "press": "no",
            "interest": "None.",
            "checks": ["confidential", "people", "logo"],
        },
        ("line_manager", "headteacher"),
    ),
    Kind.SCHOOL_DEVICE: Asked(
        "cornerstone",
        {
            "platforms": "YouTube",
            "devices": "The laptop of class 4",
            "who": "Class 4",
            "why": "To show a film of ours.",
            "pupils": "yes",
            "supervised": "I am there.",
        },
        ("senior_leader",),
        days=20,
    ),
    Kind.OWN_CONTACT: Asked(
        "st-marys",
        {
            "means": ["telephone"],
            "occasion": "Year 6 trip",
            "why": "There is one school telephone for two groups.",
            "with_whom": ["staff", "parents"],
            "afterwards": "I delete the numbers.",
        },
        ("headteacher",),
        days=3,
    ),
}
STARTS = {Kind.SCHOOL_DEVICE, Kind.OWN_CONTACT}


def on(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def filled(cast: Cast, kind: str) -> dict[str, Any]:
    asked = ASKED[Kind(kind)]
    data = {name: str(live(cast).uid) if value is SITE else value for name, value in asked.answers.items()}
    data |= on("starts_on", cast.today) if kind in STARTS else {}
    return data | (on("ends_on", cast.today + timedelta(asked.days)) if asked.days is not None else {})


def begun(cast: Cast, kind: str, profile: str = "") -> tuple[Any, str]:
    """The client of a teacher who has started a request, and the address of its first page."""
    apply_profile(cast.school, load(profile or ASKED[Kind(kind)].profile), by=cast.clerk, at=cast.at)
    for group in StaffGroup.objects.filter(
        school=cast.school, name__in=("Social media team", "Named for social media")
    ):
        group.people.add(cast.senior_leader)
    client = signed_in(cast.teacher)
    started = client.post(reverse("request-start", args=[cast.school.slug, kind]))
    assert started.status_code == 302
    return client, started["Location"]


def write(client: Any, url: str, data: dict[str, Any]) -> Any:
    return client.post(url, {**data, **hidden(client.get(url))})


def sent(cast: Cast, kind: str, **otherwise: Any) -> Request:
    client, url = begun(cast, kind)
    answer = write(client, url, {**filled(cast, kind), **otherwise})
    assert answer.status_code == 302, answer.context["form"].errors
    check = client.get(answer["Location"])
    client.post(answer["Location"], {"seen": check.context["seen"]})
    return Request.objects.get(kind=kind)


def approve(cast: Cast, request: Request, who: str, **said: str) -> None:
    client, step = signed_in(getattr(cast, who)), open_step(request)
    form = client.get(reverse("request", args=[request.uid])).context["form"]
    data = {"outcome": "approved", **said, "seen": form["seen"].value(), "token": ""}
    answer = client.post(reverse("request-answer", args=[step.uid]), data)
    assert answer.status_code == 302, answer.context["form"].errors


@pytest.mark.clause("QEI-13", "QEI-19", "ACR-11", "COR-03", "STM-14")
@pytest.mark.parametrize("kind", ASKED)
def test_each_kind_is_asked_on_its_own_form_and_goes_through_its_schools_chain(kind: Kind, cast: Cast) -> None:
    request, asked = sent(cast, kind), ASKED[kind]
    for who in asked.by:
        approve(cast, request, who, **asked.more.get(who, {}))
    request.refresh_from_db()
    assert request.status == Request.Status.APPROVED
    assert [step.decision.by for step in request.steps.all()] == [getattr(cast, who) for who in asked.by]
    assert request.ends_on == (cast.today + timedelta(asked.days) if asked.days is not None else None)


@pytest.mark.clause("STM-07", "QEI-07", "ACR-08")
@pytest.mark.parametrize("kind", ASKED)
def test_each_form_says_the_schools_own_words_about_speaking_for_it(kind: Kind, cast: Cast) -> None:
    client, url = begun(cast, kind)
    page = client.get(url)
    assert PolicyRules.objects.get(school=cast.school).own_views in said(page)
    for words in page.context["form"].guidance:
        assert words in said(page)
    assert reverse("may-i-answer", args=[cast.school.slug, page.context["form"].question]) in page.content.decode()


@pytest.mark.clause("STM-14")
@pytest.mark.parametrize("words", ["A WhatsApp group for the trip", "by Facebook Messenger", "on social media"])
def test_contact_by_personal_social_media_cannot_be_asked_for(words: str, cast: Cast) -> None:
    client, url = begun(cast, Kind.OWN_CONTACT)
    assert "there is no exception" in said(client.get(url))
    data = filled(cast, Kind.OWN_CONTACT)
    assert "no exception" in str(write(client, url, {**data, "why": words}).context["form"].errors["why"])
    assert "means" in write(client, url, {**data, "means": ["social_media"]}).context["form"].errors
    assert Request.objects.get().answers == {}


@pytest.mark.clause("COR-03", "STM-14")
@pytest.mark.parametrize("kind", STARTS)
@pytest.mark.parametrize(("days", "words"), [(-1, "past"), (400, "a year at the most"), (None, "Give a date")])
def test_what_ends_has_a_last_day_that_is_to_come_and_near(
    kind: Kind, days: int | None, words: str, cast: Cast
) -> None:
    client, url = begun(cast, kind)
    data = {name: value for name, value in filled(cast, kind).items() if not name.startswith("ends_on")}
    data |= on("ends_on", cast.today + timedelta(days)) if days is not None else {}
    assert words in str(write(client, url, data).context["form"].errors["ends_on"])


@pytest.mark.clause("ACR-11")
def test_the_schools_disclaimer_is_proposed_and_each_point_is_confirmed(cast: Cast) -> None:
    client, url = begun(cast, Kind.OWN_SITE)
    rules = ApprovalRules.objects.get(school=cast.school)
    assert rules.disclaimer in said(client.get(url))
    refused = write(client, url, {**filled(cast, Kind.OWN_SITE), "checks": ["confidential", "logo"]})
    assert "Not confirmed yet: no pupil" in str(refused.context["form"].errors["checks"])


@pytest.mark.clause("ACR-11")
@pytest.mark.parametrize(("asked", "more"), [("paid", "payer"), ("press", "press_who")])
def test_who_is_paid_or_asked_by_the_press_comes_before_the_headteacher_in_any_chain(
    asked: str, more: str, cast: Cast
) -> None:
    client, url = begun(cast, Kind.OWN_SITE)
    refused = write(client, url, {**filled(cast, Kind.OWN_SITE), asked: "yes"})
    assert more in refused.context["form"].errors
    set_chain(cast, MANAGER, kind=Kind.OWN_SITE)
    request = sent_again(cast, client, url, {asked: "yes", more: "The Gazette"})
    assert [str(step) for step in request.steps.all()] == ["Line manager of who asks: decides", "Headteacher: decides"]


def sent_again(cast: Cast, client: Any, url: str, otherwise: dict[str, str]) -> Request:
    check = write(client, url, {**filled(cast, Kind.OWN_SITE), **otherwise})["Location"]
    client.post(check, {"seen": client.get(check).context["seen"]})
    return Request.objects.get(kind=Kind.OWN_SITE)


def test_nothing_paid_keeps_the_chain_as_the_school_has_it(cast: Cast) -> None:
    client, url = begun(cast, Kind.OWN_SITE)
    set_chain(cast, MANAGER, kind=Kind.OWN_SITE)
    assert sent_again(cast, client, url, {}).steps.count() == 1


@pytest.mark.clause("QEI-19")
def test_only_live_accounts_of_the_school_itself_can_be_chosen(cast: Cast) -> None:
    apply_profile(cast.school, load("qeii"), by=cast.clerk, at=cast.at)
    client, url = begun(cast, Kind.ADVERTISING)
    data = filled(cast, Kind.ADVERTISING)
    site = Site.objects.get()
    Site.objects.filter(pk=site.pk).update(status="approved")
    assert "site" in write(client, url, data).context["form"].errors


def test_pupils_who_can_be_met_there_need_what_keeps_them_safe(cast: Cast) -> None:
    client, url = begun(cast, Kind.PARTICIPATION)
    refused = write(client, url, {**filled(cast, Kind.PARTICIPATION), "pupils": "yes"})
    assert "pupils_safe" in refused.context["form"].errors
    set_chain(cast, HEAD, kind=Kind.PARTICIPATION)
    answer = write(client, url, {**filled(cast, Kind.PARTICIPATION), "pupils": "yes", "pupils_safe": "It is closed."})
    assert answer.status_code == 302
