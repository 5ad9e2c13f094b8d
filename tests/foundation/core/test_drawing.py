"""The controls that are drawn without a template are the same as Django draws them."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from foundation.core.drawing import DRAWN, Renderer

NASTY = '"><script>alert(1)</script>&amp;'
GROUPED = [("", "Nobody"), ("Staff", [("1", NASTY), (2, SafeString("<b>bold</b>"))]), (NASTY, [("x", "y")])]
WIDGETS: list[tuple[forms.Widget, Any]] = [
    (forms.TextInput(), None),
    (forms.TextInput(attrs={"class": "wide", "disabled": True, "hidden": False, "data-x": NASTY}), NASTY),
    (forms.EmailInput(attrs={"maxlength": 12000}), "a@b.example"),
    (forms.HiddenInput(), 1234567),
    (forms.Select(choices=GROUPED), 2),
    (forms.Select(attrs={"aria-describedby": NASTY}, choices=GROUPED), "x"),
    (forms.Select(choices=[]), ""),
]


def squeezed(drawn: str) -> str:
    return " ".join(drawn.replace(">", "> ").replace("<", " <").split())


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_a_control_is_the_one_that_django_draws(widget: forms.Widget, value: Any) -> None:
    ours, theirs = (
        widget.render("the-name", value, {"id": f"id_{NASTY}", "required": True}, renderer)
        for renderer in (Renderer(), TemplatesSetting())
    )
    assert squeezed(ours) == squeezed(theirs)
    assert "<script" not in ours


def test_every_control_drawn_here_is_tried() -> None:
    assert {getattr(widget, "template_name", "") for widget, _ in WIDGETS} == DRAWN.keys()
