"""The forms for signing in, in the words that the rest of the site uses."""

from typing import Any

from allauth.account import forms

from foundation.core.shapes import say_what_is_missing

ADDRESS = "E-mail address"


class LoginForm(forms.LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail address and password; the way to a new password stands below the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = ADDRESS
        self.fields["password"].help_text = ""
        say_what_is_missing(self)


class ResetPasswordForm(forms.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """The address to which the link goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = ADDRESS
        say_what_is_missing(self)
