"""What is owed is sent, or it is said why not; one bad mail never holds up the others."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from pytest_django import Settings

from foundation.core.change import change
from foundation.notices.delivery import drain
from foundation.notices.models import Notice
from foundation.notices.transitions import TRIES, queue
from tests.cast import Cast, a_person, a_role
from tests.foundation.notices.conftest import Hello
from tests.smtp import DROP, HANG, TAKE_AND_DROP, MailServer

pytestmark = pytest.mark.usefixtures("hello")
Tell = Callable[..., Notice]


@pytest.fixture
def tell(cast: Cast) -> Tell:
    """Owe the teacher a greeting."""

    def tell(key: str = "key", kind: str = "hello", **other: object) -> Notice:
        words = {"recipient": cast.teacher, "about": [], "school": cast.school, "due_at": cast.at}
        with change():
            notice = queue(kind, key=key, **(words | other))  # type: ignore[arg-type]  # of the right types above
        assert notice is not None
        return notice

    return tell


def sweep(at: datetime, minutes: int = 0) -> None:
    """Send what is owed, so many minutes later."""
    now = at + timedelta(minutes=minutes)
    drain(lambda: now, until=now + timedelta(seconds=1))


def test_a_mail_says_from_whom_what_kind_and_where_and_its_bytes_are_kept(
    cast: Cast, server: MailServer, tell: Tell
) -> None:
    notice = tell()
    sweep(cast.at)
    notice.refresh_from_db()
    (taken,) = server.taken
    message = taken.message
    assert notice.status == "sent"
    assert notice.sent_at == cast.at
    assert bytes(notice.sent_bytes or b"") == taken.letter
    assert (notice.sent_to, taken.recipients) == (cast.teacher.email, [cast.teacher.email])
    assert message["From"].startswith("Beacon Hill Primary School <")
    assert message["Message-ID"] == notice.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    for part in (plain.get_content(), html.get_content()):
        assert "A greeting" in part
        assert "http://127.0.0.1:8000/told/" in part


def test_what_is_not_due_yet_waits(cast: Cast, server: MailServer, tell: Tell) -> None:
    tell(due_at=cast.at + timedelta(minutes=5))
    sweep(cast.at)
    assert server.taken == []
    sweep(cast.at, 5)
    assert len(server.taken) == 1


def test_urgent_kinds_go_first(cast: Cast, server: MailServer, tell: Tell) -> None:
    ordinary, alarm = tell("early", due_at=cast.at - timedelta(hours=1)), tell("late", "alarm")
    sweep(cast.at)
    assert [taken.message["Message-ID"] for taken in server.taken] == [alarm.message_id, ordinary.message_id]


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Read this\r\nBcc: evil@x.example", "Read this Bcc: evil@x.example"),
        ("Two\nlines\u2028and\x00more", "Two lines andmore"),
        ("Préavis, “quoted” 🙂", "Préavis, “quoted” 🙂"),
        ("x" * 5000, "x" * 150),
    ],
)
def test_no_subject_can_add_a_header(
    cast: Cast, server: MailServer, tell: Tell, hello: Hello, subject: str, shown: str
) -> None:
    hello.subject = subject
    cast.school.name = "St, Mary\nBcc: evil@x.example"
    cast.school.save()
    tell()
    sweep(cast.at)
    (taken,) = server.taken
    assert taken.message["Subject"] == shown
    assert taken.message["Bcc"] is None
    assert taken.message["From"].addresses[0].display_name == "St, Mary Bcc: evil@x.example"
    assert taken.recipients == [cast.teacher.email]


@pytest.mark.parametrize(
    "address", ["a@b.example,evil@x.example", "a@b.example\nevil@x.example", "nobody", "ä@b.example"]
)
def test_an_address_that_is_not_one_address_is_parked(cast: Cast, server: MailServer, tell: Tell, address: str) -> None:
    notice, good = tell(), tell("other", recipient=cast.clerk)
    type(cast.teacher).objects.filter(pk=cast.teacher.pk).update(email=address)
    sweep(cast.at)
    notice.refresh_from_db()
    assert (notice.status, notice.trouble) == ("parked", "The e-mail address on the roll cannot be written to.")
    assert [taken.recipients for taken in server.taken] == [[cast.clerk.email]]
    assert server.times()[good.message_id] == 1


def test_a_domain_in_other_letters_is_written_as_mail_servers_read_it(
    cast: Cast, server: MailServer, tell: Tell
) -> None:
    tell(recipient=a_person(cast.school, "Bruno", email="bruno@bücher.example", user=None))
    sweep(cast.at)
    assert server.taken[0].recipients == ["bruno@xn--bcher-kva.example"]


def test_a_notice_that_cannot_be_written_is_parked_after_five_tries_and_blocks_nobody(
    cast: Cast, server: MailServer, tell: Tell, hello: Hello
) -> None:
    hello.fault = ValueError("a poisoned title")
    bad = [tell(f"bad {number}") for number in range(60)]
    good = tell("good")
    sweep(cast.at)
    assert server.times() == {good.message_id: 1}
    waits = [0]
    for _ in range(TRIES):
        bad[0].refresh_from_db()
        waits.append(round((bad[0].due_at - cast.at).total_seconds() / 60))
        sweep(bad[0].due_at)
    bad[0].refresh_from_db()
    assert waits == sorted(waits)
    gaps = [after - before for before, after in pairwise(waits[:-1])]
    assert gaps == [1, 5, 30, 120]
    assert (bad[0].status, bad[0].attempts) == ("parked", TRIES)
    assert bad[0].trouble == "It could not be written (ValueError)."
    assert Notice.objects.filter(status="parked").count() == 60


@pytest.mark.parametrize(
    ("change_person", "why"),
    [
        ({"leaves_on": datetime(2026, 11, 16).date()}, "They left the roll."),  # noqa: DTZ001
        ({"email": ""}, "They have no e-mail address any more."),
    ],
)
def test_who_has_left_or_has_no_address_any_more_is_not_written_to(
    cast: Cast, server: MailServer, tell: Tell, change_person: dict[str, object], why: str
) -> None:
    notice = tell()
    type(cast.teacher).objects.filter(pk=cast.teacher.pk).update(**change_person)
    sweep(cast.at)
    notice.refresh_from_db()
    assert (notice.status, notice.dropped_why, notice.sent_bytes) == ("dropped", why, None)
    assert server.taken == []


def test_who_may_not_know_it_any_more_is_not_told(cast: Cast, server: MailServer, tell: Tell, hello: Hello) -> None:
    hello.may_know = False
    notice = tell()
    sweep(cast.at)
    notice.refresh_from_db()
    assert (notice.status, notice.dropped_why) == ("dropped", "It was no longer theirs to know.")
    assert server.connections == 0


def test_what_is_no_longer_owed_is_dropped_with_its_reason(cast: Cast, server: MailServer, tell: Tell) -> None:
    notice = tell("gone")
    sweep(cast.at)
    notice.refresh_from_db()
    assert (notice.status, notice.dropped_why) == ("dropped", "There is nothing to say any more.")


def test_another_schools_person_is_told_only_with_a_role_there(cast: Cast, server: MailServer, tell: Tell) -> None:
    stranger = tell("stranger", recipient=cast.other_teacher)
    officer = tell("officer", recipient=cast.trust_officer)
    sweep(cast.at)
    stranger.refresh_from_db()
    assert stranger.dropped_why == "They have no role at the school any more."
    assert server.times() == {officer.message_id: 1}
    a_role(cast.other_teacher, "governor", cast.school)
    again = tell("again", recipient=cast.other_teacher)
    sweep(cast.at)
    assert server.times()[again.message_id] == 1


def answers(verb: str, answer: str, times: int = 1) -> Callable[[str, str], str | None]:
    """Give `answer` to this command so many times."""
    left = times

    def reply(said: str, _: str) -> str | None:
        nonlocal left
        if said != verb or left == 0:
            return None
        left -= 1
        return answer

    return reply


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "."])
def test_a_mail_that_is_refused_for_now_goes_later_and_once(
    cast: Cast, server: MailServer, tell: Tell, verb: str
) -> None:
    server.answer = answers(verb, "451 not now")
    notice = tell()
    sweep(cast.at)
    notice.refresh_from_db()
    assert (notice.status, notice.attempts, notice.sent_bytes) == ("owed", 1, None)
    assert notice.trouble == "The mail server said 451 not now"
    sweep(cast.at)
    assert server.taken == []
    sweep(cast.at, 1)
    notice.refresh_from_db()
    assert (notice.status, notice.trouble) == ("sent", "")
    assert server.times() == {notice.message_id: 1}


@pytest.mark.parametrize("verb", ["RCPT", "."])
def test_a_mail_that_is_refused_for_good_is_parked_and_the_others_go(
    cast: Cast, server: MailServer, tell: Tell, verb: str
) -> None:
    server.answer = answers(verb, "550 nobody here")
    notice, other = tell(), tell("other")
    sweep(cast.at)
    notice.refresh_from_db()
    assert (notice.status, notice.trouble, notice.sent_to) == ("parked", "The mail server said 550 nobody here", "")
    assert server.times() == {other.message_id: 1}


@pytest.mark.parametrize(
    ("verb", "answer"), [("MAIL", "451 slow down"), ("MAIL", "550 who are you"), ("CONNECT", "554 no")]
)
def test_a_server_that_takes_nothing_costs_no_notice_a_try(
    cast: Cast, server: MailServer, tell: Tell, verb: str, answer: str
) -> None:
    server.answer = answers(verb, answer, times=1000)
    notices = [tell(f"key {number}") for number in range(3)]
    for minutes in range(0, 40, 2):
        sweep(cast.at, minutes)
    assert server.connections == 20
    assert set(Notice.objects.values_list("status", "attempts")) == {("owed", 0)}
    server.answer = answers(verb, answer, times=0)
    sweep(cast.at, 42)
    assert server.times() == {notice.message_id: 1 for notice in notices}


def test_no_server_at_all_costs_no_notice_a_try(cast: Cast, server: MailServer, tell: Tell, settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    notice = tell()
    sweep(cast.at)
    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == ("owed", 0)
    assert notice.trouble.startswith("The mail server cannot be used")


def test_a_hanging_server_is_left_and_the_mail_goes_later(
    cast: Cast, server: MailServer, tell: Tell, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    server.answer = answers(".", HANG)
    notice = tell()
    sweep(cast.at)
    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == ("owed", 1)
    assert notice.sent_bytes is not None, "it may have gone: it will go again as it was"
    sweep(cast.at, 1)
    assert server.times() == {notice.message_id: 1}


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO"])
def test_a_server_that_hangs_or_drops_at_the_door_costs_no_try(
    cast: Cast, server: MailServer, tell: Tell, settings: Settings, verb: str
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    settings.EMAIL_USE_TLS = True  # says EHLO when it connects
    for answer in (HANG, DROP):
        server.answer = answers(verb, answer, times=2)
        notice = tell()
        sweep(cast.at)
        notice.refresh_from_db()
        assert (notice.status, notice.attempts) == ("owed", 0)


def test_a_mail_taken_by_a_server_that_then_breaks_off_goes_again_as_the_very_same(
    cast: Cast, server: MailServer, tell: Tell, hello: Hello
) -> None:
    server.answer = answers(".", TAKE_AND_DROP)
    notice = tell()
    sweep(cast.at)
    hello.subject = "Other words"
    sweep(cast.at, 1)
    assert server.times() == {notice.message_id: 2}
    assert server.taken[0].letter == server.taken[1].letter


def test_a_mail_that_was_refused_is_written_anew(cast: Cast, server: MailServer, tell: Tell, hello: Hello) -> None:
    server.answer = answers(".", "451 not now")
    tell()
    sweep(cast.at)
    hello.subject = "Other words"
    sweep(cast.at, 1)
    assert [taken.message["Subject"] for taken in server.taken] == ["Other words"]


def test_three_failures_in_a_row_end_the_sweep(cast: Cast, server: MailServer, tell: Tell) -> None:
    server.answer = answers(".", DROP, times=1000)
    for number in range(5):
        tell(f"key {number}")
    sweep(cast.at)
    assert server.connections == 3
    assert Notice.objects.filter(attempts=1).count() == 3


@pytest.mark.parametrize("extensions", [(), ("STARTTLS",)])
def test_encryption_that_was_asked_for_and_refused_never_becomes_clear_text(
    cast: Cast, server: MailServer, tell: Tell, settings: Settings, extensions: tuple[str, ...]
) -> None:
    settings.EMAIL_USE_TLS = True
    server.extensions = extensions
    server.answer = answers("STARTTLS", "454 no TLS today", times=1000)
    notice, other = tell(), tell("other")
    for minutes in range(4):
        sweep(cast.at, minutes)
    assert server.taken == []
    assert not [line for line in server.lines if line.startswith(("MAIL", "RCPT", "DATA"))]
    for row in (notice, other):
        row.refresh_from_db()
        assert (row.status, row.attempts) == ("owed", 0)


def test_a_limit_of_mails_in_one_connection_costs_nothing(cast: Cast, server: MailServer, tell: Tell) -> None:
    server.most_per_connection = 4
    notices = [tell(f"key {number}") for number in range(10)]
    sweep(cast.at)
    assert server.times() == {notice.message_id: 1 for notice in notices}
    assert server.connections == 3
    assert set(Notice.objects.values_list("status", "attempts")) == {("sent", 1)}


def test_a_notice_that_stopped_the_worker_in_every_try_is_parked(cast: Cast, server: MailServer, tell: Tell) -> None:
    notice = tell()
    Notice.objects.update(attempts=TRIES)
    sweep(cast.at)
    notice.refresh_from_db()
    assert (notice.status, notice.trouble) == ("parked", "The worker stopped in every try.")
    assert server.taken == []


def test_a_worker_stops_in_time_and_says_that_more_is_left(cast: Cast, server: MailServer, tell: Tell) -> None:
    tell()
    assert drain(lambda: cast.at, until=cast.at) is True
    assert drain(lambda: cast.at, until=cast.at + timedelta(seconds=1)) is False
    assert len(server.taken) == 1


def test_three_thousand_owed_mails_all_go_once(cast: Cast, server: MailServer) -> None:
    rows = [
        Notice(
            key=f"{number}",
            kind="hello",
            recipient=cast.teacher,
            school=cast.school,
            due_at=cast.at,
            message_id=f"<{number}@x.example>",
        )
        for number in range(3000)
    ]
    Notice.objects.bulk_create(rows)
    sweep(cast.at)
    assert server.times() == {row.message_id: 1 for row in rows}
    assert not Notice.objects.exclude(status="sent").exists()
