"""Keys of what monitoring keeps encrypted: given a new one while people work, and lost."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from foundation.core.keyring import KeyMissing, closed_with
from foundation.core.sealedtext import SealedTextField, sealed_fields
from foundation.documents.models import File
from foundation.jobs.models import Job
from incidents.models import Case
from monitoring.models import Check, Hold, Mention, Restriction, SubjectRequest, UsageExtract, UsageRow
from monitoring.transitions.footprint import Looked, answer_mention, record_look
from monitoring.transitions.holding import Held, end, place
from monitoring.transitions.restrictions import Terms, lift_restriction, review_restriction, withdraw_access
from monitoring.transitions.subject import extend, pause
from monitoring.transitions.subject_items import ask_gather
from tests.cast import Cast, signed_in
from tests.monitoring.checked import a_line, a_log, confirmed, covert, ended, under_way
from tests.monitoring.retention.kept import a_closed_case, noon, purged
from tests.monitoring.subject.asking import LEFT_OUT, asked, data_protection_lead, gathered, packed, worked
from tests.monitoring.watched import DAY, a_mention, a_place

pytestmark = pytest.mark.django_db
OWN = [(model, field) for model, field in sealed_fields() if model._meta.app_label == "monitoring"]
MARKER = "Marker of why"


def everything(cast: Cast) -> SubjectRequest:
    """Something in almost every sealed column of monitoring."""
    confirmed(cast, under_way(cast), a_log([a_line(cast.at - DAY)]))
    ended(cast)
    covert(cast)
    answer_mention(a_mention(cast, link="https://group.example/1"), "We were sorry.", by=cast.dsl, at=cast.at)
    quiet = Looked(on=cast.today, places=[a_place(cast)], was_quiet=True, words="Nobody spoke of us.")
    record_look(cast.school, quiet, by=cast.dsl, at=cast.at)
    terms = Terms(cast.today, cast.today + 30 * DAY, None)
    row = withdraw_access(
        cast.teacher, cast.school, what="Social media", reason=MARKER, terms=terms, by=cast.headteacher, at=cast.at
    )
    later: dict[str, Any] = {"ends_on": cast.today + 40 * DAY, "review_on": None}
    row = review_restriction(row, why=MARKER, by=cast.headteacher, at=cast.at, **later)
    lift_restriction(row, why=MARKER, by=cast.headteacher, at=cast.at)
    held: dict[str, Any] = {"kind": "legal", "starts_on": cast.today, "by": cast.headteacher, "at": cast.at}
    end(place(cast.school, Held(person=cast.clerk), why=MARKER, **held), MARKER, by=cast.headteacher, at=cast.at)
    request = asked(cast, cast.line_manager, wants="Everything", also_known_as="Lou", identity_how="Seen")
    pause(request, asked_on=cast.today, what="Which years?", by=data_protection_lead(cast), at=cast.at)
    extend(request, told_on=cast.today, why="Much to read.", by=data_protection_lead(cast), at=cast.at)
    gathered(cast, request)
    packed(cast, request, LEFT_OUT)
    return request


def filled(field: SealedTextField, row: Any) -> bytes:
    return bytes(row.__dict__[field.attname])


def keys_in_use() -> dict[str, set[str]]:
    """With which keys each column of monitoring is closed."""
    found = dict[str, set[str]]()
    for model, field in OWN:
        for row in model._default_manager.only("uid", field.name):
            found.setdefault(f"{model._meta.label}.{field.name}", set()).add(closed_with(filled(field, row)))
    return found


def test_after_a_new_key_the_old_one_can_be_taken_away_and_every_column_opens(cast: Cast, settings: Any) -> None:
    request = everything(cast)
    before = keys_in_use()
    assert set(before) == {f"{model._meta.label}.{field.name}" for model, field in OWN}
    (old,) = set.union(*before.values())
    settings.KEYS = {"newer": b"k" * 32, **settings.KEYS}
    told = StringIO()
    call_command("rotate_sealed", stdout=told)
    call_command("check_files", "--rotate", stdout=told)
    assert set.union(*keys_in_use().values()) == {"newer"}
    assert set(File.objects.filter(purged_at=None).values_list("key_id", flat=True)) == {"newer"}
    settings.KEYS = {name: key for name, key in settings.KEYS.items() if name != old}
    for model, field in OWN:
        for row in model._default_manager.all():
            assert isinstance(getattr(row, field.name), str)
    assert Hold.objects.get().why == MARKER
    assert Restriction.objects.get().reason == MARKER
    worked()
    assert UsageRow.objects.count() == 1
    client = signed_in(data_protection_lead(cast))
    assert client.get(reverse("subject-request", args=[request.uid])).status_code == 200


def test_what_a_lost_key_closed_is_shown_by_no_page_and_written_over_by_nothing(cast: Cast, settings: Any) -> None:
    request = everything(cast)
    settings.KEYS = {"other": b"9" * 32}
    for person, name, row in (
        (cast.headteacher, "check", Check.objects.earliest("pk")),
        (cast.headteacher, "restriction", Restriction.objects.get()),
        (cast.dsl, "mention", Mention.objects.get()),
        (cast.headteacher, "subject-request", request),
        (cast.headteacher, "hold", Hold.objects.get()),
    ):
        client = Client(raise_request_exception=False)
        client.cookies = signed_in(person).cookies
        answer = client.get(reverse(name, args=[row.uid]))
        said = answer.content.decode()
        assert answer.status_code >= 500, name
        assert "key" in said, name
        assert MARKER not in said, name
    with pytest.raises(KeyMissing):
        _ = Restriction.objects.get().reason
    with pytest.raises(CommandError, match="Take no key away"):
        call_command("rotate_sealed", stdout=StringIO())
    assert "other" not in set.union(*keys_in_use().values())


def test_gathering_with_a_lost_key_ends_with_words_and_goes_on_when_it_is_back(cast: Cast, settings: Any) -> None:
    covert(cast)
    request, keys = asked(cast), settings.KEYS
    settings.KEYS = {"other": b"9" * 32}
    ask_gather(request, by=data_protection_lead(cast), at=cast.at)
    worked()
    job = Job.objects.get(key__startswith="subject-gather")
    assert "its key is missing" in job.message
    assert not request.items.exists()
    settings.KEYS = keys
    assert gathered(cast, request).items.exists()


def test_a_log_whose_key_is_lost_is_not_taken_for_broken_and_is_brought_in_once_it_is_back(
    cast: Cast, settings: Any
) -> None:
    extract, keys = confirmed(cast, under_way(cast), a_log([a_line(cast.at - DAY)])), settings.KEYS
    settings.KEYS = {"other": b"9" * 32}
    worked()
    assert not UsageRow.objects.exists()
    extract = UsageExtract.objects.get()
    assert extract.status not in (UsageExtract.Status.KEPT, UsageExtract.Status.LEFT)
    assert extract.pieces
    settings.KEYS = keys
    worked()
    assert UsageRow.objects.count() == 1


def test_a_purge_needs_no_key(cast: Cast, settings: Any) -> None:
    case = a_closed_case(cast, cast.today - 9 * 366 * DAY)
    Case.objects.filter(pk=case.pk).update(closed_at=noon(cast.today - 9 * 366 * DAY))
    settings.KEYS = {"other": b"9" * 32}
    assert purged(cast, "incident_other") is not None
    assert not Case.objects.filter(pk=case.pk).exists()
