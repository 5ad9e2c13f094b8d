"""Bad Word files, each made by code: what must be turned away with a sentence and what must be read without harm.

A row is an id, a generator and the answer: `refused`, `read` or `either`. Words in `absent` must not come through; the
warning `told` must be given. `heavy` rows are run in a child of their own. CANARY stands for a loopback address.
"""

import io
import random
import struct
import zipfile
from collections.abc import Iterator
from functools import partial

from tests.corpus.docx_inside import links, odd, unseen
from tests.corpus.docx_parts import (
    CANARY,
    CONTENT,
    PROSE,
    Row,
    W,
    para,
    parts,
    word,
    zipped,
)


def _bombs() -> Iterator[Row]:
    for size in (5, 15, 19, 50, 100):
        answer = "refused"
        yield Row(f"one run of {size} MB", partial(_one_run, size), answer, heavy=True)
        yield Row(f"many runs of {size} MB", partial(_many_runs, size), answer, heavy=True)
    yield Row("200,000 paragraphs", lambda: word("<w:p/>" * 200_000 + PROSE), "refused", heavy=True)
    yield Row("70,000 paragraphs of a word", lambda: word(para("x") * 70_000), "refused", heavy=True)
    yield Row("prefix of another name, 200,000 paragraphs", _other_prefix, "refused", heavy=True)
    yield Row("300,000 empty runs", lambda: word(f"<w:p>{'<w:r/>' * 300_000}</w:p>{PROSE}"), "either", heavy=True)
    yield Row(
        "100,000 rows",
        lambda: word(f"<w:tbl>{'<w:tr><w:tc><w:p/></w:tc></w:tr>' * 100_000}</w:tbl>"),
        "refused",
        heavy=True,
    )
    yield Row(
        "15,000 rows",
        lambda: word(f"<w:tbl>{f'<w:tr><w:tc>{PROSE}</w:tc></w:tr>' * 15_000}</w:tbl>"),
        "refused",
        heavy=True,
    )
    yield Row("100,000 styles", _many_styles, "either", heavy=True)
    yield Row(
        "20,000 members",
        lambda: zipped(parts() | {f"word/x{n}.xml": b"" for n in range(20_000)}),
        "refused",
        heavy=True,
    )
    yield Row("2,001 members", lambda: zipped(parts() | {f"word/x{n}.xml": b"" for n in range(2_001)}), "refused")
    yield Row("a zip in a zip", lambda: word(word__inner_dot_zip=word()), "read")
    yield Row("ten zips in each other", _zips_in_zips, "read")
    yield Row("a bomb in a zip in it", lambda: word(word__inner_dot_zip=_one_run(100)), "read", heavy=True)


def _one_run(size: int) -> bytes:
    return word(para("a" * size * 1024 * 1024))


def _many_runs(size: int) -> bytes:
    return word(f"<w:p>{'<w:r><w:t>and so on </w:t></w:r>' * (size * 1024 * 1024 // 36)}</w:p>")


def _other_prefix() -> bytes:
    text = word("<w:p/>" * 200_000 + PROSE)
    made = {name: zipfile.ZipFile(io.BytesIO(text)).read(name) for name in zipfile.ZipFile(io.BytesIO(text)).namelist()}
    made["word/document.xml"] = (
        made["word/document.xml"].replace(b"<w:", b"<q:").replace(b"</w:", b"</q:").replace(b"xmlns:w", b"xmlns:q")
    )
    return zipped(made)


def _many_styles() -> bytes:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(100_000)
    )
    return word(word__styles_dot_xml=f"<w:styles {W}>{styles}</w:styles>")


def _zips_in_zips() -> bytes:
    inner = word()
    for _ in range(10):
        inner = word(word__inner_dot_zip=inner)
    return inner


def _damage() -> Iterator[Row]:
    whole = word()
    for tenth in range(1, 10):
        yield Row(
            f"cut off at {tenth * 10} %", partial(lambda part: whole[: len(whole) * part // 10], tenth), "refused"
        )
    for seed in range(12):
        yield Row(f"bytes changed, {seed}", partial(_changed, whole, seed), "either")
    for name in parts():
        yield Row(
            f"wrong sum of {name}",
            partial(_wrong_sum, name),
            "refused",
        )
    yield Row("something before the zip", lambda: b"#!/bin/sh\n" + whole, "refused")
    yield Row("something after the zip", lambda: whole + b"x" * 100, "either")
    yield Row("two zips after one another", lambda: whole + whole, "either")
    yield Row("packed with bzip2", lambda: zipped(parts(), zipfile.ZIP_BZIP2), "refused")
    yield Row("packed with lzma", lambda: zipped(parts(), zipfile.ZIP_LZMA), "refused")
    yield Row("not packed at all", lambda: zipped(parts(), zipfile.ZIP_STORED), "read")
    yield Row("encrypted", _encrypted, "refused")
    yield Row("large sizes form", _zip64, "read")
    yield Row("entries that lie over one another", _overlapping, "refused")
    yield Row("a size that is not true", _false_size, "refused")
    for part in ("word/document.xml", "[Content_Types].xml", "_rels/.rels"):
        yield Row(f"no {part}", partial(_without, part), "read" if part == "_rels/.rels" else "refused")
        yield Row(f"nothing in {part}", partial(lambda name: zipped(parts() | {name: b""}), part), "refused")
        yield Row(f"no XML in {part}", partial(lambda name: zipped(parts() | {name: b"<w:p>&nbsp;"}), part), "refused")


def _changed(whole: bytes, seed: int) -> bytes:
    chance, data = random.Random(seed), bytearray(whole)  # noqa: S311 - the same bytes each time
    for _ in range(3):
        data[chance.randrange(4, len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _wrong_sum(name: str) -> bytes:
    made = parts()
    data = bytearray(zipped(made, zipfile.ZIP_STORED))
    at = data.find(made[name])
    data[at + 5] ^= 1
    return bytes(data)


def _encrypted() -> bytes:
    data = bytearray(word())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def _zip64() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts().items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
    return out.getvalue()


def _overlapping() -> bytes:
    """Every entry of the directory points at the packed bytes of the first."""
    data = bytearray(zipped(parts() | {f"word/x{n}.xml": b"y" * 1000 for n in range(20)}))
    at, first = data.find(b"PK\x01\x02"), None
    while at >= 0:
        first = data[at + 42 : at + 46] if first is None else first
        data[at + 42 : at + 46] = first
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def _false_size() -> bytes:
    data = bytearray(word(para("a" * 3_000_000)))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        size = struct.unpack_from("<I", data, at + 24)[0]
        struct.pack_into("<I", data, at + 24, min(size, 1000))
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def _without(name: str) -> bytes:
    return zipped({other: data for other, data in parts().items() if other != name})


def _names() -> Iterator[Row]:
    bad = (
        "../evil",
        "..\\evil",
        "/etc/evil",
        "C:\\evil",
        "C:evil",
        "word/../../evil",
        "word/\tevil",
        "word/evil\n",
        "\\\\host\\evil",
    )
    for name in bad:
        yield Row(f"member named {name!r}", partial(lambda part: zipped(parts() | {part: b"x"}), name), "refused")
    yield Row("the same name in other letters", lambda: zipped(parts() | {"WORD/document.xml": b"x"}), "refused")
    yield Row("the same name twice", _twice, "refused")
    yield Row("a symbolic link", _symlink, "refused")
    for name in (
        "policy.doc",
        "policy.docm",
        "policy.dotm",
        "policy.pdf",
        "policy.txt",
        "policy.zip",
        "policy",
        "policy.docx.exe",
    ):
        yield Row(f"a Word file called {name}", word, "refused", name=name)
    other = {
        "nothing": b"",
        "one byte": b"x",
        "spaces": b"  \n",
        "OLE": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        "PDF": b"%PDF-1.7\n",
    }
    other |= {
        "RTF": b"{\\rtf1 hello}",
        "HTML": b"<html>x</html>",
        "PNG": b"\x89PNG\r\n\x1a\n",
        "an empty zip": b"PK\x05\x06" + b"\0" * 18,
    }
    other |= {
        "a plain zip": zipped({"x.txt": b"x"}),
        "a sheet": word(content=CONTENT.replace("wordprocessingml", "spreadsheetml")),
    }
    for kind, data in other.items():
        yield Row(f"{kind} called .docx", partial(bytes, data), "refused")


def _twice() -> bytes:
    """Built by hand, since zipfile warns of it."""
    data = zipped(parts() | {"word/documenu.xml": b"x"})
    return data.replace(b"word/documenu.xml", b"word/document.xml")


def _symlink() -> bytes:
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


ENTITIES = {
    "a file": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    "the network": f'<!DOCTYPE x [<!ENTITY e SYSTEM "http://{CANARY}/e">]>',
    "a parameter": f'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://{CANARY}/p"> %p;]>',
    "a DTD": f'<!DOCTYPE x SYSTEM "http://{CANARY}/d.dtd">',
    "laughs": "<!DOCTYPE x ["
    + '<!ENTITY e0 "ha">'
    + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    + "]>",
    "one long word": f'<!DOCTYPE x [<!ENTITY e "{"a" * 50_000}">]>',
}


def _entities() -> Iterator[Row]:
    for kind, doctype in ENTITIES.items():
        for part in (
            "word/document.xml",
            "word/styles.xml",
            "word/numbering.xml",
            "[Content_Types].xml",
            "_rels/.rels",
        ):
            yield Row(f"entity of {kind} in {part}", partial(_entity, doctype, part), "refused")
    wide = partial(_entity, ENTITIES["laughs"], "word/document.xml", "utf-16")
    yield Row("entity in UTF-16", wide, "refused")


def _entity(doctype: str, part: str, encoding: str = "utf-8") -> bytes:
    made = parts(para("&e;" if "ENTITY e " in doctype else "x"))
    inner = made.get(part, f"<w:styles {W}/>".encode()).decode()
    made[part] = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{inner}'.encode(encoding)
    return zipped(made)


def _nested() -> Iterator[Row]:
    shapes = {
        "tables": ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        "content controls": ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        "insertions": ("<w:ins>", "</w:ins>"),
        "smart tags": ("<w:p><w:smartTag>", "</w:smartTag></w:p>"),
        "choices": ("<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>"),
    }
    for kind, (start, end) in shapes.items():
        for depth in (20, 100, 3_000):
            start_named = start.replace(
                "<mc:AlternateContent>",
                '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">',
            )
            make = partial(lambda a, b, n: word(a * n + PROSE + b * n + PROSE), start_named, end, depth)
            yield Row(
                f"{depth} nested {kind}", make, "either" if depth == 20 else "refused" if depth == 3_000 else "either"
            )


def rows() -> list[Row]:
    """The whole class."""
    return [*_bombs(), *_damage(), *_names(), *_entities(), *_nested(), *links(), *unseen(), *odd()]
