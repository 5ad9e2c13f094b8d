"""Sealed files: what lies on the disk, what opens it, and who gets it."""

import hashlib
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

import pillow_heif
import pytest
from django.conf import settings as now_set
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image
from pytest_django import Settings

from foundation.audit.models import Entry, Look
from foundation.core.change import change
from foundation.core.keyring import KeyMissing
from foundation.core.panels import file_rules
from foundation.documents import files, store
from foundation.documents.files import FileBroken, UploadRefused
from foundation.documents.models import File
from foundation.documents.names import clean_name
from foundation.documents.uploads import SCANS, Checked, UploadField, check
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
OWNER = "tests.Owner"
PDF = b"%PDF-1.7\nthe minutes of the meeting"


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


def kept(cast: Cast, name: str = "minutes.pdf", data: bytes = PDF, **about: Any) -> File:
    about = {"media_type": "application/pdf", "owner": (OWNER, uuid4()), **about}
    with change():
        return files.seal(name, data, school=cast.school, by=cast.clerk, at=cast.at, **about)


def on_disk() -> list[Path]:
    return [path for path in Path(now_set.MEDIA_ROOT).rglob("*") if not path.is_dir()]


def place_of(file: File) -> Path:
    return Path(now_set.MEDIA_ROOT) / file.uid.hex[:2] / file.uid.hex


# Sealing and opening


@pytest.mark.parametrize("data", [b"", b"x", PDF, os.urandom(300_000)])
def test_what_was_sealed_opens_again_and_lies_encrypted(cast: Cast, data: bytes) -> None:
    file = kept(cast, data=data)
    file.refresh_from_db()
    assert files.open_sealed(file) == data
    assert (file.size, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    [path] = on_disk()
    assert path == place_of(file)
    assert path.stat().st_mode & 0o077 == 0
    assert len(data) < 2 or data not in path.read_bytes()


def test_sealing_is_recorded_with_the_hash(cast: Cast) -> None:
    file = kept(cast)
    entry = Entry.objects.get(about_uid=file.uid)
    assert entry.verb == "file_sealed"
    assert file.sha256 in entry.payload


def test_sealing_needs_a_change_and_leaves_nothing_without(cast: Cast) -> None:
    about: dict[str, Any] = {"owner": (OWNER, uuid4()), "school": cast.school, "by": cast.clerk, "at": cast.at}
    with pytest.raises(RuntimeError):
        files.seal("a.pdf", PDF, media_type="application/pdf", **about)
    assert on_disk() == []


def test_a_change_that_fails_takes_its_file_away_again(cast: Cast) -> None:
    def fail() -> None:
        with change():
            kept(cast)
            assert len(on_disk()) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert on_disk() == []
    assert not File.objects.exists()


@contextmanager
def hardly_any_room() -> Iterator[None]:
    """No file of this process can grow past a few bytes."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def test_a_disk_without_room_leaves_neither_row_nor_half_a_file(cast: Cast) -> None:
    with hardly_any_room(), pytest.raises(OSError, match="too large"):
        kept(cast)
    assert on_disk() == []
    assert not File.objects.exists()


def damage(how: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda path: (path.write_bytes(how(path.read_bytes())), None)[1]


@pytest.mark.parametrize(
    "harm",
    [
        damage(lambda data: data[:-1] + bytes([data[-1] ^ 1])),
        damage(lambda data: data[:30]),
        damage(lambda data: b""),
        damage(lambda data: PDF),
        Path.unlink,
    ],
    ids=["one bit", "cut off", "emptied", "not encrypted", "gone"],
)
def test_a_file_that_is_not_as_it_was_kept_does_not_open(cast: Cast, harm: Callable[[Path], None]) -> None:
    file = kept(cast)
    harm(place_of(file))
    with pytest.raises(FileBroken):
        files.open_sealed(file)


def test_the_bytes_of_another_file_do_not_open_in_its_place(cast: Cast) -> None:
    one, other = kept(cast), kept(cast)
    place_of(one).write_bytes(place_of(other).read_bytes())
    with pytest.raises(FileBroken):
        files.open_sealed(one)


def test_a_row_that_was_changed_does_not_match_its_bytes(cast: Cast) -> None:
    file = kept(cast)
    File.objects.filter(pk=file.pk).update(sha256="0" * 64)
    file.refresh_from_db()
    with pytest.raises(FileBroken, match="not the one that was kept"):
        files.open_sealed(file)


def test_a_symbolic_link_is_not_followed(cast: Cast, tmp_path: Path) -> None:
    file, elsewhere = kept(cast), tmp_path / "elsewhere"
    place_of(file).rename(elsewhere)
    place_of(file).symlink_to(elsewhere)
    with pytest.raises(FileBroken):
        files.open_sealed(file)


def test_nothing_is_written_through_a_link_in_place_of_a_folder(cast: Cast, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    Path(now_set.MEDIA_ROOT).mkdir(exist_ok=True)
    for number in range(256):
        (Path(now_set.MEDIA_ROOT) / f"{number:02x}").symlink_to(outside)
    with pytest.raises(OSError, match=r"directory|links"):
        kept(cast)
    assert list(outside.iterdir()) == []


def test_keys_are_changed_without_losing_a_file(cast: Cast, settings: Settings) -> None:
    settings.KEYS = {"k1": b"1" * 32}
    file = kept(cast)
    settings.KEYS = {"k2": b"2" * 32, "k1": b"1" * 32}
    out = StringIO()
    call_command("check_files", "--rotate", stdout=out)
    assert "1 files, 0 broken, 0 strays found, 1 given the new key." in out.getvalue()
    settings.KEYS = {"k2": b"2" * 32}
    file.refresh_from_db()
    assert (file.key_id, files.open_sealed(file)) == ("k2", PDF)


def test_with_its_key_lost_a_file_stays_closed(cast: Cast, settings: Settings) -> None:
    settings.KEYS = {"k1": b"1" * 32}
    file = kept(cast)
    settings.KEYS = {"k2": b"2" * 32}
    with pytest.raises(KeyMissing, match="k1"):
        files.open_sealed(file)


def test_destroying_takes_the_bytes_and_leaves_who_and_why(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    file = kept(cast)
    with django_capture_on_commit_callbacks(execute=True):
        file = files.purge(file, rule="scans, six years", by=cast.clerk, at=cast.at)
    assert on_disk() == []
    assert (file.purged_at, file.purged_by) == (cast.at, "Clara Clerk: scans, six years")
    assert Entry.objects.filter(verb="file_purged", about_uid=file.uid).count() == 1
    with pytest.raises(FileBroken, match="destroyed"):
        files.open_sealed(file)


# What does not belong together


def test_strays_are_found_once_they_have_lain_for_an_hour(cast: Cast) -> None:
    file = kept(cast)
    store.put(stray := uuid4(), b"left by a crash")
    (store.root() / "note.txt").write_text("put here by hand")
    assert files.orphans(cast.at) == ([], [])
    strays, bare = files.orphans(cast.at + timedelta(hours=2))
    assert sorted(path.name for path in strays) == sorted([stray.hex, "note.txt"])
    place_of(file).unlink()
    strays, bare = files.orphans(cast.at)
    assert bare == [file]


def test_the_check_opens_every_file_and_fails_when_one_is_broken(cast: Cast) -> None:
    whole, broken = kept(cast), kept(cast)
    call_command("check_files", stdout=StringIO())
    place_of(broken).write_bytes(b"k1\0nonsense")
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="Not every file"):
        call_command("check_files", stdout=out, stderr=err)
    assert str(broken.uid) in err.getvalue()
    assert str(whole.uid) not in err.getvalue()


# The one download


@pytest.fixture
def _owners_rule() -> Any:
    def of_the_clerk(user: Any, owner_uid: UUID) -> bool:
        return bool(user.email.startswith("clara"))

    file_rules.register(OWNER, of_the_clerk)
    yield
    del file_rules.entries[OWNER]


@pytest.mark.usefixtures("_owners_rule")
def test_whom_the_owners_rule_lets_gets_the_file_for_saving_and_nothing_runs_in_it(cast: Cast) -> None:
    answer = signed_in(cast.clerk).get(f"/files/{kept(cast).uid}/")
    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "no-store, private"
    assert not Look.objects.exists()


@pytest.mark.usefixtures("_owners_rule")
def test_for_everybody_else_there_is_no_such_file(cast: Cast, client: Client) -> None:
    path = f"/files/{kept(cast).uid}/"
    for somebody in (cast.headteacher, cast.other_headteacher, cast.trust_officer):
        answer = signed_in(somebody).get(path)
        assert answer.status_code == 404
        assert "minutes" not in answer.content.decode()
    assert client.get(path)["Location"].startswith("/account/login/")
    assert signed_in(cast.clerk).post(path).status_code == 405


def test_a_file_whose_owner_has_no_rule_is_nobodys(cast: Cast) -> None:
    assert signed_in(cast.clerk).get(f"/files/{kept(cast).uid}/").status_code == 404


@pytest.mark.usefixtures("_owners_rule")
def test_opening_a_file_about_people_is_kept(cast: Cast) -> None:
    file = kept(cast, retention_class="acknowledgement")
    signed_in(cast.clerk).get(f"/files/{file.uid}/")
    look = Look.objects.get()
    assert (look.about_uid, look.how, look.school_uid) == (file.uid, "downloaded", cast.school.uid)
    assert cast.clerk.user is not None
    assert look.by_uid == cast.clerk.user.uid


@pytest.mark.usefixtures("_owners_rule")
def test_a_broken_file_is_said_and_not_shown(cast: Cast) -> None:
    file = kept(cast, retention_class="acknowledgement")
    place_of(file).write_bytes(b"k1\0changed")
    answer = signed_in(cast.clerk).get(f"/files/{file.uid}/")
    assert answer.status_code == 500
    assert "cannot be opened" in answer.content.decode()
    assert not Look.objects.exists()


@pytest.mark.usefixtures("_owners_rule")
def test_a_destroyed_file_is_not_found(cast: Cast) -> None:
    file = files.purge(kept(cast), rule="a rule", by=cast.clerk, at=cast.at)
    assert signed_in(cast.clerk).get(f"/files/{file.uid}/").status_code == 404


def test_only_a_pdf_is_opened_in_the_browser_and_a_web_page_never_shown(cast: Cast) -> None:
    assert files.respond(kept(cast), inline=True)["Content-Disposition"].startswith("inline")
    page = kept(cast, "page.html", b"<script>alert(1)</script>", media_type="text/html")
    answer = files.respond(page, inline=True)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"


# Names


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("cod\u202egpj.exe", "codgpj.exe"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie: x=1.pdf"),
        ("nul\x00l.pdf", "null.pdf"),
        ("soft\u00adhyphen\u200b.pdf", "softhyphen.pdf"),
        ("cafe\u0301.pdf", "caf\u00e9.pdf"),
        ("  .hidden . ", "hidden"),
        ("\u202e\u2066", "file"),
        ("", "file"),
        ("Sitzung „März“ 😀.pdf", "Sitzung „März“ 😀.pdf"),
    ],
)
def test_a_name_is_shown_without_what_nobody_sees(given: str, shown: str) -> None:
    assert clean_name(given) == shown


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    name = clean_name("x" * 400 + ".docx")
    assert len(name) == 150
    assert name.endswith("x.docx")


@pytest.mark.parametrize("name", ['a";b.pdf', "a\r\nX-Bad: 1.pdf", "Übersicht — 2026.pdf", "a%0d%0a.pdf", "💡'.pdf"])
def test_no_name_breaks_out_of_its_header(cast: Cast, name: str) -> None:
    file = kept(cast, name)
    said = files.respond(file)["Content-Disposition"]
    assert "\r" not in said
    assert "\n" not in said
    assert said.isascii()
    assert said.startswith("attachment; filename")
    if "filename*=" in said:
        assert unquote(said.partition("filename*=utf-8''")[2]) == file.name


# What may be uploaded


def a_picture(kind: str = "PNG", size: tuple[int, int] = (30, 20), mode: str = "RGB", **options: Any) -> bytes:
    written = BytesIO()
    Image.new(mode, size, **({"color": (200, 10, 10)} if mode == "RGB" else {})).save(written, kind, **options)
    return written.getvalue()


DOCX = b"PK\x03\x04 ... word/document.xml ..."


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.PDF", PDF, "application/pdf"),
        ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.txt", "Grüße".encode("cp1252"), "text/plain"),
        ("a.txt", "two bytes each".encode("utf-16"), "text/plain"),
        ("a.md", b"# Title", "text/markdown"),
        ("a.htm", b"<p>x</p>", "text/html"),
    ],
)
def test_the_kinds_that_schools_use_are_taken(name: str, data: bytes, media_type: str) -> None:
    assert check(SimpleUploadedFile(name, data)) == Checked(name, data, media_type)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.pdf", b"", "is empty"),
        ("a.exe", b"MZ", "not a kind of file"),
        ("pdf", PDF, "not a kind of file"),
        ("a.pdf", b"MZ and so on", "is not a PDF"),
        ("a.docx", b"PK\x03\x04 some other archive", "is not a Word document"),
        ("a.docx", b"\xd0\xcf\x11\xe0 an old .doc", "is not a Word document"),
        ("a.txt", b"\x00\x01", "is not plain text"),
        ("a.png", a_picture("JPEG"), "is not a PNG picture"),
        ("a.png", b"\x89PNG\r\n\x1a\nnothing more", "damaged"),
        ("a.jpg", a_picture("JPEG")[:200], "damaged"),
        ("cod\u202egpj.exe", b"MZ", "“codgpj.exe” is not a kind"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(name: str, data: bytes, why: str) -> None:
    with pytest.raises(UploadRefused, match=why):
        check(SimpleUploadedFile(name, data))


def test_a_file_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(UploadRefused, match="larger than 1 MB"):
        check(SimpleUploadedFile("a.pdf", b"%PDF-" + b"x" * 1024 * 1024), most=1024 * 1024)


def test_where_only_scans_are_asked_for_a_word_document_is_refused() -> None:
    with pytest.raises(UploadRefused, match="a PDF, a PNG picture, a JPEG picture or a photograph"):
        check(SimpleUploadedFile("a.docx", DOCX), kinds=SCANS)


def test_a_picture_is_written_anew_without_what_a_phone_put_into_it() -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "Taken at home", 6  # a description; lying on its side
    taken = check(SimpleUploadedFile("a.jpg", a_picture("JPEG", exif=exif, comment=b"<script>") + b"PK\x03\x04 behind"))
    assert b"Taken at home" in a_picture("JPEG", exif=exif)
    for hidden in (b"Taken at home", b"<script>", b"PK\x03\x04"):
        assert hidden not in taken.data
    shown = Image.open(BytesIO(taken.data))
    assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (20, 30), {})


def test_what_lay_beside_a_picture_is_named() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x010E], exif[0x0132] = "A telephone", "Our garden", "2026:05:12 09:30:00"
    exif.get_ifd(0x8825)[1] = "N"
    taken = check(SimpleUploadedFile("a.jpg", a_picture("JPEG", exif=exif)))
    assert taken.removed == ("place", "time", "device", "words")
    assert check(SimpleUploadedFile("a.jpg", a_picture("JPEG"))).removed == ()
    assert check(SimpleUploadedFile("a.jpg", a_picture("JPEG", comment=b"Hello"))).removed == ("words",)
    packet = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>51,0N</exif:GPSLatitude></x:xmpmeta>"
    assert check(SimpleUploadedFile("a.jpg", a_picture("JPEG", xmp=packet))).removed == ("place", "other")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_depth_can_be_used(mode: str) -> None:
    shown = Image.open(BytesIO(check(SimpleUploadedFile("a.png", a_picture(mode=mode))).data))
    assert shown.size == (30, 20)


def test_a_print_colour_photograph_can_be_used() -> None:
    shown = Image.open(BytesIO(check(SimpleUploadedFile("a.jpeg", a_picture("JPEG", mode="CMYK"))).data))
    assert shown.mode == "RGB"


def test_a_picture_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(UploadRefused, match="more than 25 million points"):
        check(SimpleUploadedFile("a.png", a_picture(size=(6000, 5000), mode="1")))


def test_the_field_says_what_is_wrong_and_gives_a_file_ready_to_seal(cast: Cast) -> None:
    field = UploadField(kinds=SCANS, required=False)
    assert field.clean(None) is None
    with pytest.raises(Exception, match="is empty"):
        field.clean(SimpleUploadedFile("a.pdf", b""))
    checked = field.clean(SimpleUploadedFile("a.pdf", PDF))
    with change():
        owner = (OWNER, uuid4())
        file = files.seal_upload(checked, owner=owner, school=cast.school, by=cast.clerk, at=cast.at)
    assert (files.open_sealed(file), file.name, file.owner_uid) == (PDF, "a.pdf", owner[1])


def test_a_photograph_of_a_telephone_is_kept_as_a_jpeg_without_where_it_was_taken() -> None:
    taken = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "A telephone"
    exif.get_ifd(0x8825)[1] = "N"
    picture = pillow_heif.from_pillow(Image.new("RGB", (64, 48), "navy"))
    picture.save(taken, exif=exif.tobytes())
    assert b"A telephone" in taken.getvalue()
    kept = check(SimpleUploadedFile("IMG 0001.HEIC", taken.getvalue()), kinds=SCANS)
    assert (kept.name, kept.media_type) == ("IMG 0001.jpg", "image/jpeg")
    shown = Image.open(BytesIO(kept.data))
    assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (64, 48), {})
