"""Texts as people and ill-wishers type them, and numbers, dates and ids as they stand in addresses. Made by code.

`works`: the words of real people and places, which must be kept as they are. `never`: what must not stand in any page,
whatever was made of the text: the text unescaped, or what it would come to if something ran it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

RUN = 7191 * 7193  # what a template or an expression would make of the product below


@dataclass(frozen=True)
class Text:
    """One row of the corpus."""

    name: str
    value: str
    works: bool = False
    never: str = ""


def texts() -> list[Text]:
    """Every row of the corpus of texts."""
    return [*names(), *controls(), *directions(), *unicode(), *long(), *markup(), *expressions(), *injections()]


def names() -> Iterator[Text]:
    """Names that are somebody's."""
    for name, value in {
        "apostrophe": "Siobhán O'Brien",
        "curly apostrophe": "Siobhán O\u2019Brien",
        "Null": "Jennifer Null",
        "None": "None",
        "accents": "Zoë Núñez-Åkerström",
        "double-barrelled": "Anne-Marie Smith-Jones de la Cruz",
        "one letter": "X",
        "single name": "Sukarno",
        "Arabic": "محمد الأمين بن عبد الله",
        "Hebrew": "דוד בן־גוריון",
        "Urdu with a joiner left out": "زینب بی\u200cبی خان",
        "Arabic beside English": "Ms Fatima (فاطمة) Khan",
        "Chinese": "王秀英",
        "beyond the first plane": "𠮷野家",
        "Welsh": "Llŷr ap Siôn",
        "Hindi": "श्रीमती लक्ष्मी",
        "ampersand": "Early Years & Key Stage 1",
        "family of four": "The 👩\u200d👩\u200d👧\u200d👦 club",
        "per cent": "100% attendance",
        "backslash": "Reading\\Writing",
    }.items():
        yield Text(name, value, works=name != "backslash")


def controls() -> Iterator[Text]:
    yield Text("NUL in the middle", "Before\0after")
    yield Text("NUL alone", "\0")
    yield Text("all C0 controls", "a" + "".join(map(chr, range(1, 32))) + "b")
    yield Text("all C1 controls", "a" + "".join(map(chr, range(0x7F, 0xA0))) + "b")
    yield Text("line and paragraph separators", "one\u2028two\u2029three\u0085four")
    yield Text("carriage return and line feed", "Subject\r\nBcc: everybody@example.com")
    yield Text("ANSI colours", "\x1b[31mred\x1b[0m\x1b]0;title\x07")
    yield Text("delete and backspace", "abc\x08\x08\x08\x7fxyz")
    yield Text("only blanks", "   \t  ")
    yield Text("only odd blanks", "\u00a0\u2003\u3000\u200b")


def directions() -> Iterator[Text]:
    """Marks that turn text round: a name may be written from the right, but never turn what stands after it."""
    yield Text("right-to-left override", "invoice\u202egpj.exe", never="\u202e")
    yield Text("left-to-right override", "abc\u202dcba", never="\u202d")
    yield Text("embedding never closed", "abc\u202bdef", never="\u202b")
    yield Text("isolate never closed", "abc\u2067def\u2066ghi", never="\u2067")
    yield Text("closed too often", "abc\u2069\u202c\u2069def", never="\u202c")


def unicode() -> Iterator[Text]:
    yield Text("lone high surrogate", "a\ud800b")
    yield Text("lone low surrogate", "a\udfffb")
    yield Text("surrogates the wrong way round", "a\udc00\ud800b")
    yield Text("byte order mark", "\ufeffabc")
    yield Text("non-characters", "a\ufffe\uffff\U0001ffffb")
    yield Text("zero-width letters", "ad\u200bmin\u200d\u2060\u00ad")
    yield Text("Cyrillic that looks Latin", "\u0410dmin \u0441lerk")
    yield Text("composed and not", "Zoe\u0308 Zo\u00eb")
    yield Text("tags of flags", "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f")
    yield Text("full-width", "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e")
    yield Text("last character there is", "a\U0010ffffb")


def long() -> Iterator[Text]:
    yield Text("50,000 combining marks", "a" + "\u0301" * 50_000)
    yield Text("1 MB without a blank", "x" * 1_000_000)
    yield Text("1 MB of words", "word " * 200_000)
    yield Text("100,000 lines", "\n" * 100_000 + "end")
    yield Text("4,000 brackets deep", "(" * 4_000 + ")" * 4_000)
    yield Text("10,000 emoji", "👩\u200d🏫" * 10_000)
    yield Text("one more than 255", "y" * 256)


def markup() -> Iterator[Text]:
    for name, value in {
        "svg out of an attribute": '"><svg/onload=alert(1)>',
        "svg out of a single quote": "'><svg/onload=alert(1)>",
        "script": "<script>alert(1)</script>",
        "script out of a textarea": "</textarea><script>alert(1)</script>",
        "script out of a title": "</title><script>alert(1)</script>",
        "script out of a style": "</style><script>alert(1)</script>",
        "picture": "<img src=x onerror=alert(1)>",
        "comment never closed": "<!--<img src=x onerror=alert(1)>",
        "base": '<base href="https://evil.example/">',
        "form": '<form action="https://evil.example/">',
        "iframe": '<iframe srcdoc="<script>alert(1)</script>">',
        "mathematics": '<math><mi//xlink:href="data:x,<script>alert(1)</script>">',
    }.items():
        yield Text(name, value, never=value)
    yield Text("event in an attribute", '" autofocus onfocus="alert(1)', never='onfocus="alert(1)"')
    yield Text("entities twice", "&amp;lt;script&amp;gt;&#60;script&#62;", never="<script>alert")
    yield Text("script address", "javascript:alert(1)", never='href="javascript:')
    yield Text("script address in Markdown", "[here](javascript:alert(1))", never='href="javascript:')
    yield Text("data address in Markdown", "![x](data:text/html,<script>alert(1)</script>)", never="<script>alert")


def expressions() -> Iterator[Text]:
    made = str(RUN)
    yield Text("template expression", "{{7191*7193}}", never=made)
    yield Text("template filter", "{{ request.user.password|safe }}", never="md5$")
    yield Text("template tag", "{% debug %}", never="INSTALLED_APPS")
    yield Text("template include", "{% include 'base.html' %}")
    yield Text("template never closed", "{{ {% {#")
    yield Text("percent and format", "%s%n%d%(x)s {0.__class__} {school.name!r}", never="<class")
    yield Text("shell", "$(id) `id` ; id | id & ${7191*7193}", never=made)
    yield Text("jndi", "${jndi:ldap://127.0.0.1/a}")
    yield Text("spreadsheet formula", '=HYPERLINK("https://evil.example","Click")')
    yield Text("spreadsheet command", "@SUM(1+1)*cmd|' /C calc'!A0")


def injections() -> Iterator[Text]:
    yield Text("SQL quote and comment", "'--")
    yield Text("SQL drop", "'); DROP TABLE schools_school; --")
    yield Text("SQL or", "' OR '1'='1")
    yield Text("LIKE wildcards", "%_%\\%")
    yield Text("JSON", '{"$ne": null, "__proto__": {"a": 1}}')
    yield Text("path upwards", "../../../../etc/passwd", never="root:")
    yield Text("address list", "a@example.com,b@example.com")
    yield Text("XML entity", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', never="root:")


def numbers() -> list[str]:
    """Numbers and dates where a number, a date or a choice is expected."""
    whole = ["-1", "0", "1", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "1" + "0" * 30]
    odd = [
        "9" * 5000,
        "1e9",
        "1.5",
        "NaN",
        "Infinity",
        "-0",
        "+1",
        " 1",
        "1 ",
        "0x1",
        "1_000",
        "0b1",
        "١٢",
        "\uff11\uff12",
        "²",
        "½",
    ]
    ends = [
        "",
        "last",
        "None",
        "null",
        "true",
        "[]",
        "{}",
        "1;2",
        "1,2",
        "1/0",
        "\0",
        "1\0",
        "\n",
        "%00",
        "%",
        "\ud800",
        "'",
    ]
    dates = [
        "0001-01-01",
        "9999-12-31",
        "2026-02-30",
        "2028-02-29",
        "2027-02-29",
        "10000-01-01",
        "2026-13-01",
        "31/02/2026",
    ]
    times = ["2026-03-29T01:30", "2026-10-25T01:30", "2026-01-01T00:00:00+14:00", "24:00", "1970-01-01", "-0001-01-01"]
    keys = [
        "-name",
        "name",
        "password",
        "-pk",
        "user__password",
        "school__users",
        "__class__",
        "?",
        "name;DROP TABLE x",
    ]
    return [*whole, *odd, *ends, *dates, *times, *keys]


def ids() -> list[str]:
    """What stands in an address where the uid of a row or the name of a school should."""
    uid = "00000000-0000-4000-8000-000000000000"
    forms = [
        uid,
        uid.upper(),
        uid.replace("-", ""),
        f"{{{uid}}}",
        f"urn:uuid:{uid}",
        f"{uid}0",
        uid[:-1],
        f" {uid}",
        f"{uid}\0",
    ]
    others = [
        "0",
        "-1",
        "1",
        "9" * 100,
        "None",
        "null",
        "admin",
        "..",
        "%2e%2e",
        "%00",
        "%ff%fe",
        "%ED%A0%80",
        "'--",
        "*",
        "x" * 2000,
    ]
    return [*forms, *others, "é", "%c3%a9", "a b", "a;b", "policies", "account", "static", "<svg>", "{{7*7}}"]
