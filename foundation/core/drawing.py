"""The commonest controls drawn without a template: a list with a filter draws dozens of options for each page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    """As Django's own template has them: False takes one away, True has no value."""
    said = [(name, value) for name, value in attrs.items() if value is not False]
    parts = [
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value) for name, value in said
    ]
    return format_html_join("", "{}", ((part,) for part in parts))


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget["attrs"])
    )


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = format_html_join("", "{}", ((_options(*group),) for group in widget["optgroups"]))
    return format_html('<select name="{}"{}>{}\n</select>', widget["name"], _attributes(widget["attrs"]), groups)


def _options(name: str | None, choices: list[dict[str, Any]], place: int) -> SafeString:
    rows = ((option["value"], _attributes(option["attrs"]), option["label"]) for option in choices)
    drawn = format_html_join("", '\n<option value="{}"{}>{}</option>', rows)
    return format_html('\n<optgroup label="{}">{}\n</optgroup>', name, drawn) if name else drawn


DRAWN: Mapping[str, Callable[[Mapping[str, Any]], SafeString]] = {
    "django/forms/widgets/email.html": _input,
    "django/forms/widgets/hidden.html": _input,
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/text.html": _input,
}


class Renderer(TemplatesSetting):
    """Django's renderer, but for the controls drawn here."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = DRAWN.get(template_name)
        return super().render(template_name, context, request) if draw is None else draw(context["widget"])
