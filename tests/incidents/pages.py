"""What tests of pages of cases share: the words of a page, and how a day is typed."""

import re
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from foundation.schools.models import Person
from incidents.models import Case
from tests.cast import signed_in


def text(answer: Any) -> str:
    """The words of a page below its frame."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode().partition("<main")[2]).split())


def typed(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def case_page(person: Person, case: Case) -> str:
    return text(signed_in(person).get(reverse("case", args=[case.uid])))


def sent(client: Client, where: str, data: dict[str, Any] | None = None) -> str:
    """The page after a form was sent as it stands there, with these answers in it."""
    page = client.get(where)
    form = page.context["form"] if page.status_code == 200 and page.context else None
    hidden = {"seen": form.fields["seen"].initial} if form is not None and "seen" in form.fields else {}
    return text(client.post(where, {**hidden, **(data or {})}, follow=True))
