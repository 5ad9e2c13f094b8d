"""The pages of checks, as each of the people sees them."""

from datetime import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from foundation.audit.models import Look
from foundation.core.panels import desk
from foundation.jobs.runner import run_next
from foundation.schools.models import Person, RoleKind
from monitoring.models import Check, CheckReason, UsageExtract, UsageRow
from monitoring.transitions.carrying_out import correct_entry, write_finding
from tests.cast import Cast, a_role, signed_in
from tests.monitoring.checked import (
    a_line,
    a_log,
    a_policy,
    a_reason,
    acknowledged,
    asked,
    authorised,
    by_policy,
    confirmed,
    covert,
    ended,
    network_manager,
    told,
    under_way,
)

pytestmark = pytest.mark.django_db


def date_of(name: str, day: Any) -> dict[str, str]:
    return {f"{name}_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def lines_on_desk(person: Person) -> list[str]:
    """What stands on somebody's desk of checks."""
    entries = (one for name, one in desk.entries.items() if name.startswith("monitoring.checks."))
    return [line.what for entry in entries for line in entry(person.user, timezone.localdate())]


def body(answer: Any) -> bytes:
    """All of an answer, the streamed one too."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def post(client: Client, url_name: str, /, *args: Any, **data: Any) -> Any:
    return client.post(reverse(url_name, args=args), data)


@pytest.mark.clause("ACR-19", "ACR-20", "ACR-26")
def test_a_check_is_asked_for_page_by_page_and_sent_as_it_was_shown(cast: Cast) -> None:
    carrier, reason, client = network_manager(cast), a_reason(cast), signed_in(cast.business_manager)
    reason.rests_on = a_policy(cast).policy
    reason.anchor = "notice"
    reason.save()
    assert post(client, "check-start", cast.school.slug).status_code == 302
    check = Check.objects.get()
    pages = (
        {"subject": str(cast.teacher.uid), **date_of("from_on", cast.today), **date_of("to_on", cast.today)},
        {"reason": str(reason.uid), "purpose": "Whether lessons were left."},
        {"lawful_basis": "public_task", "dpia_reference": "DPIA 2026/4"},
        {"carried_by": str(carrier.uid)},
    )
    for place, data in enumerate(pages, start=1):
        page = client.get(reverse("check-write", args=[check.uid, place]))
        answer = post(client, "check-write", check.uid, place, seen=page.context["form"]["seen"].value(), **data)
        assert answer.status_code == 302, answer.content.decode()
    shown = client.get(answer["Location"])
    text = shown.content.decode()
    assert all(
        words in text for words in ("Tessa Teacher", "Whether lessons were left.", "Online conduct policy, 2 Notice")
    )
    sent = post(client, "check-answers", check.uid, seen=shown.context["seen"])
    assert sent["Location"] == reverse("check", args=[check.uid])
    check.refresh_from_db()
    assert check.status == "asked"
    assert lines_on_desk(cast.headteacher) == [f"{check}: waits to be decided"]
    assert lines_on_desk(cast.teacher) == []


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("08:30", "", "Give both times, or neither."),
        ("", "16:00", "Give both times, or neither."),
        ("16:00", "08:30", "Their work ends after it begins."),
        ("half eight", "16:00", "Give the time as hours and minutes, such as 15:40."),
    ],
)
def test_hours_of_work_are_both_given_or_neither(cast: Cast, begins: str, ends: str, said: str) -> None:
    client = signed_in(cast.business_manager)
    post(client, "check-start", cast.school.slug)
    check = Check.objects.get()
    page = client.get(reverse("check-write", args=[check.uid, 1]))
    days = {**date_of("from_on", cast.today), **date_of("to_on", cast.today)}
    filled = {"seen": page.context["form"]["seen"].value(), "subject": str(cast.teacher.uid), **days}
    answer = post(client, "check-write", check.uid, 1, works_from=begins, works_to=ends, **filled)
    assert said in answer.content.decode()
    check.refresh_from_db()
    assert check.subject is None
    assert post(client, "check-write", check.uid, 1, works_from="08:30", works_to="16:00", **filled).status_code == 302
    check.refresh_from_db()
    assert (check.works_from, check.works_to) == (time(8, 30), time(16, 0))


def test_answers_that_are_missing_lead_back_to_their_page(cast: Cast) -> None:
    client = signed_in(cast.business_manager)
    post(client, "check-start", cast.school.slug)
    check = Check.objects.get()
    answer = client.get(reverse("check-answers", args=[check.uid]))
    assert answer["Location"] == reverse("check-write", args=[check.uid, 1])
    assert client.get(reverse("check-write", args=[check.uid, 9])).status_code == 404
    assert client.get(reverse("check", args=[check.uid]))["Location"] == reverse("check-answers", args=[check.uid])
    assert post(client, "check-discard", check.uid).status_code == 302
    assert not Check.objects.exists()


@pytest.mark.clause("ACR-19")
def test_from_decided_to_ended_on_the_pages(cast: Cast) -> None:
    check, head, carrier = asked(cast), signed_in(cast.headteacher), signed_in(network_manager(cast))

    def sent(client: Client, name: str, **data: Any) -> None:
        page = client.get(reverse(name, args=[check.uid]))
        assert page.status_code == 200
        seen = page.context["form"]["seen"].value() if "seen" in page.context["form"].fields else ""
        answer = post(client, name, check.uid, seen=seen, **data)
        assert answer.status_code == 302, answer.content.decode()

    sent(head, "check-decide", answer="yes", why="")
    assert "authorised; the person is told first" in lines_on_desk(cast.headteacher)[0]
    prepared = head.get(reverse("check-tell", args=[check.uid])).context["form"].initial["words"]
    assert all(words in prepared for words in ("Tessa Teacher", "Excessive use in working time", "DPIA 2026/4"))
    sent(head, "check-tell", words=prepared)
    assert lines_on_desk(cast.teacher) == ["Your use of the internet at work is looked at"]
    sent(carrier, "check-begin", agreed="on")
    sent(carrier, "check-finding", what="finding", words="Forty visits in lessons.")
    sent(carrier, "check-case", about="child", by_subject="no", may_be_sexual="no", words="A pupil at risk.")
    sent(head, "check-end", outcome="advice", why="We spoke.")
    check.refresh_from_db()
    assert (check.status, check.outcome) == ("ended", "advice")
    page = signed_in(cast.teacher).get(reverse("own-check", args=[check.uid])).content.decode()
    assert "Forty visits in lessons." in page
    assert "We spoke." in page
    assert "A pupil at risk." not in page


def test_the_reader_is_offered_what_is_theirs(cast: Cast) -> None:
    check = asked(cast)
    url = reverse("check", args=[check.uid])
    assert "Decide</a>" in signed_in(cast.headteacher).get(url).content.decode()
    mine = signed_in(cast.business_manager).get(url).content.decode()
    assert "Decide</a>" not in mine
    assert "Take it back" in mine
    assert "It waits to be authorised" in mine


@pytest.mark.parametrize("make", [asked, authorised, covert])
@pytest.mark.clause("ACR-19")
def test_the_person_checked_finds_nothing_before_being_told(cast: Cast, make: Any) -> None:
    a_role(cast.teacher, RoleKind.NETWORK_MANAGER)  # with a list of checks, from which their own is missing
    carried = {"carried_by": cast.senior_leader}
    check, client = make(cast, **carried), signed_in(cast.teacher)
    names = ("check", "own-check", "check-tell", "check-decide", "check-looks", "usage-log", "usage-csv", "log-add")
    assert {client.get(reverse(name, args=[check.uid])).status_code for name in names} == {404}
    listed = client.get(reverse("check-list", args=[cast.school.slug]) + "?status=all").content.decode()
    assert str(check) not in listed
    assert "0 checks" in listed
    saved = client.get(reverse("check-csv", args=[cast.school.slug]) + "?status=all").content.decode()
    assert str(check) not in saved
    assert lines_on_desk(cast.teacher) == []


@pytest.mark.clause("ACR-19")
def test_told_they_see_their_own_page_and_no_other(cast: Cast) -> None:
    check, client = under_way(cast), signed_in(cast.teacher)
    finding = write_finding(check, "Not to be read yet.", by=network_manager(cast), at=cast.at)
    page = client.get(reverse("own-check", args=[check.uid])).content.decode()
    assert all(words in page for words in ("Whether lessons were left", "Hannah Headteacher", "DPIA 2026/4"))
    assert "Not to be read yet." not in page
    for name in ("check", "check-looks", "usage-log", "check-end", "check-withdraw"):
        assert client.get(reverse(name, args=[check.uid])).status_code == 404
    correct_entry(finding, "Put right.", by=network_manager(cast), at=cast.at)
    ended(cast, check)
    page = client.get(reverse("own-check", args=[check.uid])).content.decode()
    assert "Not to be read yet." in page
    assert "Put right." in page
    assert reverse("check-entry-correct", args=[finding.uid]) not in page


@pytest.mark.clause("QEI-25")
def test_notice_by_policy_on_its_page_with_and_without_the_proof(cast: Cast) -> None:
    by_policy(cast)
    check, head = authorised(cast), signed_in(cast.headteacher)
    url = reverse("check-by-policy", args=[check.uid])
    assert "has not acknowledged a policy in force" in head.get(url).content.decode()
    version = a_policy(cast)
    acknowledged(cast, version)
    page = head.get(url)
    assert "clause 2 Notice" in page.content.decode()
    clause = f"{version.uid}:notice"
    assert (
        post(head, "check-by-policy", check.uid, clause=clause, seen=page.context["form"]["seen"].value()).status_code
        == 302
    )
    check.refresh_from_db()
    assert check.way == "policy"
    assert "acknowledged by Tessa Teacher" in head.get(reverse("check", args=[check.uid])).content.decode()


def test_who_is_told_late_reads_that_and_why(cast: Cast) -> None:
    check, head = covert(cast), signed_in(cast.headteacher)
    page = head.get(reverse("check-tell", args=[check.uid]))
    words = page.context["form"].initial["words"]
    assert "You were not told before. Gross misconduct is suspected." in words
    post(head, "check-tell", check.uid, words=words, seen=page.context["form"]["seen"].value())
    own = signed_in(cast.teacher).get(reverse("own-check", args=[check.uid])).content.decode()
    assert "Decided by Hannah Headteacher" in own


def test_who_has_no_log_in_is_told_on_paper(cast: Cast) -> None:
    check = authorised(cast, subject=cast.midday_supervisor)
    page = signed_in(cast.headteacher).get(reverse("check-tell", args=[check.uid])).content.decode()
    assert "give them these words on paper" in page


def test_every_look_is_kept_and_shown_to_who_runs_it(cast: Cast) -> None:
    check = under_way(cast)
    carrier = network_manager(cast)
    for name in ("check", "usage-log", "usage-csv"):
        answer = signed_in(carrier).get(reverse(name, args=[check.uid]))
        assert body(answer)
    looks = Look.objects.filter(about_uid=check.uid).order_by("pk").values_list("by_name", "how")
    assert list(looks) == [(carrier.name, how) for how in ("opened", "read the log", "saved the log")]
    page = signed_in(cast.headteacher).get(reverse("check-looks", args=[check.uid])).content.decode()
    assert "saved the log" in page
    assert signed_in(carrier).get(reverse("check-looks", args=[check.uid])).status_code == 404


def test_who_asked_reads_the_findings_but_not_the_log(cast: Cast) -> None:
    check, client = under_way(cast), signed_in(cast.business_manager)
    assert client.get(reverse("check", args=[check.uid])).status_code == 200
    assert client.get(reverse("usage-log", args=[check.uid])).status_code == 404
    assert signed_in(cast.chair).get(reverse("usage-log", args=[check.uid])).status_code == 404
    assert signed_in(cast.headteacher).get(reverse("usage-log", args=[check.uid])).status_code == 200


@pytest.mark.parametrize("name", ["check", "check-list", "usage-log"])
def test_a_page_asks_as_much_of_the_database_whatever_it_holds(
    cast: Cast, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    check, client = under_way(cast), signed_in(cast.headteacher)
    url = reverse(name, args=[cast.school.slug if name == "check-list" else check.uid])
    counts = []
    for more in (1, 12):
        for n in range(more):
            finding = write_finding(check, "More.", by=network_manager(cast), at=cast.at)
            correct_entry(finding, "Less.", by=cast.chair, at=cast.at)
            told(cast)
            UsageRow.objects.bulk_create(a_row(cast, check, n + 12 * more))
        with django_assert_max_num_queries(40) as asked_of:
            assert client.get(url).status_code == 200
        counts.append(len(asked_of))
    assert counts[0] == counts[1]


def a_row(cast: Cast, check: Check, n: int) -> list[UsageRow]:
    extract, _ = UsageExtract.objects.get_or_create(
        of=check,
        school=cast.school,
        defaults={
            "file_name": "log.csv",
            "size": 1,
            "sha256": "",
            "uploaded_by": cast.headteacher,
            "uploaded_at": cast.at,
        },
    )
    return [UsageRow(extract=extract, school=cast.school, at=cast.at, host=f"s{n}.example", category=f"c{n}")]


# Logs on their pages.


@pytest.mark.clause("ACR-19")
def test_a_log_is_sent_looked_over_brought_in_and_read(cast: Cast) -> None:
    check, client = under_way(cast), signed_in(network_manager(cast))
    lines = [
        a_line(cast.at, user="tessa.teacher", site=f"s{n}.example", action="Blocked" if n else "ok") for n in range(3)
    ]
    data = a_log([*lines, a_line(cast.at, user="other")])
    sent = client.post(reverse("log-add", args=[check.uid]), {"file": SimpleUploadedFile("export.csv", data)})
    assert sent.status_code == 302, sent.content.decode()
    extract = UsageExtract.objects.get()
    columns = client.get(sent["Location"])
    values = {name: field.value() for name, field in ((one.name, one) for one in columns.context["form"])}
    assert (values["at"], values["user"], values["site"]) == ("0", "1", "2")
    answer = client.post(sent["Location"], {name: value or "" for name, value in values.items()})
    assert answer.status_code == 302, answer.content.decode()
    preview = client.get(answer["Location"]).content.decode()
    assert "s1.example" in preview
    assert "other" not in preview.replace("Of other", "").replace("other people", "").replace("another", "")
    assert post(client, "usage-confirm", extract.uid).status_code == 302
    assert "being brought in" in client.get(answer["Location"]).content.decode()
    assert run_next(timezone.now)
    assert "The file was destroyed then" in client.get(answer["Location"]).content.decode()
    page = client.get(reverse("usage-log", args=[check.uid]))
    assert page.context["summary"].total == 3
    assert page.context["summary"].blocked == 2
    some = client.get(reverse("usage-log", args=[check.uid]) + "?site=S1&blocked=yes")
    assert some.context["summary"].total == 1
    none = client.get(reverse("usage-log", args=[check.uid]) + "?day=1999-01-01&site=zzz")
    assert "None is like that" in none.content.decode()
    saved = client.get(reverse("usage-csv", args=[check.uid]) + "?blocked=no")
    text = body(saved).decode("utf-8-sig")
    assert text.count("\r\n") == 2
    assert '"s0.example","News","No","5"' in text


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"%PDF-1.7", "Choose a CSV file"),
        ("a.csv", b"%PDF-1.7 and more", "This is a PDF"),
        ("a.csv", b"one,two,three\n1,2,3\n", "No row of headings"),
        ("a.csv", b"Date,User,URL\n", "no lines below them"),
    ],
)
def test_a_file_that_is_no_log_is_refused_above_the_form(cast: Cast, name: str, data: bytes, words: str) -> None:
    check, client = under_way(cast), signed_in(network_manager(cast))
    answer = client.post(reverse("log-add", args=[check.uid]), {"file": SimpleUploadedFile(name, data)})
    assert words in answer.content.decode()
    assert not UsageExtract.objects.exists()


def test_a_log_that_waits_stands_on_the_desk_and_can_be_put_away(cast: Cast) -> None:
    check, client = under_way(cast), signed_in(network_manager(cast))
    client.post(reverse("log-add", args=[check.uid]), {"file": SimpleUploadedFile("l.csv", a_log([a_line(cast.at)]))})
    extract = UsageExtract.objects.get()
    assert lines_on_desk(network_manager(cast)) == [f"{check}: under way", f"{check}: a log waits to be brought in"]
    assert post(client, "usage-leave", extract.uid).status_code == 302
    assert "Nothing was taken" in client.get(reverse("usage-extract", args=[extract.uid])).content.decode()
    assert signed_in(cast.headteacher).get(reverse("usage-extract", args=[extract.uid])).status_code == 404


def test_a_log_that_is_being_read_can_be_stopped(cast: Cast) -> None:
    extract = confirmed(cast, under_way(cast), a_log([a_line(cast.at)]))
    client = signed_in(network_manager(cast))
    assert post(client, "usage-stop", extract.uid).status_code == 302
    assert "Nothing of it is kept" in client.get(reverse("usage-extract", args=[extract.uid])).content.decode()


# The list of reasons.


@pytest.mark.clause("ACR-20", "ACR-26")
def test_reasons_are_added_changed_and_taken_out_and_old_checks_keep_theirs(cast: Cast) -> None:
    client, version = signed_in(cast.headteacher), a_policy(cast)
    slug = cast.school.slug
    clause = f"{version.policy.uid}:notice"
    post(client, "check-reason-add", slug, name="Use in lessons", words="More than a moment.", clause=clause)
    reason = CheckReason.objects.get()
    assert (reason.rests_on, reason.anchor) == (version.policy, "notice")
    check = asked(cast, reason=reason)
    url = reverse("check-reason-change", args=[slug, reason.uid])
    seen = client.get(url).context["form"]["seen"].value()
    client.post(url, {"name": "Use in working time", "words": "", "clause": clause, "seen": seen})
    check.refresh_from_db()
    assert check.reason is not None
    assert check.reason.name == "Use in lessons"
    now = CheckReason.objects.get(ended_at=None)
    assert "Use in working time" in client.get(reverse("check-reasons", args=[slug])).content.decode()
    post(client, "check-reason-end", slug, now.uid)
    assert "No reason is on the list" in client.get(reverse("check-reasons", args=[slug])).content.decode()
    assert signed_in(cast.business_manager).get(reverse("check-reasons", args=[slug])).status_code == 404
