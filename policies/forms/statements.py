"""Sentences confirmed one by one, outside a policy; and forms with nothing but a button."""

import hashlib
from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Submit
from django import forms

from foundation.core.forms import Form

NEEDED = "Tick this box if it is true for you, or ask the school before you go on."


class Statements(Form):
    """A box for each sentence; where the school changed a sentence meanwhile, the page is shown again."""

    submit = "Confirm"

    def __init__(self, *args: Any, statements: Sequence[str], **kwargs: Any) -> None:
        self.statements = list(statements)
        super().__init__(*args, seen=_hash("\n".join(statements)), **kwargs)
        for words in self.statements:
            name = f"s{_hash(words)[:12]}"
            self.fields[name] = forms.BooleanField(label=words, error_messages={"required": NEEDED})
        self.helper.layout = self.helper.layout.__class__(*self.layout(), *self.buttons())


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


class Sure(Form):
    """Nothing to fill in: only to be sure."""

    def __init__(self, *args: Any, submit: str, css: str = "", **kwargs: Any) -> None:
        self.submit, self._css = submit, css
        super().__init__(*args, **kwargs)

    def buttons(self) -> list[Any]:
        return [Submit("send", self.submit, css_class=self._css)]
