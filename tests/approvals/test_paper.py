"""A request on paper: the headings of the paper form in its order, every decision, readable by everyone (PDF/UA-1)."""

import io
from datetime import timedelta
from typing import Any

import page
import pikepdf
import pytest
from django.urls import reverse

from approvals import transitions
from approvals.kinds import KINDS
from approvals.models import Kind, Platform, Request
from approvals.paper import request_print
from approvals.pdf import AnswerPrint, RequestPrint, StepPrint, print_request
from approvals.transitions.asking import hash_of
from approvals.transitions.attaching import attach
from foundation.schools.models import Person
from tests.access.world_approvals import site_answers
from tests.approvals.asked import answer, four_steps, send, set_chain
from tests.approvals.posting import a_draft_post, a_site, photograph, pictures
from tests.cast import Cast, signed_in
from tests.foundation.documents.pdf_words import squeezed, words_of

pytestmark = pytest.mark.django_db

# Appendix B, line by line; our words where the paper form has a sentence.
IN_ORDER = (
    "Team details",
    "Department",
    "Name of the author",
    "Author's line manager",
    "Purpose",
    "What are the aims?",
    "What is the proposed content?",
    "Proposed audiences",
    "Proposed contributors",
    "Administration of the site",
    "Names of administrators",
    "Names of moderators",
    "What is the pupils' role?",
    "Who will vet outside contributors?",
    "Who will host the site?",
    "Proposed date of going live",
    "Proposed date of closure",
    "How will you advertise for outside contributors?",
    "If contributors are children, or adults with learning disabilities",
    "What will keep unwanted or unsuitable people",
    "Approval",
)


@pytest.fixture
def cast() -> Cast:
    cast = Cast.make()
    set_chain(cast, *four_steps(cast), kind=Kind.SITE)
    return cast


def platform(cast: Cast) -> Platform:
    return Platform.objects.create(
        school=cast.school, name="Chalkboard", minimum_age=13, checked_on=cast.today, source="Its terms"
    )


def written(cast: Cast, answers: dict[str, Any], by: Person | None = None) -> Request:
    by = by or cast.teacher
    request = transitions.start_request(cast.school, Kind.SITE, by=by, at=cast.at)
    return transitions.write_request(request, answers, seen=hash_of(Kind.SITE, {}), by=by, at=cast.at)


def decided(cast: Cast) -> Request:
    """The school's own example: the headteacher is also line manager and moderator; the chair's deputy is last."""
    cast.teacher.line_manager = cast.headteacher
    cast.teacher.save()
    days: dict[str, Any] = {"starts_on": cast.today, "ends_on": cast.today + timedelta(9)}
    transitions.name_deputy(cast.chair, cast.governor, **days, by=cast.clerk, at=cast.at)
    request = written(cast, site_answers(cast, platform(cast)))
    attach(request, pictures(photograph(), words="The kite", what="logo"), by=cast.teacher, at=cast.at)
    request.refresh_from_db()
    request = send(cast, request)
    answer(cast, request, cast.senior_leader, "advised", reason="Start small.")
    answer(cast, request, cast.headteacher, brand="approved", reason="A good aim.")
    answer(cast, request, cast.governor)
    request.refresh_from_db()
    return request


def form_of(cast: Cast, request: Request) -> RequestPrint:
    return request_print(Request.objects.select_related("school", "requester").get(pk=request.pk), cast.today)


def questions(form: RequestPrint) -> list[str]:
    """Headings and questions as they stand on the paper."""
    return [words for one in form.sections for words in (one.heading, *(line.question for line in one.answers))]


def asked(form: RequestPrint, question: str) -> AnswerPrint:
    return next(line for one in form.sections for line in one.answers if line.question.startswith(question))


def facts(step: StepPrint) -> dict[str, str]:
    return dict(step.facts)


@pytest.mark.clause("QEI-08")
def test_the_site_form_is_printed_with_the_headings_of_the_paper_form_in_its_order(cast: Cast) -> None:
    form = form_of(cast, decided(cast))
    printed = [*questions(form), "Approval"]
    places = [next(place for place, words in enumerate(printed) if words.startswith(one)) for one in IN_ORDER]
    assert places == sorted(places)
    fields = [name for one in KINDS[Kind.SITE].pages for name in one.base_fields]
    assert sum(len(one.answers) for one in form.sections) == len(fields) + 1  # the line manager is known, not asked
    assert asked(form, "Author's line manager").answer == cast.headteacher.name
    assert "Vacancy (not on the roll)" in asked(form, "Names of administrators").answer
    ticked = dict(asked(form, "Who are the proposed audiences").options)
    assert (ticked["Pupils of the school"], ticked["Outside organisations"]) == (True, False)


def test_every_decision_is_printed_with_name_date_brand_deputy_and_conflicts(cast: Cast) -> None:
    form = form_of(cast, decided(cast))
    manager, team, head, chair = form.steps
    assert facts(team)["Reason"] == "Start small."
    assert facts(head)["Name"] == cast.headteacher.name
    assert facts(head)["Name and logo"] == "The school's name and logo may be used"
    assert facts(chair)["Name"] == cast.governor.name
    assert facts(chair)["Stands in for"] == cast.chair.name
    assert {"Decision", "Name", "Signature", "Date"} <= facts(manager).keys()
    assert any("moderator" in note for note in head.notes)
    assert any("Decided once" in note for note in (*manager.notes, *head.notes))
    assert form.pictures[0][0] == "The logo as it will be used: The kite"
    assert form.fingerprint
    assert form.mark == "Approved"


def test_the_print_can_be_read_by_everyone_and_says_everything(cast: Cast) -> None:
    form = form_of(cast, decided(cast))
    pdf = print_request(form)
    assert [fault.message for fault in page.validate_pdf_bytes(pdf, profile="ua1").failures] == []
    said = words_of(pdf)
    for words in (*questions(form), cast.governor.name, cast.chair.name, "Start small.", "☑", form.fingerprint):
        assert squeezed(words) in said
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.docinfo["/Title"] == "Site Creation Approval Form, request no. 1"
    assert print_request(form) == pdf


def test_what_was_said_before_it_came_back_is_printed_apart(cast: Cast) -> None:
    request = send(cast, written(cast, site_answers(cast, platform(cast))))
    answer(cast, request, cast.line_manager, "returned", reason="Who covers in August?")
    request.refresh_from_db()
    send(cast, request)
    form = form_of(cast, request)
    assert [facts(one)["Reason"] for one in form.earlier] == ["Who covers in August?"]
    assert form.steps[0].is_blank


def test_a_draft_can_be_printed_and_filled_in_by_hand(cast: Cast) -> None:
    request = transitions.start_request(cast.school, Kind.SITE, by=cast.teacher, at=cast.at)
    form = form_of(cast, request)
    assert (form.mark, form.fingerprint) == ("Not sent", "")
    assert all(step.is_blank for step in form.steps)
    boxes = {step.whose: [name for name, _ in step.boxes] for step in form.steps}
    assert boxes["Headteacher"] == ["Decision", "Name and logo"]
    assert (boxes["Chair of governors"], boxes["Social media team"]) == (["Decision"], [])
    assert [step.whose for step in form.steps][-2:] == ["Headteacher", "Chair of governors"]
    assert not any(is_ticked for one in form.sections for line in one.answers for _, is_ticked in line.options)
    pdf = print_request(form)
    assert [fault.message for fault in page.validate_pdf_bytes(pdf, profile="ua1").failures] == []
    assert squeezed("Not sent") in words_of(pdf)


@pytest.mark.parametrize("kind", [kind for kind in Kind.values if kind != Kind.SITE])
def test_every_kind_can_be_printed(cast: Cast, kind: str) -> None:
    request = transitions.start_request(cast.school, kind, by=cast.teacher, at=cast.at)
    form = form_of(cast, request)
    assert [one.heading for one in form.sections] == [one.title for one in KINDS[kind].pages]
    assert all(one.answers for one in form.sections)


def test_the_print_is_for_whoever_may_see_the_request(cast: Cast) -> None:
    request = a_draft_post(cast, a_site(cast), photograph())
    url = reverse("request-pdf", args=[request.uid])
    answered = signed_in(cast.teacher).get(url)
    assert (answered.status_code, answered["Content-Type"]) == (200, "application/pdf")
    assert signed_in(cast.headteacher).get(url).status_code == 404
    assert signed_in(cast.other_headteacher).get(url).status_code == 404
