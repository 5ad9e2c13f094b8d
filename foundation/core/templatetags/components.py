"""The parts that pages are made of. `docs/design.md` shows each with an example."""

from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from foundation.core import colour
from foundation.core.addresses import address
from foundation.core.templatetags.charts import figure_chart, figure_stack

register = template.Library()
register.inclusion_tag("components/chart.html")(figure_chart)
register.inclusion_tag("components/stack.html")(figure_stack)
register.filter(address)


@register.simple_tag(takes_context=True)
def accent_style(context: Context) -> SafeString | str:
    """The colour of the school in hand as CSS variables, under the page's nonce; the house colour where none is."""
    chosen = context.get("accent") or getattr(context.get("school"), "colour", "")
    if not chosen:
        return ""
    shades = colour.accent(chosen)
    return format_html(
        '<style nonce="{}">:root{{--accent:{};--accent-strong:{};--accent-tint:{}}}</style>',
        context.get("CSP_NONCE", ""),
        shades.plain,
        shades.strong,
        shades.tint,
    )


@register.simple_tag
def tag(status: Any) -> SafeString:
    """A status as a word in its colour. Takes a choice, its label or its value; the style follows the word."""
    return _tag(str(getattr(status, "label", status)))


@lru_cache(maxsize=256)
def _tag(said: str) -> SafeString:
    word = said.replace("_", " ")
    return format_html('<strong class="app-tag app-tag--{}">{}</strong>', slugify(word), word[:1].upper() + word[1:])


@register.simple_block_tag
def summary_list(content: str) -> SafeString:
    """A list of facts; the rows are `{% fact %}`."""
    return format_html('<dl class="govuk-summary-list">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, name: str, change: str = "", word: str = "Change") -> SafeString:
    """A row of a summary list, with a link to change it where `change` is an address."""
    link = _change_link(name, change, word) if change else ""
    none = "" if change else " govuk-summary-list__row--no-actions"
    return format_html(
        '<div class="govuk-summary-list__row{}"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd>{}</div>',
        none,
        name,
        content.strip() and content,
        link,
    )


def _change_link(name: str, address: str, word: str) -> SafeString:
    return format_html(
        '<dd class="govuk-summary-list__actions"><a class="govuk-link" href="{}">{}'
        '<span class="govuk-visually-hidden"> {}</span></a></dd>',
        address,
        word,
        name[:1].lower() + name[1:],
    )


@register.simple_block_tag
def task_list(content: str) -> SafeString:
    """Things done in several sittings; the rows are `{% task %}`."""
    return format_html('<ul class="govuk-task-list">{}</ul>', content)


@register.inclusion_tag("components/task.html")
def task(name: str, status: Any, url: str = "", hint: str = "") -> dict[str, Any]:
    """A row of a task list; without an address it cannot be started yet."""
    return {"name": name, "status": status, "url": url, "hint": hint, "id": f"task-{slugify(name)}"}


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """The policy's own words at the point where they matter."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def details(content: str, summary: str) -> SafeString:
    """What only some want to read: "Why do we ask this"."""
    return format_html(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        summary,
        content,
    )


@register.simple_block_tag
def warning(content: str) -> SafeString:
    """What cannot be undone, or has a consequence, in one sentence."""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span>{}</strong></div>',
        content,
    )


@register.simple_block_tag
def confirmation(content: str, title: str) -> SafeString:
    """What was done, what happens next, and who has it now."""
    return format_html('<div class="app-panel"><h2 class="govuk-heading-l">{}</h2>{}</div>', title, content)


@register.simple_block_tag
def empty_state(content: str, title: str) -> SafeString:
    """Said in place of a list with nothing in it."""
    return format_html('<div class="app-empty"><p class="app-empty__title">{}</p>{}</div>', title, content)


@register.simple_block_tag
def timeline(content: str) -> SafeString:
    """What has happened and what is to come, in order; the entries are `{% step %}`."""
    return format_html('<ol class="app-timeline">{}</ol>', content)


@register.simple_block_tag
def step(content: str, title: str, state: str = "") -> SafeString:
    """An entry of a timeline; `state` is "done", "now" or nothing."""
    words = {"done": "Done: ", "now": "Now: "}.get(state, "")
    return format_html(
        '<li class="app-timeline__item app-timeline__item--{}"><h3 class="govuk-heading-s govuk-!-margin-bottom-1">'
        '<span class="govuk-visually-hidden">{}</span>{}</h3>{}</li>',
        state or "later",
        words,
        title,
        content,
    )


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(context: Context, form: Any, count: str = "", export: str = "") -> dict[str, Any]:
    """A form of a GET as a bar above a list, with what was found in words and a file of the same rows."""
    return {
        "form": form,
        "count": count,
        "export": f"{export}{_query(context)}" if export else "",
        "is_filtered": any(field.value() for field in form.visible_fields()),
        "sort": _given(context).get("sort", ""),
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the other pages of a list, with the filter and the order kept."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "pages": [(n, _query(context, page=n) if isinstance(n, int) else "") for n in numbers],
        "previous": _query(context, page=page.number - 1) if page.has_previous() else "",
        "next": _query(context, page=page.number + 1) if page.has_next() else "",
    }


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Context, key: str, title: str) -> dict[str, Any]:
    """The head of a column that sorts: `?sort=key` upwards, `?sort=-key` downwards."""
    now = _given(context).get("sort", "")
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    wanted = f"-{key}" if order == "ascending" else key
    return {"title": title, "order": order, "address": _query(context, sort=wanted, page=None)}


def _given(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET if request else QueryDict()


def _query(context: Context, **changed: Any) -> str:
    """The address's own question with some parts changed; None takes one out."""
    query = _given(context).copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"
