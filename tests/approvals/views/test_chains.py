"""The house rule of who decides, on its page and in the ready-made profiles."""

import pytest
from django.urls import reverse

from approvals.models import ChainStep, Kind, Request, Step, Whose
from foundation.schools.profiles import load
from foundation.schools.transitions.profiles import apply_profile
from tests.approvals.asked import CHAIR, HEAD, MANAGER, chain_of, open_step, sent, set_chain
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
DECIDES = "decides"


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


def page_of(cast: Cast, kind: str = Kind.PARTICIPATION) -> str:
    return reverse("chain-set", args=[cast.school.slug, kind])


def boxes(*steps: tuple[str, str], under_way: str = "keep") -> dict[str, str]:
    found = {"under_way": under_way, "token": ""}
    for place in range(6):
        who, mode = steps[place] if place < len(steps) else ("", "decide")
        found |= {f"who_{place}": who, f"mode_{place}": mode, f"days_{place}": "5"}
    return found


@pytest.mark.clause("QEI-10")
def test_the_clerk_sets_the_chain_and_what_is_under_way_keeps_its_own_or_is_moved(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request, client = sent(cast), signed_in(cast.clerk)
    client.post(page_of(cast), boxes(("chair", "decide")))
    assert chain_of(cast) == ["Chair of governors: decides"]
    assert open_step(request).whose == Whose.LINE_MANAGER
    answer = client.post(page_of(cast), boxes(("chair", "decide"), under_way="move"), follow=True)
    assert "1 request goes on by the new chain" in answer.content.decode()
    assert open_step(request).whose == Whose.CHAIR


@pytest.mark.clause("QEI-10")
def test_where_head_and_chair_both_decide_the_page_shows_that_the_document_disagrees_with_itself(cast: Cast) -> None:
    set_chain(cast, HEAD, kind=Kind.SITE)
    client, site = signed_in(cast.clerk), page_of(cast, Kind.SITE)
    assert "disagrees with itself" not in client.get(site).content.decode()
    set_chain(cast, HEAD, CHAIR, kind=Kind.SITE)
    page = client.get(site).content.decode()
    assert "disagrees with itself" in page
    assert "that is: Chair of governors" in page


@pytest.mark.clause("QEI-10")
def test_who_saves_such_a_chain_is_told_who_is_last_and_asked_whether_that_is_wanted(cast: Cast) -> None:
    client = signed_in(cast.clerk)
    steps = (("line_manager", "decide"), ("chair", "decide"), ("headteacher", "decide"))
    for kind, is_told in ((Kind.SITE, True), (Kind.PARTICIPATION, True), (Kind.OWN_SITE, False)):
        answer = client.post(page_of(cast, kind), boxes(*steps), follow=True).content.decode()
        assert ("that is: Headteacher. Is that what your school wants?" in answer) == is_told, kind


def test_a_chain_of_advice_alone_is_refused_beside_the_field(cast: Cast) -> None:
    set_chain(cast, HEAD)
    answer = signed_in(cast.clerk).post(page_of(cast), boxes(("chair", "advise")))
    assert "Somebody has to decide" in answer.content.decode()
    assert chain_of(cast) == ["Headteacher: decides"]


def test_only_clerk_and_headteacher_set_chains(cast: Cast) -> None:
    for name, status in {"teacher": 404, "senior_leader": 404, "administrator": 404, "headteacher": 200}.items():
        assert signed_in(getattr(cast, name)).get(page_of(cast)).status_code == status


def test_a_kind_without_a_chain_cannot_be_started(cast: Cast) -> None:
    client = signed_in(cast.teacher)
    assert "cannot be asked for" in client.get(reverse("ask", args=[cast.school.slug])).content.decode()
    assert client.post(reverse("request-start", args=[cast.school.slug, "site"])).status_code == 404
    assert not Request.objects.exists()


CHAINS = {
    "qeii": ["Line manager of who asks: decides", "Social media team: advises", "Headteacher: decides"],
    "st-marys": ["Headteacher: decides", "Senior leaders: is told"],
    "acresfield": ["Named for social media: decides", "Headteacher: decides"],
    "cornerstone": ["Senior leaders: decides"],
    "haymerle": [],
}


@pytest.mark.clause("QEI-10", "STM-08", "HAY-04")
@pytest.mark.parametrize("name", CHAINS)
def test_each_of_the_five_schools_has_a_chain_of_its_own(name: str, cast: Cast) -> None:
    apply_profile(cast.school, load(name), by=cast.clerk, at=cast.at)
    assert chain_of(cast, Kind.SITE)[:3] == CHAINS[name]


@pytest.mark.clause("ACR-11", "COR-03")
def test_what_one_school_lets_people_ask_another_does_not(cast: Cast) -> None:
    apply_profile(cast.school, load("acresfield"), by=cast.clerk, at=cast.at)
    apply_profile(cast.other_school, load("cornerstone"), by=cast.other_clerk, at=cast.at)
    here, there = cast.school.slug, cast.other_school.slug
    for person, slug, own_site, device in (
        (cast.teacher, here, 302, 404),
        (cast.other_teacher, there, 404, 302),
    ):
        client = signed_in(person)
        assert client.post(reverse("request-start", args=[slug, "own_site"])).status_code == own_site
        assert client.post(reverse("request-start", args=[slug, "school_device"])).status_code == device


@pytest.mark.clause("HAY-04")
def test_a_school_without_sites_says_why_and_where_to_turn_and_leaves_the_other_kinds_open(cast: Cast) -> None:
    apply_profile(cast.school, load("haymerle"), by=cast.clerk, at=cast.at)
    set_chain(cast, HEAD, kind=Kind.SITE)
    client, slug = signed_in(cast.teacher), cast.school.slug
    page = client.get(reverse("ask", args=[slug])).content.decode()
    assert "no accounts on social media" in page
    assert "home-school book" in page
    assert client.post(reverse("request-start", args=[slug, "site"])).status_code == 404
    assert client.post(reverse("request-start", args=[slug, "participation"])).status_code == 302


def test_the_desk_shows_whose_turn_it_is_and_nobody_else(cast: Cast) -> None:
    set_chain(cast, MANAGER, HEAD)
    request = sent(cast)
    line = f"no. {request.number}"
    for name, is_shown in {"line_manager": True, "headteacher": False, "clerk": False}.items():
        desk = signed_in(getattr(cast, name)).get("/").content.decode()
        assert (line in desk) == is_shown, name
    assert ChainStep.objects.filter(school=cast.school).count() == Step.objects.filter(request=request).count() == 2
