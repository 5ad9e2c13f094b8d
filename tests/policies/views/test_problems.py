"""“I have a problem with this”, as readers, owners and the office meet it."""

from typing import Any

from django.test import Client
from django.urls import reverse

from policies.models import Acknowledgement, Problem, ProblemMessage, Version
from policies.panels.compliance import owing
from tests.cast import Cast, a_person, signed_in
from tests.devices import a_browser, a_device, give, with_pin
from tests.policies.shelf import OTHER_TEXT, a_draft, a_policy, in_force
from tests.policies.transitions.test_problems import answered, raised
from tests.policies.views.shown import boxes, hidden, said

WORDS = "There is no key book in the kitchen."


def send(client: Client, page: str, **typed: Any) -> Any:
    return client.post(page, hidden(client.get(page)) | typed, follow=True)


def address(version: Version) -> str:
    return reverse("problem-raise", args=[version.uid])


def test_a_teacher_says_it_is_answered_and_confirms_after_all(cast: Cast) -> None:
    version, teacher, owner = in_force(cast), signed_in(cast.teacher), signed_in(cast.business_manager)
    reading = reverse("version-acknowledge", args=[version.uid])
    assert address(version) in teacher.get(reading).content.decode()
    shown = said(send(teacher, address(version), words=WORDS, clause="2-lost-keys"))
    assert "Bela Business-Manager is told" in shown
    assert "2 Lost keys" in shown
    problem = Problem.objects.get()
    page = reverse("problem", args=[problem.uid])
    assert "A problem with Keys and visitors" in said(owner.get("/"))
    assert page in owner.get("/").content.decode()
    assert WORDS in said(owner.get(page))
    assert "Tessa Teacher is told." in said(send(owner, page, words="There will be one on Monday."))
    assert "your problem is answered" in said(teacher.get("/"))
    assert "There will be one on Monday." in said(teacher.get(page))
    assert "What you said about it is answered." in said(teacher.get(reading))
    text = teacher.get(reading).content.decode()
    teacher.post(reading, hidden(text) | dict.fromkeys(boxes(text), "on"))
    assert Acknowledgement.objects.get().person == cast.teacher
    assert "Settled on" in said(teacher.get(page))
    assert "your problem is answered" not in said(teacher.get("/"))


def test_only_reader_owner_clerk_and_headteacher_see_it(cast: Cast) -> None:
    problem = raised(cast, in_force(cast, a_policy(cast, owner=a_person(cast.school, "Olive Owner"))))
    page, whole = reverse("problem", args=[problem.uid]), reverse("problem-list", args=[problem.policy.uid])
    names = (
        "teacher",
        "clerk",
        "headteacher",
        "line_manager",
        "business_manager",
        "senior_leader",
        "governor",
        "other_clerk",
    )
    seen = {who: signed_in(getattr(cast, who)).get(page).status_code for who in names}
    assert [who for who, status in seen.items() if status == 200] == ["teacher", "clerk", "headteacher"]
    lists = {who: signed_in(getattr(cast, who)).get(whole).status_code for who in names}
    assert [who for who, status in lists.items() if status == 200] == ["clerk", "headteacher"]
    bench = signed_in(cast.clerk).get(reverse("policy-workbench", args=[problem.policy.uid]))
    assert whole in bench.content.decode()


def test_it_is_counted_apart_where_it_is_outstanding_and_the_reader_is_reminded_no_more(cast: Cast) -> None:
    version = in_force(cast)
    problem = raised(cast, version)
    clerk = signed_in(cast.clerk)
    assert "1 with a problem" in said(clerk.get(reverse("outstanding", args=[cast.school.slug])))
    pages = [
        reverse("outstanding-policy", args=[version.policy.uid]),
        reverse("outstanding-person", args=[cast.teacher.uid]),
    ]
    for page in pages:
        assert "Has a problem" in said(clerk.get(page)), page
    people = type(cast.teacher).objects.filter(pk=cast.teacher.pk)
    assert not list(owing(cast.school, people, cast.today)), "who waits for an answer is not reminded"
    answered(cast, problem)
    assert len(list(owing(cast.school, people, cast.today))) == 1
    for page in pages:
        assert "Problem answered" in said(clerk.get(page)), page


def test_what_is_missing_or_changed_meanwhile_is_said_and_nothing_lost(cast: Cast) -> None:
    version, teacher = in_force(cast), signed_in(cast.teacher)
    assert "What is the problem? Fill this in." in said(send(teacher, address(version), words=""))
    before = hidden(teacher.get(address(version)))
    Version.objects.filter(pk=version.pk).update(content_hash="0" * 64)
    answer = teacher.post(address(version), before | {"words": WORDS})
    assert "changed while you had it open" in said(answer)
    assert WORDS in answer.content.decode()
    assert not Problem.objects.exists()


def test_an_answer_that_crosses_another_is_shown_it_first(cast: Cast) -> None:
    problem = raised(cast, in_force(cast))
    clerk, page = signed_in(cast.clerk), reverse("problem", args=[problem.uid])
    before = hidden(clerk.get(page))
    answered(cast, problem, by=cast.headteacher)
    answer = clerk.post(page, before | {"words": "Mine."})
    assert "changed while you had it open" in said(answer)
    assert "There will be one on Monday." in said(answer)
    assert "Mine." in answer.content.decode()
    assert answer.content.decode().count('class="govuk-error-summary"') == 1
    assert ProblemMessage.objects.count() == 2


def test_a_new_version_says_how_many_problems_led_to_it_and_not_whose(cast: Cast) -> None:
    version = in_force(cast)
    problem = raised(cast, version)
    draft, clerk = a_draft(cast, version.policy, OTHER_TEXT), signed_in(cast.clerk)
    page = reverse("version-problems", args=[draft.uid])
    assert page in clerk.get(reverse("policy-workbench", args=[version.policy.uid])).content.decode()
    assert "Tessa Teacher: There is no key book" in said(clerk.get(page))
    assert "Saved." in said(send(clerk, page, problems=[problem.pk]))
    seen = reverse("problem", args=[problem.uid])
    assert "It led to a change" in said(clerk.get(seen))
    assert "It led to a change" not in said(signed_in(cast.teacher).get(seen)), "the draft is not for readers"
    Version.objects.filter(pk=version.pk).update(status="superseded")
    Version.objects.filter(pk=draft.pk).update(status="in_force", in_force_at=cast.at, in_force_by=cast.clerk)
    assert "It led to a change" in said(signed_in(cast.teacher).get(seen))
    changes = said(signed_in(cast.line_manager).get(reverse("version-changes", args=[draft.uid, version.uid])))
    assert "1 problem that a reader raised led to this version." in changes
    assert "Tessa" not in changes


def test_at_a_shared_device_it_is_said_answered_and_replied_to(cast: Cast) -> None:
    with_pin(cast, cast.midday_supervisor)
    version, tablet = in_force(cast), a_browser(cast, a_device(cast))
    give(tablet, cast.midday_supervisor)
    page = reverse("device-problem", args=[version.uid])
    assert page in tablet.get(reverse("device-version", args=[version.uid])).content.decode()
    assert WORDS in said(send(tablet, page, words=WORDS, clause=""))
    problem = Problem.objects.get()
    assert (problem.person, problem.device and problem.device.name) == (cast.midday_supervisor, "Kitchen tablet")
    answered(cast, problem)
    assert "There will be one on Monday." in said(tablet.get(page))
    assert "is answered" in said(tablet.get(reverse("device-version", args=[version.uid])))
    send(tablet, page, words="And on Tuesdays?")
    assert problem.messages.count() == 3


def test_the_list_takes_the_same_number_of_queries_for_many(cast: Cast, django_assert_max_num_queries: Any) -> None:
    version, clerk = in_force(cast), signed_in(cast.clerk)
    raised(cast, version)
    page = reverse("problem-list", args=[version.policy.uid])
    assert clerk.get(page).status_code == 200
    with django_assert_max_num_queries(12) as few:
        clerk.get(page)
    for number in range(10):
        raised(cast, version, a_person(cast.school, f"Terry Teacher {number}", groups=(cast.teachers,)))
    with django_assert_max_num_queries(len(few)):
        shown = clerk.get(page).text
    assert "Terry Teacher 9" in shown
