"""The base of every form."""

import re
from collections.abc import Iterator
from importlib import import_module

from django import forms
from django.conf import settings
from django.http import QueryDict

from foundation.core.forms import FormBase
from foundation.jobs.typing_kept import KeptFields
from tests.foundation.core.noting import NoteForm


def sent(**fields: str) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data[name] = value
    return data


def test_every_shown_form_has_a_token_of_its_own() -> None:
    tokens = [NoteForm()["token"].value() for _ in range(3)]
    assert len(set(tokens)) == 3
    assert all(len(token) == 32 for token in tokens)


def test_a_form_that_is_shown_again_keeps_its_token() -> None:
    assert NoteForm(sent(token="abc"))["token"].value() == "abc"


def test_a_page_that_changed_meanwhile_is_said_and_nothing_typed_is_lost() -> None:
    form = NoteForm(sent(text="what I typed", seen="old"), seen="new")
    assert not form.is_valid()
    assert form.is_stale
    assert "changed while you had it open" in str(form.non_field_errors())
    assert form["text"].value() == "what I typed"
    assert form["seen"].value() == "new"


def test_a_page_that_did_not_change_is_not_stale() -> None:
    form = NoteForm(sent(text="typed", seen="same"), seen="same")
    assert form.is_valid(), form.errors
    assert not form.is_stale


def test_a_form_without_the_mark_of_what_was_seen_is_stale() -> None:
    assert not NoteForm(sent(text="typed"), seen="new").is_valid()


def test_typing_brought_back_is_shown_before_it_counts() -> None:
    data = KeptFields(mutable=True)
    data["text"] = "typed before"
    form = NoteForm(data)
    assert not form.is_valid()
    assert "Nothing is lost" in str(form.non_field_errors())
    assert form["text"].value() == "typed before"
    assert NoteForm(sent(text="typed before")).is_valid()


def test_what_nobody_typed_on_purpose_is_taken_out() -> None:
    form = NoteForm(sent(text="one\r\ntwo\x00\u202ethree\ud800\u2028four\x07", line="  a \t  b\x0b "))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["text"] == "one\ntwothree\nfour"
    assert form.cleaned_data["line"] == "a b"


def test_a_text_of_nothing_but_controls_is_no_text() -> None:
    form = NoteForm(sent(text="\x00\u202e"))
    assert not form.is_valid()
    assert "text" in form.errors


def below(kind: type[FormBase]) -> Iterator[type[FormBase]]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def every_field() -> list[tuple[str, forms.Field]]:
    import_module(settings.ROOT_URLCONF)  # with it come the views and their forms
    return [
        (f"{form.__name__}.{name}", field)
        for form in below(FormBase)
        for name, field in getattr(form, "base_fields", {}).items()
    ]


def test_no_box_speaks_of_the_numbers_of_clauses() -> None:
    """They are ours: no school knows them."""
    said = [(name, f"{field.label} {field.help_text}") for name, field in every_field()]
    assert len(said) >= 500
    assert [name for name, words in said if re.search(r"\b[A-Z]{3}-\d\d", words)] == []


def test_the_empty_choice_of_every_list_is_said_in_words() -> None:
    lists = [(name, field) for name, field in every_field() if isinstance(field, forms.ChoiceField)]
    assert len(lists) >= 100
    assert [name for name, field in lists if getattr(field, "empty_label", "") == "---------"] == []
    assert [name for name, field in lists if ("", "---------") in getattr(field, "_choices", ())] == []
