"""The paper form on the screen: filled in page by page, checked, sent, answered by four people."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approvals.models import Kind, Platform, Request, Site, Step
from approvals.pulse import pulse_of
from tests.approvals.asked import four_steps, open_step, set_chain
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


def facebook(cast: Cast) -> Platform:
    return Platform.objects.create(
        school=cast.school, name="Facebook", minimum_age=13, checked_on=cast.today, source="Its terms of service"
    )


def answers_of(cast: Cast, platform: Platform) -> list[dict[str, Any]]:
    """The school's own example, awkward parts included, with invented names."""
    people = f"Vacancy - parent governor\n{cast.headteacher.name}\n{cast.teacher.name}"
    return [
        {"team": f"{cast.headteacher.name}: head", "department": "School based", "author": cast.teacher.name},
        {
            "aims": "More parents know what we do.\nMoney is raised.",
            "content": "News.",
            "hours": "3",
            "resources": "Two of us.",
            "success": "More families at our events.",
        },
        {"audiences": ["pupils", "staff"], "youngest": "4", "vulnerable": "", "contributors": ["pupils", "staff"]},
        {
            "administrators": people,
            "moderators": people,
            "cover": "Each other.",
            "pupils_role": "Supervised.",
            "vetting": "Not applicable",
        },
        {
            "platform": str(platform.uid),
            "identity": "Beacon Hill",
            "account_email": f"news@{cast.school.email_domain}",
            "pupil_accounts": "supervised",
            "live_on_day": "9",
            "live_on_month": "5",
            "live_on_year": "2027",
            "exit_strategy": "Everything is taken down.",
        },
        {
            "advertising": "Not applicable",
            "consent": "A list is kept.",
            "security": "It is closed.",
            "uses_brand": "yes",
        },
    ]


def fill_in(client: Client, url: str, answers: dict[str, Any]) -> Any:
    form = client.get(url).context["form"]
    hidden = {name: form[name].value() for name in ("seen",)}
    return client.post(url, {**answers, **hidden, "token": ""})


def sent_by(cast: Cast) -> Request:
    client = signed_in(cast.teacher)
    started = client.post(reverse("request-start", args=[cast.school.slug, "site"]))
    url = started["Location"]
    for answers in answers_of(cast, facebook(cast)):
        answer = fill_in(client, url, answers)
        assert answer.status_code == 302, answer.context["form"].errors
        url = answer["Location"]
    check = client.get(url)
    assert "Vacancy - parent governor (not on the roll)" in check.content.decode()
    client.post(url, {"seen": check.context["seen"]})
    return Request.objects.get()


@pytest.mark.clause("QEI-08", "QEI-10", "QEI-11", "QEI-12")
def test_the_form_is_filled_in_checked_sent_and_answered_by_four(cast: Cast) -> None:
    cast.teacher.line_manager = cast.headteacher
    cast.teacher.save()
    set_chain(cast, *four_steps(cast), kind=Kind.SITE)
    request = sent_by(cast)
    for person, said in (
        (cast.senior_leader, {"reason": "Keep it small."}),
        (cast.headteacher, {"outcome": "approved", "brand": "approved"}),
        (cast.chair, {"outcome": "approved"}),
    ):
        client, step = signed_in(person), open_step(request)
        page = client.get(reverse("request", args=[request.uid]))
        form = page.context["form"]
        data = {**said, "seen": form["seen"].value(), "token": ""}
        answer = client.post(reverse("request-answer", args=[step.uid]), data)
        assert answer.status_code == 302, answer.context["form"].errors
    request.refresh_from_db()
    assert request.status == "approved"
    site = Site.objects.get(request=request)
    assert (site.identity, site.status, site.uses_brand, site.pupils) == ("Beacon Hill", "approved", True, "supervised")
    vacancy = site.people.get(duty="administrator", person=None)
    assert vacancy.words == "Vacancy - parent governor"
    assert pulse_of(site, cast.today).level == "healthy"
    shown = signed_in(cast.teacher).get(reverse("request", args=[request.uid])).content.decode()
    assert "Decided once, together with: Line manager of who asks." in shown
    assert "Hannah Headteacher is also named as administrator." in shown
    assert "name and logo may be used" in shown


@pytest.mark.clause("QEI-16")
def test_accounts_for_pupils_under_the_age_cannot_be_asked_for_by_anybody(cast: Cast) -> None:
    set_chain(cast, *four_steps(cast), kind=Kind.SITE)
    platform = facebook(cast)
    client = signed_in(cast.headteacher)
    url = client.post(reverse("request-start", args=[cast.school.slug, "site"]))["Location"]
    *pages, host, _ = answers_of(cast, platform)
    for answers in pages:
        url = fill_in(client, url, answers)["Location"]
    refused = fill_in(client, url, {**host, "pupil_accounts": "own"})
    assert "Nobody can allow that" in refused.content.decode()
    assert fill_in(client, url, host).status_code == 302


@pytest.mark.clause("STM-08")
def test_the_address_behind_the_account_is_the_schools(cast: Cast) -> None:
    set_chain(cast, *four_steps(cast), kind=Kind.SITE)
    platform = facebook(cast)
    client = signed_in(cast.teacher)
    url = client.post(reverse("request-start", args=[cast.school.slug, "site"]))["Location"]
    *pages, host, _ = answers_of(cast, platform)
    for answers in pages:
        url = fill_in(client, url, answers)["Location"]
    refused = fill_in(client, url, {**host, "account_email": "tessa@mail.example"})
    assert f"ending in @{cast.school.email_domain}" in refused.content.decode()


def test_nobody_else_sees_a_draft_and_after_sending_those_it_is_for(cast: Cast) -> None:
    set_chain(cast, *four_steps(cast), kind=Kind.SITE)
    client = signed_in(cast.teacher)
    client.post(reverse("request-start", args=[cast.school.slug, "site"]))
    draft = Request.objects.get()
    page = reverse("request", args=[draft.uid])
    for person in (cast.headteacher, cast.clerk, cast.line_manager, cast.other_clerk):
        assert signed_in(person).get(page).status_code == 404
    draft.delete()
    page = reverse("request", args=[sent_by(cast).uid])
    seen = {"line_manager": 200, "clerk": 200, "headteacher": 200, "chair": 404, "governor": 404, "other_clerk": 404}
    assert {name: signed_in(getattr(cast, name)).get(page).status_code for name in seen} == seen


def test_the_clerk_passes_on_a_step_that_stands_still(cast: Cast) -> None:
    set_chain(cast, *four_steps(cast), kind=Kind.SITE)
    request = sent_by(cast)
    url = reverse("step-pass-on", args=[open_step(request).uid])
    assert signed_in(cast.teacher).get(url).status_code == 404
    client = signed_in(cast.clerk)
    client.post(url, {"person": str(cast.senior_leader.uid), "why": "Lena is away.", "token": ""})
    step = Step.objects.get(request=request, status="open")
    assert (step.person, step.passed_why) == (cast.senior_leader, "Lena is away.")
    assert "Passed on from Line manager" in client.get(reverse("request", args=[request.uid])).content.decode()
