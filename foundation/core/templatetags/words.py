"""How things are written on a page: days, moments, and the cleaned text of a clause."""

from datetime import date, datetime, time

import nh3
from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

register = template.Library()

MONTHS = "January February March April May June July August September October November December".split()

CLAUSE_TAGS = {
    *(
        "p",
        "br",
        "strong",
        "b",
        "em",
        "i",
        "u",
        "s",
        "sub",
        "sup",
        "a",
        "code",
        "blockquote",
        "mark",
        "ins",
        "del",
        "hr",
    ),
    *("ul", "ol", "li", "dl", "dt", "dd", "h2", "h3", "h4", "h5", "h6"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
CLAUSE_ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start", "type"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}


def _kept(tag: str, name: str, value: str) -> str | None:
    """Addresses that leave out their scheme, and so go to whoever the next two words name, are dropped."""
    return None if tag == "a" and name == "href" and value.lstrip().startswith(("//", "\\", "/\\")) else value


CLAUSE = nh3.Cleaner(
    tags=CLAUSE_TAGS,
    attributes=CLAUSE_ATTRIBUTES,
    attribute_filter=_kept,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer",
)
FRAME = '<div class="app-scroll" role="group" aria-label="Table" tabindex="0">'


@register.filter
def day(value: date | datetime | None) -> str:
    """12 May 2026. A moment is taken as the day it was in this country; nothing is "nothing"."""
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year:04}"


@register.filter
def days(first: date, last: date) -> str:
    """From one day to another, or that one day: 2 May 2026 to 5 May 2026."""
    return day(first) if first == last else f"{day(first)} to {day(last)}"


@register.filter
def number(value: int) -> str:
    """How many, with a comma before each three digits: 12,000."""
    return f"{value:,}"


@register.filter
def moment(value: datetime | None) -> str:
    """12 May 2026, 3:40pm, in this country's time."""
    if not value:
        return ""
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{day(value)}, {clock(value.time())}"


@register.filter
def clock(value: time | None) -> str:
    """3:40pm."""
    return f"{value.hour % 12 or 12}:{value:%M}{'am' if value.hour < 12 else 'pm'}" if value is not None else ""


@register.filter
def clause_html(value: str | None) -> SafeString:
    """The HTML of a clause, cleaned again on its way out. The only place where stored HTML is let through.

    A table too wide for a phone is scrolled in a frame of its own, which a keyboard reaches too.
    """
    clean = CLAUSE.clean(value or "").replace("<table", f"{FRAME}<table").replace("</table>", "</table></div>")
    return SafeString(clean)  # nh3 has just cleaned it by an allow-list
