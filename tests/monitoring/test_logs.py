"""Logs: they come in for a check under way only, and what is kept is an extract (ACR-19, RP-13)."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from foundation.audit.models import Entry
from foundation.core.actors import Clock
from foundation.core.states import NotAllowed
from foundation.documents import store
from foundation.documents.models import File
from foundation.jobs.models import Job
from foundation.jobs.runner import run_next
from monitoring.models import ColumnMapping, MonitoringRules, UsageExtract, UsageRow
from monitoring.transitions.extracts import forget_logs, keep_log, leave_log, stop_log
from monitoring.usage import arriving, importing, moments
from monitoring.usage.arriving import Arrived, NotALog
from monitoring.usage.columns import Layout, guess
from monitoring.usage.looking_over import head_of, layout_for, pieces_of, preview_of
from monitoring.usage.reading import LONGEST_LINE, batches
from monitoring.usage.sieve import Sieve, host_of, seconds_of
from monitoring.usage.summary import rows_of
from tests.cast import Cast
from tests.monitoring.checked import (
    a_line,
    a_log,
    authorised,
    confirmed,
    covert,
    looked_over,
    network_manager,
    told,
    under_way,
)

ODD = ("x", "", "-5", "9" * 9, "\u0661", "1:2:3:4")


def arrived(data: bytes, size: int = 7) -> tuple[Arrived, bytes]:
    """What is sealed of a file that comes in small chunks."""
    known = Arrived()
    chunks = (data[place : place + size] for place in range(0, len(data), size))
    return known, b"".join(known.pieces(chunks))


def run_to_the_end(at: datetime) -> None:
    for _ in range(50):
        if not run_next(lambda: at + timedelta(seconds=1)):
            return
    raise AssertionError("The worker never came to an end.")


def brought_in(cast: Cast, data: bytes, **more: Any) -> UsageExtract:
    extract = confirmed(cast, under_way(cast), data, **more)
    run_to_the_end(cast.at)
    extract.refresh_from_db()
    return extract


def counts(extract: UsageExtract) -> tuple[int, int, int, int, int]:
    """Kept, of other people, of other days, left out, not readable."""
    return (
        extract.kept_count,
        extract.other_people_count,
        extract.other_days_count,
        extract.left_out_count,
        extract.unreadable_count,
    )


@pytest.mark.clause("ACR-19")
@pytest.mark.django_db
def test_only_lines_of_the_person_and_the_days_are_kept_and_the_rest_is_counted(cast: Cast) -> None:
    yesterday = cast.at - timedelta(days=1)
    extract = brought_in(
        cast,
        a_log(
            [
                a_line(yesterday),
                a_line(yesterday, user="BEACON\\TTeacher", site="video.example", action="BLOCKED"),
                a_line(yesterday, user="somebody.else"),
                a_line(cast.at - timedelta(days=40)),
                a_line(yesterday, site="mail.google.com"),
                a_line(yesterday, site="www.neu.org.uk"),
                a_line("the day before"),
                "short",
            ]
        ),
    )
    assert extract.status == "kept"
    assert counts(extract) == (2, 1, 1, 2, 2)
    assert extract.unreadable == [[8, "The moment cannot be read."], [9, "The line has too few cells."]]
    rows = list(UsageRow.objects.order_by("pk").values_list("host", "was_blocked", "category", "seconds"))
    assert rows == [("news.example", False, "News", 5), ("video.example", True, "News", 5)]
    assert not Entry.objects.filter(payload__contains="news.example").exists()


@pytest.mark.clause("ACR-19")
@pytest.mark.django_db
def test_no_log_comes_in_before_the_check_is_under_way_or_by_anybody_else(cast: Cast) -> None:
    data = a_log([a_line(cast.at)])
    carrier = network_manager(cast)
    for check in (authorised(cast), told(cast), covert(cast)):
        with pytest.raises(NotAllowed):
            keep_log(check, "log.csv", [data], by=carrier, at=cast.at)
    for other in (cast.headteacher, cast.business_manager, cast.teacher):
        with pytest.raises(NotAllowed):
            keep_log(under_way(cast), "log.csv", [data], by=other, at=cast.at)
    assert not UsageExtract.objects.exists()
    assert not File.objects.filter(purged_at=None).exists()


@pytest.mark.django_db
def test_the_file_is_destroyed_once_the_extract_is_taken(cast: Cast) -> None:
    extract = confirmed(cast, under_way(cast), a_log([a_line(cast.at)]))
    (uid,) = File.objects.values_list("uid", flat=True)
    assert b"news.example" not in store.get(uid)
    run_to_the_end(cast.at)
    extract.refresh_from_db()
    assert (extract.pieces, extract.user_names) == ([], "")
    assert File.objects.get().purged_at is not None


@pytest.mark.django_db(transaction=True)
def test_its_bytes_are_gone_too(transactional_db: None) -> None:
    cast = Cast.make()
    confirmed(cast, under_way(cast), a_log([a_line(cast.at)]))
    (uid,) = File.objects.values_list("uid", flat=True)
    run_to_the_end(cast.at)
    with pytest.raises(OSError, match=str(uid.hex)):
        store.get(uid)


@pytest.mark.django_db
def test_the_same_file_is_not_brought_in_twice_for_a_check(cast: Cast) -> None:
    data = a_log([a_line(cast.at)])
    extract = brought_in(cast, data)
    with pytest.raises(NotAllowed, match="already"):
        keep_log(extract.of, "again.csv", [data], by=network_manager(cast), at=cast.at)
    assert UsageRow.objects.count() == 1


@pytest.mark.clause("ACR-21")
@pytest.mark.django_db
def test_lines_older_than_logs_are_kept_are_refused_at_the_door(cast: Cast) -> None:
    check = under_way(cast)
    MonitoringRules.objects.create(school=cast.school, usage_days=10)
    lines = [a_line(cast.at - timedelta(days=days)) for days in (0, 9, 10, 11)]
    extract = confirmed(cast, check, a_log(lines))
    run_to_the_end(cast.at)
    extract.refresh_from_db()
    assert counts(extract) == (2, 0, 2, 0, 0)


@pytest.mark.django_db
def test_columns_are_remembered_for_the_next_file_like_it(cast: Cast) -> None:
    odd = "Quand,Qui,URL,X,User\n03/04/2026 10:00,tteacher,news.example,deny,pc-12\n"
    check = under_way(cast)
    said = Layout(
        {"at": 0, "user": 1, "site": 2, "action": 3}, written=moments.MONTH_FIRST, zone="UTC", blocked=("deny",)
    )
    confirmed(cast, check, odd.encode(), layout=said)
    kept = ColumnMapping.objects.get()
    assert "tteacher" not in str(kept.layout)
    again = odd.replace("10:00", "10:01").encode()
    extract = keep_log(check, "next.csv", [again], by=network_manager(cast), at=cast.at)
    found = layout_for(cast.school, head_of(lambda _: again, extract.size))
    assert (dict(found.columns), found.written, found.zone) == (dict(said.columns), moments.MONTH_FIRST, "UTC")
    assert not found.is_sure
    assert layout_for(cast.other_school, head_of(lambda _: again, len(again))).zone == "Europe/London"


@pytest.mark.django_db
def test_a_log_that_is_stopped_leaves_nothing_and_can_be_brought_in_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "LINES", 2)
    data = a_log([a_line(cast.at)] * 5)
    extract = confirmed(cast, under_way(cast), data)
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    assert run_next(lambda: cast.at + timedelta(seconds=1))
    assert UsageRow.objects.count() == 2
    assert not rows_of(extract.of).exists()  # nobody reads a part
    stop_log(extract, by=network_manager(cast), at=cast.at)
    run_to_the_end(cast.at)
    extract.refresh_from_db()
    assert (extract.status, UsageRow.objects.count()) == ("stopped", 0)
    assert Job.objects.get().status == "done"
    assert "Nothing of it is kept" in extract.of.entries.latest("pk").words
    confirmed(cast, extract.of, data)
    run_to_the_end(cast.at)
    assert rows_of(extract.of).count() == UsageRow.objects.count() == 5


@pytest.mark.django_db
def test_what_a_machine_left_of_a_stopped_log_is_destroyed_in_the_night(cast: Cast) -> None:
    extract = brought_in(cast, a_log([a_line(cast.at)]))
    UsageExtract.objects.filter(pk=extract.pk).update(status="stopped")
    forget_logs(by=Clock("test"), at=cast.at)
    assert not UsageRow.objects.exists()


@pytest.mark.django_db
def test_a_second_log_of_the_same_days_is_said_before_it_is_brought_in(cast: Cast) -> None:
    first = brought_in(cast, a_log([a_line(cast.at)]))
    for lines, overlaps in (([a_line(cast.at)] * 2, True), ([a_line(cast.at - timedelta(days=3))], False)):
        extract = looked_over(cast, first.of, a_log(lines))
        preview = preview_of(extract, head_of(pieces_of(extract), extract.size), cast.today)
        assert preview.overlaps == overlaps


@pytest.mark.django_db
def test_what_nobody_goes_on_with_is_destroyed_after_a_week(cast: Cast) -> None:
    extract = looked_over(cast, under_way(cast), a_log([a_line(cast.at)]))
    clock = Clock("test")
    assert forget_logs(by=clock, at=cast.at + timedelta(days=6)) == 0
    assert forget_logs(by=clock, at=cast.at + timedelta(days=8)) == 1
    extract.refresh_from_db()
    assert extract.status == "left"
    assert not File.objects.filter(purged_at=None).exists()
    with pytest.raises(NotAllowed):
        leave_log(extract, by=clock, at=cast.at)


@pytest.mark.django_db
def test_the_job_stops_where_the_carrier_was_changed_meanwhile(cast: Cast) -> None:
    extract = confirmed(cast, under_way(cast), a_log([a_line(cast.at)]))
    extract.of.carried_by = cast.leaver
    extract.of.save()
    run_to_the_end(cast.at)
    assert Job.objects.get().status == "parked"
    assert not UsageRow.objects.exists()


# What a log may look like.


@pytest.mark.parametrize(
    ("data", "plain"),
    [
        (b"a\r\nb\r\n", b"a\nb\n"),
        (b"a\rb\r", b"a\nb\n"),
        (b"\xef\xbb\xbfa,b\n", b"a,b\n"),
        ("D\u00e9j\u00e0,b\r\n".encode("utf-16"), "D\u00e9j\u00e0,b\n".encode()),
        ("Date,User,URL\n".encode("utf-16-le"), b"Date,User,URL\n"),
        ("Date,User,URL\n".encode("utf-16-be"), b"Date,User,URL\n"),
        (b"nothing odd here\n" * 9 + b"a\0b\0,c\n", b"nothing odd here\n" * 9 + b"ab,c\n"),
        (b"caf\xe9,b\n", b"caf\xe9,b\n"),
    ],
)
def test_a_file_arrives_as_plain_lines_however_its_bytes_are_cut(data: bytes, plain: bytes) -> None:
    for size in (1, 2, 3, 7, 1000):
        known, sealed = arrived(data, size)
        assert sealed == plain
        assert known.size == len(plain)


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"%PDF-1.7", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_text_is_refused_with_a_sentence(start: bytes) -> None:
    with pytest.raises(NotALog, match="Export the log as CSV"):
        arrived(start + b"x" * 100)


def test_an_empty_file_and_one_that_is_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotALog, match="empty"):
        arrived(b"")
    monkeypatch.setattr(arriving, "LARGEST", 10)
    with pytest.raises(NotALog, match="larger than"):
        arrived(b"x" * 11)


def read(data: bytes, *, piece: int = 11, most: int = 3, offset: int = 0) -> list[tuple[str, str]]:
    """Every line as text and what is wrong with it, read in pieces of a few bytes."""
    found = batches(
        lambda place: data[place * piece : (place + 1) * piece], len(data), piece_size=piece, most=most, offset=offset
    )
    return [(text, batch.wrong.get(place, "")) for batch in found for place, text in enumerate(batch.texts)]


@pytest.mark.parametrize("piece", [1, 5, 11, 1000])
def test_lines_are_the_same_wherever_pieces_end_and_wherever_one_begins(piece: int) -> None:
    data = "one\n\ntwo \u00e9\u00e9\nthree\nfour".encode()
    wanted = ["one", "", "two \u00e9\u00e9", "three", "four"]
    assert [text for text, _ in read(data, piece=piece)] == wanted
    assert [text for text, _ in read(data, piece=piece, offset=4)] == wanted[1:]
    assert [text for text, _ in read(data, piece=piece, offset=5)] == wanted[2:]


def test_a_line_of_megabytes_is_dropped_without_being_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"before\n" + b"x" * (10 * 1024 * 1024) + b"\nafter"
    found = read(data, piece=64 * 1024, most=10)
    assert found == [("before", ""), ("", "The line is too long to be one of a log."), ("after", "")]
    assert sys.maxsize > LONGEST_LINE


def sifted(texts: list[str], **more: Any) -> tuple[list[Any], dict[str, int]]:
    layout = more.pop("layout", Layout({"at": 0, "user": 1, "site": 2}))
    days = (date(2026, 3, 1), date(2026, 3, 31))
    sieve = Sieve(layout, names=["tteacher"], days=days, left_out=["unison.org.uk"])
    data = "\n".join(texts).encode()
    found = next(batches(lambda _: data, len(data), piece_size=len(data), most=1000))
    result = sieve.sift(found, 1)
    return result.rows, dict(result.counts)


def test_a_quotation_mark_left_open_spoils_its_own_line_and_no_other() -> None:
    good = "2026-03-02 10:00,tteacher,news.example"
    rows, found = sifted([good, '2026-03-02 10:00,"tteacher,news.example', good, 'a",b,"c', good])
    assert len(rows) == 3
    assert found == {"kept": 3, "unreadable": 2}


def test_quoted_commas_and_marks_are_read() -> None:
    rows, _ = sifted(['"2026-03-02 10:00","tteacher","https://news.example/a,b?c=""d"""', ""])
    assert rows[0][1] == "news.example"


def test_ragged_lines_are_kept_while_what_is_needed_is_there() -> None:
    _, found = sifted(["2026-03-02 10:00,tteacher,news.example,more,and,more", "2026-03-02 10:00,tteacher"])
    assert found == {"kept": 1, "unreadable": 1}


def test_the_days_are_those_of_this_country() -> None:
    layout = Layout({"at": 0, "user": 1, "site": 2}, zone="UTC")
    lines = ["2026-02-28 23:59:59", "2026-03-01 00:00:00", "2026-03-31 22:59:59", "2026-03-31 23:00:00"]  # BST by then
    _, found = sifted([f"{at},tteacher,news.example" for at in lines], layout=layout)
    assert found == {"kept": 2, "other_days": 2}


def test_unions_and_what_lies_below_them_are_left_out_but_not_what_is_called_alike() -> None:
    sites = ["unison.org.uk", "www.unison.org.uk", "notunison.org.uk"]
    _, found = sifted([f"2026-03-02,tteacher,https://{site}/x" for site in sites])
    assert found == {"left_out": 2, "kept": 1}


@pytest.mark.parametrize(
    ("cell", "host"),
    [
        ("https://News.Example/a?b=c#d", "news.example"),
        ("news.example:443", "news.example"),
        ("http://me:secret@news.example:8080/", "news.example"),
        ("//news.example/x", "news.example"),
        ("https://[2001:db8::1]:443/x", "2001:db8::1"),
        ("10.0.0.1", "10.0.0.1"),
        ("'=cmd.example", "=cmd.example"),
        ("", ""),
        ("   ", ""),
        ("a b", ""),
        ("x" * 300, ""),
        ("a\tb", ""),
    ],
)
def test_of_an_address_the_site_alone_is_taken(cell: str, host: str) -> None:
    assert host_of(cell) == host


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("95", 95),
        ("95.7", 95),
        ("0:01:35", 95),
        ("x", None),
        ("", None),
        ("-5", None),
        ("9" * 9, None),
        ("\u0661", None),
    ],
)
def test_how_long_is_seconds_or_nothing(cell: str, seconds: int | None) -> None:
    assert seconds_of(cell) == seconds


def days_with_clock_changes() -> Iterator[datetime]:
    """Each half hour of days around both clock changes and a leap day, as the clock on the wall shows it."""
    for day in (date(2028, 2, 29), date(2026, 3, 29), date(2026, 10, 25), date(2026, 7, 1)):
        for half in range(48):
            yield datetime.combine(day, time(half // 2, 30 * (half % 2), 7))


@pytest.mark.parametrize("zone", ["Europe/London", "UTC"])
def test_every_format_gives_the_same_moment(zone: str) -> None:
    for wall in days_with_clock_changes():
        wanted = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for written, pattern in (
            (moments.ISO, "%Y-%m-%d %H:%M:%S"),
            (moments.ISO, "%Y-%m-%dT%H:%M:%S"),
            (moments.ISO, "%Y/%m/%d %H:%M:%S.123"),
            (moments.DAY_FIRST, "%d/%m/%Y %H:%M:%S"),
            (moments.DAY_FIRST, "%d.%m.%y %I:%M:%S %p"),
            (moments.MONTH_FIRST, "%m/%d/%Y, %I:%M:%S %p"),
        ):
            assert moments.reader(written, zone)(wall.strftime(pattern)) == wanted, (wall, pattern)
        assert moments.reader(moments.EPOCH, zone)(str(int(wanted.timestamp()))) == wanted
        assert moments.reader(moments.EPOCH, zone)(str(int(wanted.timestamp()) * 1000)) == wanted
        assert moments.reader(moments.ISO, zone)(wanted.strftime("%Y-%m-%dT%H:%M:%SZ")) == wanted
        east = wanted.astimezone(ZoneInfo("Asia/Kolkata"))
        assert moments.reader(moments.ISO, zone)(east.isoformat(" ")) == wanted


@pytest.mark.parametrize(
    "text", ["", "31/02/2026 10:00", "2026-13-01", "25:00", "1/1/0001", "\u0661/1/2026", "1/1/2026 13:00 pm", "9" * 400]
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert all(moments.reader(written, "UTC")(text) is None for written in moments.FORMATS)


@pytest.mark.parametrize(
    ("samples", "written", "is_sure"),
    [
        (["2026-04-03 10:00"], moments.ISO, True),
        (["03/04/2026 10:00", "13/04/2026 10:00"], moments.DAY_FIRST, True),
        (["03/04/2026 10:00", "04/13/2026 10:00"], moments.MONTH_FIRST, True),
        (["03/04/2026 10:00"], moments.DAY_FIRST, False),
        (["13/04/2026", "04/13/2026"], moments.MONTH_FIRST, False),
        (["1775221509"], moments.EPOCH, True),
        ([], moments.DAY_FIRST, False),
    ],
)
def test_the_format_is_guessed_and_whether_that_is_sure(samples: list[str], written: str, is_sure: bool) -> None:
    assert moments.guessed(samples) == (written, is_sure)


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        ("Timestamp;Username;Domain;Category;Action", {"at": 0, "user": 1, "site": 2, "category": 3, "action": 4}),
        ("Date,Time,User Name,URL,Verdict", {"at": 0, "clock": 1, "user": 2, "site": 3, "action": 4}),
        ("Log Time\tURL\tUser\tDuration (s)\tDuration", {"at": 0, "site": 1, "user": 2, "seconds": 3}),
    ],
)
def test_columns_are_guessed_by_their_headings(headings: str, columns: dict[str, int]) -> None:
    delimiter = next(sign for sign in ";\t," if sign in headings)
    assert guess(headings.split(delimiter), [], delimiter).columns == columns


def test_headings_are_found_below_what_a_filter_writes_above_them() -> None:
    data = b"# Report\n\nExported by,admin\nDate,User,URL\n2026-03-02,tteacher,news.example\n"
    head = head_of(lambda _: data, len(data))
    assert (head.headings, head.line, data[head.offset :][:4]) == (("Date", "User", "URL"), 4, b"2026")
    for broken in (b"no,headings,here\n1,2,3\n", b"Date,User,URL\n", b"\n" * 50):
        with pytest.raises(NotALog):
            head_of([broken].__getitem__, len(broken))
