"""Our form templates and components give the HTML that govuk-frontend's own fixtures ask for."""

from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.html import Element, parse_html
from django.utils.datastructures import MultiValueDict

from foundation.core.dateinput import DateField
from tests.foundation.core.fixtures_of_govuk import expected, fixtures, normalised


def drawn(field: forms.Field, options: dict[str, Any], *, initial: Any = None, code: str = "", **extra: Any) -> str:
    """A field in a form of its own, with the words of a fixture's options."""
    name = str(options.get("idPrefix") or options.get("id") or options["name"])
    words = options.get("label") or options["fieldset"]["legend"]
    field.label, field.help_text, field.required = words["text"], options.get("hint", {}).get("text", ""), False
    chosen = [str(item["value"]) for item in options.get("items", []) if item.get("checked")]
    form = (
        forms.Form(MultiValueDict({name: chosen}), auto_id="%s")
        if options.get("errorMessage")
        else forms.Form(auto_id="%s")
    )
    form.fields[name] = field
    if error := options.get("errorMessage"):
        form.add_error(name, forms.ValidationError(error["text"], code=code))
    else:
        form.initial = {name: initial or next(iter(chosen), None)}
    return render_to_string("govuk/field.html", {"field": form[name], **extra})


def theirs(component: str, name: str, **changed: str) -> Element:
    """The fixture, its field named as its first control is: our names and ids go together."""
    options = fixtures(component)[name]["options"]
    named = {f'name="{options["name"]}"': f'name="{options.get("idPrefix") or options.get("id") or options["name"]}"'}
    return expected(component, name, **named, **changed)


def choices(options: dict[str, Any]) -> list[tuple[str, str]]:
    return [(str(item["value"]), item["text"]) for item in options["items"]]


@pytest.mark.parametrize("name", ["default", "with hint text", "with error message", "with error and hint"])
def test_a_text_field_is_as_govuk_frontend_draws_it(name: str) -> None:
    options = fixtures("input")[name]["options"]
    assert normalised(drawn(forms.CharField(), options)) == theirs("input", name)


@pytest.mark.parametrize("name", ["default", "with hint", "with error message", "with hint and error message"])
def test_a_long_text_is_as_govuk_frontend_draws_it(name: str) -> None:
    options = fixtures("textarea")[name]["options"]
    html = drawn(forms.CharField(widget=forms.Textarea), options)
    assert normalised(html) == theirs("textarea", name)


@pytest.mark.parametrize("name", ["default", "with hint", "with hint and error"])
def test_a_counted_text_is_as_govuk_frontend_draws_it(name: str) -> None:
    options = fixtures("character-count")[name]["options"]
    html = drawn(forms.CharField(widget=forms.Textarea, max_length=options["maxlength"]), options)
    assert normalised(html) == expected("character-count", name)


@pytest.mark.parametrize("name", ["with hint text and error message", "error"])
def test_a_list_to_choose_from_is_as_govuk_frontend_draws_it(name: str) -> None:
    options = fixtures("select")[name]["options"]
    field = forms.ChoiceField(choices=choices(options))
    assert normalised(drawn(field, options)) == theirs("select", name)


@pytest.mark.parametrize(
    ("component", "name"),
    [
        ("radios", "with fieldset and error message"),
        ("radios", "with hint and error message"),
        ("radios", "inline"),
        ("checkboxes", "with error message and hint"),
        ("checkboxes", "with hint"),
    ],
)
def test_choices_are_as_govuk_frontend_draws_them(component: str, name: str) -> None:
    options = fixtures(component)[name]["options"]
    widget = forms.RadioSelect if component == "radios" else forms.CheckboxSelectMultiple
    field: forms.Field = forms.MultipleChoiceField(choices=choices(options), widget=widget)
    if component == "radios":
        field = forms.ChoiceField(choices=choices(options), widget=widget)
    html = drawn(field, options, inline="--inline" in options.get("classes", ""))
    assert normalised(html) == theirs(component, name)


@pytest.mark.parametrize("component", ["radios", "checkboxes"])
def test_a_choice_that_reveals_a_field_is_as_govuk_frontend_draws_it(component: str) -> None:
    fixture = fixtures(component)["with conditional item checked"]
    options = fixture["options"]
    reveals = {item["value"]: Template(item["conditional"]["html"]).render(Context()) for item in options["items"]}
    field: forms.Field = forms.ChoiceField(choices=choices(options), widget=forms.RadioSelect)
    if component == "checkboxes":
        field = forms.MultipleChoiceField(choices=choices(options), widget=forms.CheckboxSelectMultiple)
    chosen = next(item["value"] for item in options["items"] if item.get("checked"))
    html = drawn(field, options, initial=[chosen] if component == "checkboxes" else chosen, reveals=reveals)
    assert normalised(html) == expected(component, "with conditional item checked")


@pytest.mark.parametrize(
    ("name", "code"), [("default", ""), ("with error message and hint", ""), ("with error on month input", "month")]
)
def test_a_date_is_as_govuk_frontend_draws_it_but_for_a_month_in_words(name: str, code: str) -> None:
    options = fixtures("date-input")[name]["options"]
    html = drawn(DateField(), options, code=code)
    wide = f'govuk-input--width-2" id="{options["id"]}-month" name="month" type="text" inputmode="numeric"'
    words = f'govuk-input--width-5" id="{options["id"]}-month" name="month" type="text"'
    assert normalised(html) == expected("date-input", name, **{wide: words})


def test_a_file_is_asked_for_as_govuk_frontend_draws_it() -> None:
    options = fixtures("file-upload")["with error message and hint"]["options"]
    html = drawn(forms.FileField(widget=forms.FileInput), options)
    assert normalised(html) == expected("file-upload", "with error message and hint")


def test_a_password_is_asked_for_as_govuk_frontend_draws_it() -> None:
    options = fixtures("password-input")["with error message"]["options"]
    html = drawn(forms.CharField(widget=forms.PasswordInput), options)
    assert normalised(html) == theirs("password-input", "with error message")


def test_the_error_summary_is_as_govuk_frontend_draws_it() -> None:
    class Passport(forms.Form):
        one = forms.CharField(label="Date", required=False)
        two = forms.CharField(label="Postcode", required=False)

    form = Passport({}, auto_id="example-error-%s")
    first, second = (item["text"] for item in fixtures("error-summary")["default"]["options"]["errorList"])
    form.add_error("one", first)
    form.add_error("two", second)
    ours = {
        "#example-error-1": "#example-error-one",
        "#example-error-2": "#example-error-two",
        first: f"Date: {first}",
        second: f"Postcode: {second}",
    }
    assert normalised(render_to_string("govuk/errors.html", {"form": form})) == expected(
        "error-summary", "default", **ours
    )


def test_an_error_of_no_field_is_as_govuk_frontend_draws_it() -> None:
    form = forms.Form({})
    form.add_error(None, "Invalid username or password")
    assert normalised(render_to_string("govuk/errors.html", {"form": form})) == expected(
        "error-summary", "without links"
    )


@pytest.mark.parametrize(
    ("component", "template", "words"),
    [
        ("details", '{% details "Help with nationality" %}{{ text }}{% enddetails %}', {}),
        ("inset-text", "{% inset %}{{ text }}{% endinset %}", {}),
        ("warning-text", "{% warning %}{{ text }}{% endwarning %}", {}),
    ],
)
def test_a_component_is_as_govuk_frontend_draws_it(component: str, template: str, words: dict[str, str]) -> None:
    text = fixtures(component)["default"]["options"]["text"]
    html = Template("{% load components %}" + template).render(Context({"text": text}))
    assert normalised(html) == expected(component, "default", **words)


def test_a_list_of_facts_is_as_govuk_frontend_draws_it() -> None:
    template = Template(
        "{% load components %}{% summary_list %}"
        '{% fact "Name" "#" "Edit" %}Firstname Lastname{% endfact %}'
        '{% fact "Date of birth" %}13/08/1980{% endfact %}{% endsummary_list %}'
    )
    full = fixtures("summary-list")["with some actions"]["html"]
    only = '<a class="govuk-link" href="#">Edit<span class="govuk-visually-hidden"> name</span></a>'
    start = full.index('<ul class="govuk-summary-list__actions-list">')
    end = full.index("</ul>") + len("</ul>")
    rest = full.rindex('<div class="govuk-summary-list__row govuk-summary-list__row--no-actions">')
    assert normalised(template.render(Context())) == parse_html(f"{full[:start]}{only}{full[end:rest]}</dl>")


@pytest.mark.parametrize(("name", "number", "pages"), [("default", 2, 3), ("first page", 1, 3)])
def test_the_pager_is_as_govuk_frontend_draws_it(name: str, number: int, pages: int) -> None:
    page = Paginator(range(pages), 1).page(number)
    context = Context({"page": page, "request": RequestFactory().get("/")})
    html = Template("{% load components %}{% pager page %}").render(context)
    ours = {"/previous": f"?page={number - 1}", "/next": f"?page={number + 1}"}
    ours |= {f"/page/{n}": f"?page={n}" for n in range(1, pages + 1)}
    assert normalised(html) == expected("pagination", name, **ours)
