"""Keys of what is written in cases: given a new one while people work, and lost."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from foundation.core.keyring import closed_with
from foundation.core.sealedtext import sealed_fields
from foundation.schools.models import Pin
from foundation.schools.pins import close_pin, is_right
from incidents.models import Case
from incidents.transitions.cases import record_elsewhere
from tests.cast import Cast, signed_in
from tests.incidents.kept import a_picture, a_text, an_address, step
from tests.incidents.pages import case_page
from tests.incidents.reported import SAW, affected, blamed, in_hand, judged

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    case = judged(cast, in_hand(cast, named=[affected(cast.line_manager), blamed(cast.senior_leader)]))
    record_elsewhere(case, system="The other system", reference="CP-77", by=cast.headteacher, at=cast.at)
    a_picture(cast, case)
    a_text(cast, case)
    step(cast, an_address(cast, case), "reported", reference="R-1")
    return case


def keys_in_use() -> set[str]:
    """The keys with which anything of the database is closed."""
    found = set()
    for model, field in sealed_fields():
        for row in model._default_manager.only("uid", field.name):
            found.add(closed_with(bytes(row.__dict__[field.attname])))
    return found


def test_after_a_new_key_the_old_one_can_be_taken_away_and_nothing_is_lost(
    cast: Cast, case: Case, settings: Any
) -> None:
    pin = Pin.objects.create(
        school=cast.school,
        person=cast.teacher,
        closed=close_pin(cast.teacher, "274915"),
        set_by=cast.clerk,
        set_at=cast.at,
    )
    (old,) = keys_in_use()
    settings.KEYS = {"newer": b"k" * 32, **settings.KEYS}
    page = case_page(cast.headteacher, case)
    told = StringIO()
    call_command("rotate_sealed", stdout=told)
    call_command("check_files", "--rotate", stdout=told)
    assert keys_in_use() == {"newer"}
    settings.KEYS = {name: key for name, key in settings.KEYS.items() if name != old}
    assert SAW in page
    assert "CP-77" in page
    assert case_page(cast.headteacher, case).count(SAW) == page.count(SAW)
    evidence = case.evidence.get(number=1)
    assert signed_in(cast.headteacher).get(reverse("evidence-copy", args=[evidence.uid])).status_code == 200
    pin.refresh_from_db()
    assert is_right(pin, "274915")
    call_command("rotate_sealed", stdout=told)
    assert told.getvalue().endswith("0 given the new key.\n")


def test_a_key_that_is_lost_is_said_and_what_it_closed_is_neither_shown_nor_written_over(
    cast: Cast, case: Case, settings: Any
) -> None:
    settings.KEYS = {"other": b"9" * 32}
    client = Client(raise_request_exception=False)
    client.cookies = signed_in(cast.headteacher).cookies
    answer = client.get(reverse("case", args=[case.uid]))
    assert answer.status_code >= 500
    assert "key" in answer.content.decode()
    assert SAW not in answer.content.decode()
    with pytest.raises(CommandError, match="Take no key away"):
        call_command("rotate_sealed", stdout=StringIO())
    assert "other" not in keys_in_use()
