"""What a form's layout is made of beside field names. All words are escaped; none is read as a template."""

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.utils import render_field
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString


class Choices:
    """Radios or checkboxes with hints, and fields that a choice reveals.

    `Choices("reason", hints={"other": "Say which"}, reveals={"other": ["other_reason"]}, inline=False)`: the keys are
    the values of the choices. Without scripts all revealed fields are shown.
    """

    def __init__(
        self,
        name: str,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, Sequence[Any]] | None = None,
        inline: bool = False,
    ) -> None:
        self.name, self.hints, self.reveals, self.inline = name, dict(hints or {}), dict(reveals or {}), inline

    def render(self, form: Any, context: Any, template_pack: str = "govuk", **_: Any) -> SafeString:
        shown = {str(value): _drawn(fields, form, context, revealed=True) for value, fields in self.reveals.items()}
        words = {"hints": {str(value): hint for value, hint in self.hints.items()}}
        extra = {**words, "reveals": shown, "inline": self.inline}
        return SafeString(
            render_field(self.name, form, context, template_pack=template_pack, extra_context=extra)
        )  # drawn by our templates


class Group:
    """Fields under one legend: `Group("Dates", "starts_on", "ends_on", about="Both days count.")`."""

    def __init__(self, legend: str, *fields: Any, about: str = "") -> None:
        self.legend, self.fields, self.about = legend, fields, about

    def render(self, form: Any, context: Any, **_: Any) -> SafeString:
        parts = {"legend": self.legend, "about": self.about, "fields": _drawn(self.fields, form, context)}
        return render_to_string("govuk/layout/group.html", parts)


class Guidance:
    """A paragraph between fields: `Guidance("This is kept for one year.")`."""

    def __init__(self, words: str) -> None:
        self.words = words

    def render(self, *_: Any, **__: Any) -> SafeString:
        return format_html('<p class="govuk-body">{}</p>', self.words)


def _drawn(fields: Sequence[Any], form: Any, context: Any, **extra: Any) -> SafeString:
    parts = (render_field(field, form, context, template_pack="govuk", extra_context=extra) for field in fields)
    return SafeString("".join(parts))  # drawn by our templates
