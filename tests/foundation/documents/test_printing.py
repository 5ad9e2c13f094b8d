"""Printing is closed: nothing is fetched, nothing hangs, and what comes out is a PDF or a sentence for the user."""

import io
import json
import socket
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import page
import pikepdf
import pytest

from foundation.documents import printing_child
from foundation.documents.printing import REPORT, PrintError, print_pdf
from foundation.jobs.child import ChildRefused
from tests.corpus.print_html import FETCHES, SHAPES
from tests.foundation.documents.pdf_words import words_of

PAGE = (
    "<html lang=en-GB><head><title>A page</title></head><body><h1>A page</h1>{}<div data-words=w></div></body></html>"
)
FORBIDDEN = ("/JS", "/JavaScript", "/EmbeddedFiles", "/Launch", "/FileAttachment", "/AA", "/OpenAction")


class Canary:
    """A listener on this machine that counts who calls."""

    def __init__(self) -> None:
        self.calls = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self) -> None:
        while True:
            try:
                caller, _ = self.socket.accept()
            except OSError:
                return
            self.calls += 1
            caller.close()

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()


@pytest.fixture
def canary() -> Iterator[Canary]:
    listener = Canary()
    yield listener
    listener.close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text("Quetzalcoatlus")
    return path


def rendered(html: str, words: str = "", styles: str = "", **assets: str) -> tuple[dict[str, int], bytes]:
    """What the child gives back, run in this process, where there is a network to reach."""
    given = {"html": html, "styles": [styles], "words": {"w": words}, "assets": assets}
    answer = printing_child.render(json.dumps(given).encode())
    (length,) = REPORT.unpack(answer[:4])
    return json.loads(answer[4 : 4 + length]), answer[4 + length :]


def everything_in(pdf: bytes) -> str:
    """All objects and streams of the file in the clear."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        plain = io.BytesIO()
        opened.save(
            plain,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return plain.getvalue().decode("latin-1")


def aimed(html: str, canary: Canary, secret: Path) -> str:
    return (
        html.replace("CANARYHOST", canary.host)
        .replace("CANARY", f"http://{canary.host}")
        .replace("SECRET", str(secret))
    )


@pytest.mark.parametrize("name", FETCHES)
def test_nothing_is_fetched_for_what_people_wrote(name: str, canary: Canary, secret: Path) -> None:
    refused, pdf = rendered(PAGE.format(""), aimed(FETCHES[name], canary, secret))
    assert_closed(pdf, canary)
    assert refused == {}  # nothing is even asked for


@pytest.mark.parametrize("name", FETCHES)
def test_nothing_is_fetched_even_if_it_got_into_the_page_itself(name: str, canary: Canary, secret: Path) -> None:
    _, pdf = rendered(PAGE.format(aimed(FETCHES[name], canary, secret)))
    assert_closed(pdf, canary)


def assert_closed(pdf: bytes, canary: Canary) -> None:
    inside = everything_in(pdf)
    assert canary.calls == 0
    assert not [name for name in FORBIDDEN if name in inside]
    assert "Quetzalcoatlus" not in inside
    assert "javascript" not in inside


def test_the_canary_can_hear(canary: Canary) -> None:
    with socket.create_connection(("127.0.0.1", int(canary.host.rpartition(":")[2]))) as caller:
        assert caller.recv(1) == b""
    assert canary.calls == 1


def test_the_fetcher_refuses_every_scheme_and_records_it(canary: Canary, secret: Path) -> None:
    styles = f"@import url('http://{canary.host}/a'); h1 {{ background: url('file://{secret}') }}"
    pictures = (
        f"<img src='HTTP://{canary.host}/b' alt=x><img src='data:image/png;base64,AAAA' alt=x><img src='app:no' alt=x>"
    )
    refused, pdf = rendered(PAGE.format(pictures), styles=styles)
    assert refused == {"http": 2, "file": 1, "data": 1, "app": 1}
    assert_closed(pdf, canary)


def test_a_refusal_is_logged_without_its_address(caplog: pytest.LogCaptureFixture) -> None:
    pdf = print_pdf(PAGE.format("<img src='http://127.0.0.1:9/secret-name' alt=x>"), styles=[])
    assert pdf.startswith(b"%PDF")
    assert "http, 1 times" in caplog.text
    assert "secret-name" not in caplog.text


@pytest.mark.parametrize("name", SHAPES)
def test_every_hostile_shape_ends_soon_with_a_pdf_or_a_sentence(name: str) -> None:
    pdf, sentence = printed_or_refused(SHAPES[name])
    limits = page.SafetyLimits(max_reference_depth=10_000)
    assert sentence.endswith(".") if pdf is None else page.is_pdf_compliant_bytes(pdf, profile="ua1", limits=limits)


def printed_or_refused(words: str) -> tuple[bytes | None, str]:
    try:
        return print_pdf(PAGE.format(""), styles=[], words={"w": words}), ""
    except PrintError as error:
        return None, error.sentence


@pytest.mark.parametrize("name", ["a column span of a million", "150 nested wrappers", "900 rows", "1,900 links"])
def test_what_is_only_odd_or_large_is_printed(name: str) -> None:
    assert print_pdf(PAGE.format(""), styles=[], words={"w": SHAPES[name]}).startswith(b"%PDF")


def test_what_can_never_end_is_stopped_with_a_sentence() -> None:
    html = PAGE.format("<div>" * 14 + "x" + "</div>" * 14)
    with pytest.raises(PrintError, match="took too long"):
        print_pdf(html, styles=["div { display: flex }"])


def test_what_is_too_large_to_hand_over_is_refused_before_a_child_is_started() -> None:
    with pytest.raises(PrintError, match="too large"):
        print_pdf(PAGE.format(""), styles=[], words={"w": "x" * 9_000_000})


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("word " * 41_000, "too long"),
        ("<p>x</p>" * 4_001, "too long"),
        ("<table><tr>" + "<td>x" * 51 + "</table>", "50 columns"),
        ("<table>" + ("<tr>" + "<td>" * 10) * 601, "6,000 cells"),
        (("<table>" + "<tr><td>x" * 501 + "</table>") * 2, "1,000 rows"),
        ("<a href='https://example.org'>x</a> " * 2_001, "2,000 links"),
        ("x" * 2_001, "2,000 letters"),
        ("a" + "\u0301" * 9, "many accents"),
        ("<table><tr><td>" * 3, "too deep"),
        ("<ul><li>" * 20, "too deep"),
    ],
)
def test_a_limit_names_itself(words: str, sentence: str) -> None:
    with pytest.raises(ChildRefused, match=sentence):
        rendered(PAGE.format(""), words)


def test_what_people_wrote_cannot_style_or_name_or_leave_its_place() -> None:
    words = "</div></body><h1 id=x class=cover style='color:red' onclick=y>Mine</h1><style>h1{display:none}</style>"
    _, pdf = rendered(PAGE.format("<p>After</p>"), words + "<p style='display:none'>Shown</p>")
    assert "ApageAfterMineShown" in words_of(pdf)


def test_numbering_keeps_its_start_its_kind_and_its_steps() -> None:
    styles = Path(printing_child.__file__).parents[2].joinpath("static/pdf/print.css").read_text()
    words = "<ol type=a start=3><li>x<li>y</ol><ol start=5><li>z<li value=9>v</ol>"
    _, pdf = rendered(PAGE.format(""), words, styles)
    assert "c.d.5.9." in words_of(pdf)


def test_a_sign_that_no_font_has_is_printed_as_a_box() -> None:
    _, pdf = rendered(PAGE.format(""), "<p>a\U0001d49cb\U0010fffdc</p>")
    assert "\N{WHITE SQUARE}c" in words_of(pdf)
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant


def test_pictures_of_ours_are_printed_with_their_text_and_others_are_their_text() -> None:
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\x1b\x49\x65")),
        (b"IEND", b""),
    ]
    picture = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    words = "<p><img src='app:crest' alt='The crest'> <img src='app:other' alt='Other'> <img src='app:crest'></p>"
    pdf = print_pdf(PAGE.format(""), styles=[], words={"w": words}, assets={"crest": picture})
    assert "ApageOther" in words_of(pdf)
    assert everything_in(pdf).count("/Alt (The crest)") == 1
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant


def test_the_words_of_a_picture_are_drawn_at_once() -> None:
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="9">Seven of nine</text></svg>'
    html = "<html lang=en><head><title>T</title></head><body><p><img src='app:chart' alt='Chart'></p></body></html>"
    pdf = print_pdf(html, styles=[], assets={"chart": picture})
    assert words_of(pdf) == "Sevenofnine"
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(pikepdf.parse_content_stream(opened.pages[0], "Tj TJ")) == 1


def test_the_corpus_has_the_rows_it_says_it_has() -> None:
    assert (len(FETCHES), len(SHAPES)) == (30, 39)
