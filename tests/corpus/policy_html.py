"""Hostile HTML for the clauses of a policy, made by code: scripts, addresses, mutations, fetches, exhaustion.

A row is an id, the HTML and the answer: `cleaned` (what is left is harmless), `refused` (with a sentence) or `either`.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from tests.corpus.policy_html_words import CALL, CARRIERS, EVENTS, SCHEMES

CANARY = "http://127.0.0.1:9/canary"


@dataclass(frozen=True)
class Row:
    """One piece of hostile HTML; `html` may be long. `kept` must still be there afterwards."""

    id: str
    html: str
    answer: str = "cleaned"
    kept: str = ""


SCRIPTS = (
    f"<script>{CALL}</script>",
    f"<SCRIPT SRC={CANARY}></SCRIPT>",
    f"<script/x>{CALL}</script>",
    f"<script\n>{CALL}</script\n>",
    f"<<script>{CALL}//<</script>",
    f"<scr<script>ipt>{CALL}</scr</script>ipt>",
    f"<script>{CALL}",
    "<script src=//evil.example/x.js",
    f"<img src=x onerror={CALL}>",
    f"<img src=x onerror={CALL}//",
    f"<img src=`x`onerror={CALL}>",
    f'<img """><script>{CALL}</script>">',
    f"<svg/onload={CALL}>",
    f"<svg><script>{CALL}</script></svg>",
    f"<svg><animate onbegin={CALL} attributeName=x>",
    f"<svg><a xlink:href=javascript:{CALL}><text>x</text></a></svg>",
    f"<svg><set attributeName=href to=javascript:{CALL} /></svg>",
    f"<svg><foreignObject><iframe src=javascript:{CALL}></iframe></foreignObject></svg>",
    f"<math href=javascript:{CALL}>x</math>",
    f"<math><maction actiontype=statusline xlink:href=javascript:{CALL}>x</maction></math>",
    f"<iframe src=javascript:{CALL}></iframe>",
    f"<iframe srcdoc='<script>{CALL}</script>'></iframe>",
    f"<object data=javascript:{CALL}></object>",
    f"<embed src=javascript:{CALL}>",
    "<applet code=x></applet>",
    f"<form action=javascript:{CALL}><input type=submit></form>",
    f"<button formaction=javascript:{CALL}>x</button>",
    f"<isindex type=image src=1 onerror={CALL}>",
    f"<input onfocus={CALL} autofocus>",
    f"<select onfocus={CALL} autofocus><option>x</select>",
    f"<textarea onfocus={CALL} autofocus>x</textarea>",
    f"<keygen onfocus={CALL} autofocus>",
    f"<video><source onerror={CALL}></video>",
    f"<audio src=x onerror={CALL}>",
    f"<details ontoggle={CALL} open>x</details>",
    f"<body onload={CALL}>",
    f"<frameset onload={CALL}><frame src=x></frameset>",
    f"<table background=javascript:{CALL}><tr><td>x</table>",
    f"<div style=width:expression({CALL})>x</div>",
    f"<div style=background:url(javascript:{CALL})>x</div>",
    f"<style>*{{xss:expression({CALL})}}</style>",
    f"<style>@import '{CANARY}';</style>",
    f"<link rel=stylesheet href={CANARY}>",
    f"<link rel=import href={CANARY}>",
    f"<meta http-equiv=refresh content='0;url=javascript:{CALL}'>",
    f"<meta charset=utf-7>+ADw-script+AD4-{CALL}+ADw-/script+AD4-",
    f"<base href={CANARY}/>",
    "<xml id=x><a><b>&lt;script&gt;</b></a></xml>",
    f"<?xml-stylesheet href=javascript:{CALL}?>",
    f"<!--[if gte IE 4]><script>{CALL}</script><![endif]-->",
    f"<!DOCTYPE html [<!ENTITY x '<script>{CALL}</script>'>]>&x;",
    f"<![CDATA[<script>{CALL}</script>]]>",
    f"<template><script>{CALL}</script></template>",
    f"<template shadowrootmode=open><script>{CALL}</script></template>",
    f"<slot name=x onslotchange={CALL}></slot>",
    f"<portal src={CANARY}></portal>",
    f"<dialog open onclose={CALL}>x</dialog>",
    f"<x onclick={CALL} tabindex=1>x</x>",
    f"<bgsound src=javascript:{CALL}>",
    f"<layer src={CANARY}></layer>",
    f"&lt;script&gt;{CALL}&lt;/script&gt;",
    f"\u2028<script>{CALL}</script>\u2029",
    f"\x00<scr\x00ipt>{CALL}</scr\x00ipt>",
    f"<a href=https://x.example/ target=_blank ping={CANARY} download>x</a>",
)
MUTATIONS = (
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={CALL}&gt;'>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={CALL}>",
    f"<svg></p><style><a id='</style><img src=1 onerror={CALL}>'>",
    f"<math></br><style><!--</style><img src=1 onerror={CALL}>--></style>",
    f"<noscript><p title='</noscript><img src=x onerror={CALL}>'>",
    f"<noembed><p title='</noembed><img src=x onerror={CALL}>'>",
    f"<noframes><p title='</noframes><img src=x onerror={CALL}>'>",
    f"<iframe><p title='</iframe><img src=x onerror={CALL}>'>",
    f"<xmp><p title='</xmp><img src=x onerror={CALL}>'>",
    f"<title><p title='</title><img src=x onerror={CALL}>'>",
    f"<textarea><p title='</textarea><img src=x onerror={CALL}>'>",
    f"<style><p title='</style><img src=x onerror={CALL}>'>",
    f"<plaintext><p title='</plaintext><img src=x onerror={CALL}>'>",
    f"<svg><style><img src='</style><img src=x onerror={CALL}>'>",
    f"<svg><title><p title='</title><img src=x onerror={CALL}>'></svg>",
    f"<svg><desc><table><td></svg><style><img title='</style><img onerror={CALL} src=x>'>",
    f"<math><annotation-xml encoding=text/html><style><img title='</style><img onerror={CALL} src=x>'></math>",
    f"<table><td><form><input></td></form></table><p onclick={CALL}>",
    f"<select><template><style><!--</style><a rel='--></style></template></select><img id=x src onerror={CALL}>'>",
    f"<p id='</p><script>{CALL}</script>'>x",
    f"<a title='<!--' href=https://x.example/>--><img src=x onerror={CALL}></a>",
    f"<b><p><i></b><img src=x onerror={CALL}></i></p>",
    f"<table><b><tr><td></b><img src=x onerror={CALL}></table>",
    f"<ul><li><table><ul><li></table><img src=x onerror={CALL}>",
    f"<h3><p></h3><svg onload={CALL}></p>",
    f"<option><style></option></select><img src=x onerror={CALL}></style>",
    f"<dl><dt><dd></dl><math><mi//xlink:href='data:x,<script>{CALL}</script>'>",
    f"<svg><![CDATA[><img src=x onerror={CALL}>]]></svg>",
    f"<!--><img src=x onerror={CALL}>-->",
    f"<!--x--!><img src=x onerror={CALL}>-->",
)
CLOBBERING = (
    "csrfmiddlewaretoken",
    "location",
    "document",
    "body",
    "forms",
    "cookie",
    "attributes",
    "innerHTML",
    "nodeName",
    "parentNode",
)


def _shapes() -> Iterator[Row]:
    """What would keep a parser or a printer busy, or bring it down."""

    def nested(start: str, end: str, times: int) -> str:
        return start * times + "x" + end * times

    for tag in (
        "div",
        "blockquote",
        "b",
        "span",
        "ul><li",
        "ol><li",
        "table><tr><td",
        "dl><dd",
        "a href=https://x.example/",
        "em",
        "font",
    ):
        close = f"</{tag.split('>')[0].split()[0]}>"
        yield Row(f"60 nested {tag}", nested(f"<{tag}>", close, 60), "either")
        yield Row(f"5,000 nested {tag}", nested(f"<{tag}>", close, 5_000), "refused")
    for tag in ("div", "b", "table", "a"):
        yield Row(f"100,000 open {tag}", f"<{tag}>" * 100_000 + "x", "refused")
        yield Row(f"100,000 {tag} closed by another name", f"<{tag}></q>" * 100_000, "refused")
    yield Row("60,000 paragraphs", "<p>x" * 60_000, "refused")
    yield Row("25,000 paragraphs", "<p>x</p>" * 25_000, "refused")
    yield Row("19,000 paragraphs", "<p>x</p>" * 19_000, "cleaned")
    yield Row("open letters over paragraphs", "<b><i><u><s><em>" * 5 + "<p>x" * 30_000, "refused")
    yield Row("fonts of many colours", "".join(f"<font color={n}>" for n in range(29)) + "<p>x" * 30_000, "refused")
    yield Row("5,000 rows", "<table>" + "<tr><td>x<td>y<td>z" * 5_000 + "</table>", "refused")
    yield Row("1,000 columns", "<table><tr>" + "<td>x" * 1_000 + "</table>", "refused")
    for span in ("1000000", "65534", "51", "-1", "0", "1e9", "9" * 5_000, "\u0661\u0662", "٣"):
        yield Row(f"a column span of {span[:20]}", f"<table><tr><td colspan='{span}'>x</table>", "cleaned", "x")
        yield Row(f"a row span of {span[:20]}", f"<table><tr><td rowspan='{span}'>x</table>", "cleaned", "x")
    yield Row("a list that starts at a million", "<ol start=1000000><li>x</ol>", "cleaned", "x")
    yield Row("50,000 marks on a letter", "<p>e" + "\u0301" * 50_000, "cleaned", "e")
    yield Row("marks on every letter", "<p>" + ("e" + "\u0301" * 40) * 10_000, "either")
    yield Row("200,000 words", "<p>" + "and " * 200_000, "refused")
    yield Row("two million letters", "<p>" + "a" * 2_000_000, "refused")
    yield Row("a word of 5,000 letters", "<p>" + "a" * 5_000, "refused")
    yield Row("100,000 attributes", "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x", "either")
    yield Row("an attribute of 900,000 letters", f"<a href='https://x.example/{'a' * 900_000}'>x</a>", "cleaned", "x")
    yield Row("100,000 entities", "<p>" + "&amp; " * 90_000, "either")
    yield Row("50,000 comments", "<!--x-->" * 50_000 + "<p>x", "cleaned", "x")
    yield Row("a comment without end", "<p>x</p><!--" + "-" * 500_000, "cleaned", "x")
    yield Row("50,000 signs of less", "<" * 50_000, "either")
    yield Row("misnested letters", "<b><i>" * 14 + "</b></i>" * 14 + "x", "cleaned", "x")
    yield Row("tables put before themselves", "<table>" + "<p>x" * 10_000, "either")
    yield Row("huge type", "<p style='font-size:1e9px'>x", "cleaned", "x")
    yield Row("boxes that bend", "<div style=display:flex>" * 14 + "x", "cleaned", "x")


def _unseen() -> Iterator[Row]:
    signs = {
        "overrides": "\u202eevil\u202c",
        "isolates": "\u2066x",
        "zero width": "a\u200bb",
        "soft hyphen": "a\u00adb",
        "tags": "a\U000e0041b",
    }
    signs |= {
        "nought": "a\0b",
        "controls": "a\x01\x02\x1bb",
        "C1": "a\x80\x9fb",
        "half a letter": "a\ud800b",
        "no characters": "a\ufffeb\uffffc",
    }
    for kind, text in signs.items():
        yield Row(f"unseen: {kind}", f"<p>gate {text}</p>", "cleaned", "gate")
    for kind, text in {
        "Arabic": "سياسة المدرسة",
        "Hebrew": "בית ספר",
        "Urdu": "اسکول",
        "family": "👨‍👩‍👧",
        "accents": "Zoë Nuñez",
        "Welsh": "ŵ",
    }.items():
        yield Row(f"kept: {kind}", f"<p>{text}</p>", "cleaned", text)
    for text in ("{{7*7}}", "{% debug %}", "${jndi:ldap://x}", "%s%n", "'--", "=cmd|' /C calc'!A0"):
        yield Row(f"kept as text: {text}", f"<p>{text}</p>", "cleaned", text)


FETCHES = (
    "<img src=@>",
    "<img srcset='@ 1x'>",
    "<picture><source srcset=@></picture>",
    "<link rel=stylesheet href=@>",
    "<link rel=preload href=@ as=font>",
    "<style>@import url(@)</style>",
    "<style>p{background:url(@)}</style>",
    "<p style='background:url(@)'>",
    "<table background=@>",
    "<td background=@>",
    "<object data=@></object>",
    "<embed src=@>",
    "<iframe src=@></iframe>",
    "<link rel=attachment href=@>",
    "<a rel=attachment href=@>x</a>",
    "<svg><image href=@ /></svg>",
    "<svg><use href=@#x /></svg>",
    "<svg><style>@import '@'</style></svg>",
    "<style>@font-face{src:url(@)}</style>",
    "<ul style='list-style-image:url(@)'>",
    "<style>p::before{content:url(@)}</style>",
    "<style>@color-profile --c{src:url(@)}</style>",
    "<base href=@>",
    "<meta http-equiv=refresh content='0;url=@'>",
    "<video src=@ poster=@></video>",
    "<audio src=@></audio>",
    "<track src=@>",
    "<input type=image src=@>",
    "<body background=@>",
    "<form action=@><button>x</button></form>",
    "<script src=@></script>",
    "<frame src=@>",
)


def rows() -> list[Row]:
    """The whole class."""
    made = [Row(f"script {n}: {text[:40]!r}", text) for n, text in enumerate(SCRIPTS)]
    made += [Row(f"mutation {n}", text) for n, text in enumerate(MUTATIONS)]
    for event, carrier in zip(EVENTS, itertools.cycle(CARRIERS), strict=False):
        made.append(Row(f"on{event} of {carrier}", f"<{carrier} on{event}={CALL}>gate"))
    made += [
        Row(
            f"address: {kind}",
            f'<a href="{target}">gate</a>' if '"' not in target else f"<a href='{target}'>gate</a>",
            "cleaned",
            "gate",
        )
        for kind, target in SCHEMES.items()
    ]
    for name in CLOBBERING:
        made.append(
            Row(
                f"clobbering {name}",
                f"<form name={name}><a id={name} name={name} class={name}>gate</a></form>",
                "cleaned",
                "gate",
            )
        )
    made += [
        Row(
            f"fetch {n}: {text[:30]}",
            text.replace("@import", "\x07")
            .replace("@font", "\x08")
            .replace("@color", "\x05")
            .replace("@", CANARY)
            .replace("\x07", "@import")
            .replace("\x08", "@font")
            .replace("\x05", "@color"),
        )
        for n, text in enumerate(FETCHES)
    ]
    return [*made, *_shapes(), *_unseen()]
