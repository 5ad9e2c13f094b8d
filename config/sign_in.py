"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up: a log-in is made for a person on a school's roll."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
