"""What is said about the school: looks, quiet ones too, what was found, and how it was answered."""

import pytest
from django.db import IntegrityError, connection, transaction

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.schools.dates import months_after
from monitoring.footprint_due import standings, trend
from monitoring.models import FootprintLook, FootprintPlace, Mention, MonitoringRules
from monitoring.transitions import footprint
from monitoring.transitions.footprint import Looked
from tests.approvals.posting import a_site
from tests.cast import Cast
from tests.monitoring.watched import DAY, a_mention, a_place, desk_of, network_manager

pytestmark = pytest.mark.django_db
LOOKS = "monitoring.looks"


def look(cast: Cast, **more: object) -> FootprintLook:
    usual = {"on": cast.today, "places": list(FootprintPlace.objects.filter(school=cast.school)), "was_quiet": True}
    return footprint.record_look(cast.school, Looked(**{**usual, **more}), by=cast.dsl, at=cast.at)  # type: ignore[arg-type]


@pytest.mark.clause("HAY-13")
def test_a_quiet_week_is_recorded_with_its_day_its_looker_and_its_places(cast: Cast) -> None:
    place = a_place(cast)
    made = look(cast, words="A quiet week.")
    assert (made.was_quiet, made.on, made.by_name, list(made.places.all())) == (
        True,
        cast.today,
        cast.dsl.name,
        [place],
    )
    assert FootprintLook.objects.get().words == "A quiet week."
    assert Entry.objects.filter(verb="footprint_looked").count() == 1


def test_a_look_says_where_and_never_before_its_day(cast: Cast) -> None:
    place = a_place(cast)
    with pytest.raises(NotAllowed, match="where you looked"):
        look(cast, places=[])
    with pytest.raises(NotAllowed, match="still to come"):
        look(cast, on=cast.today + DAY)
    footprint.end_place(place, by=cast.dsl, at=cast.at)
    with pytest.raises(NotAllowed, match="not in the school's list"):
        look(cast)
    elsewhere = FootprintPlace.objects.create(school=cast.other_school, name="Elsewhere")
    with pytest.raises(NotAllowed, match="not in the school's list"):
        look(cast, places=[elsewhere])


def test_a_place_is_named_once_and_ends_once(cast: Cast) -> None:
    place = a_place(cast)
    with pytest.raises(NotAllowed, match="already"):
        a_place(cast, place.name.upper())
    footprint.end_place(place, by=cast.dsl, at=cast.at)
    with pytest.raises(NotAllowed, match="taken out"):
        footprint.end_place(place, by=cast.dsl, at=cast.at)
    assert a_place(cast).pk != place.pk


@pytest.mark.clause("STM-16b")
def test_the_schools_live_accounts_become_places_once(cast: Cast) -> None:
    site = a_site(cast)
    assert [place.site for place in footprint.add_sites(cast.school, by=cast.dsl, at=cast.at)] == [site]
    assert footprint.add_sites(cast.school, by=cast.dsl, at=cast.at) == []


@pytest.mark.clause("HAY-13")
@pytest.mark.parametrize("tone", Mention.Tone.values)
def test_praise_and_criticism_alike_are_written_down_and_answered(cast: Cast, tone: str) -> None:
    mention = a_mention(cast, tone=tone)
    assert (mention.tone, mention.answer) == (tone, "open")
    answered = footprint.answer_mention(mention, "We thanked them.", by=cast.headteacher, at=cast.at)
    assert (answered.answer, answered.answered_by, answered.answered_at) == ("answered", cast.headteacher, cast.at)
    assert Mention.objects.get().answer_words == "We thanked them."
    with pytest.raises(NotAllowed, match="settled already"):
        footprint.answer_mention(mention, "Again.", by=cast.dsl, at=cast.at)


def test_what_is_left_unanswered_says_why_and_can_be_answered_after_all(cast: Cast) -> None:
    mention = a_mention(cast)
    with pytest.raises(NotAllowed, match="Say what"):
        footprint.leave_mention(mention, "  ", by=cast.dsl, at=cast.at)
    footprint.leave_mention(mention, "A joke.", by=cast.dsl, at=cast.at)
    with pytest.raises(NotAllowed, match="settled already"):
        footprint.leave_mention(mention, "Another reason.", by=cast.dsl, at=cast.at)
    assert footprint.answer_mention(mention, "We did after all.", by=cast.dsl, at=cast.at).answer == "answered"


def test_what_was_found_in_a_look_makes_it_no_quiet_one(cast: Cast) -> None:
    a_place(cast)
    made = look(cast)
    a_mention(cast, look=made)
    made.refresh_from_db()
    assert made.was_quiet is False


def test_a_mention_was_somewhere_and_on_a_day_that_has_come(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="where it was said"):
        a_mention(cast, elsewhere="")
    with pytest.raises(NotAllowed, match="still to come"):
        a_mention(cast, on=cast.today + DAY)
    other = FootprintPlace.objects.create(school=cast.other_school, name="Elsewhere")
    with pytest.raises(NotAllowed, match="not one of this school"):
        a_mention(cast, place=other)
    mention = a_mention(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mention.objects.filter(pk=mention.pk).update(elsewhere="")


def test_what_was_said_stands_encrypted_and_not_in_the_trail(cast: Cast) -> None:
    a_mention(cast, what="Marker words", link="https://example.com/marker")
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, link FROM monitoring_mention")
        assert all(b"arker" not in bytes(value) for value in cursor.fetchone())
    assert not Entry.objects.filter(payload__contains="arker").exists()


def test_what_a_mention_was_taken_for_is_put_right_and_the_trail_keeps_both(cast: Cast) -> None:
    mention = a_mention(cast)
    footprint.judge_mention(mention, tone="abuse", about_staff=True, by=cast.dsl, at=cast.at)
    footprint.judge_mention(mention, tone="abuse", about_staff=True, by=cast.dsl, at=cast.at)
    entry = Entry.objects.get(verb="mention_judged")
    assert '"tone_before":"criticism"' in entry.payload
    mention.refresh_from_db()
    assert (mention.tone, mention.about_staff) == ("abuse", True)


@pytest.mark.clause("HAY-13")
def test_the_next_look_stands_on_the_desk_when_it_is_due_and_not_before(cast: Cast) -> None:
    assert desk_of(cast.dsl, cast.today, LOOKS) == []
    a_place(cast)
    said = "Look at what is said about the school"
    for person in (cast.headteacher, cast.senior_leader, cast.dsl, network_manager(cast.school)):
        assert desk_of(person, cast.today, LOOKS) == [said]
    for person in (cast.teacher, cast.governor, cast.administrator, cast.other_headteacher):
        assert desk_of(person, cast.today, LOOKS) == []
    look(cast)
    MonitoringRules.objects.create(school=cast.school, looks_every_days=7)
    assert desk_of(cast.dsl, cast.today + 6 * DAY, LOOKS) == []
    assert desk_of(cast.dsl, cast.today + 7 * DAY, LOOKS) == [said]
    assert desk_of(cast.dsl, cast.today + 8 * DAY, LOOKS) == [f"{said} (overdue)"]


def test_how_often_differs_from_school_to_school(cast: Cast) -> None:
    MonitoringRules.objects.create(school=cast.school, looks_every_days=7)
    found = standings([cast.school.pk, cast.other_school.pk])
    assert (found[cast.school.pk].every, found[cast.other_school.pk].every) == (7, 14)


def test_the_trend_counts_each_tone_in_each_of_twelve_months(cast: Cast) -> None:
    first = cast.today.replace(day=1)
    for months, tone, times in ((0, "praise", 2), (-1, "abuse", 1), (-11, "criticism", 3), (-12, "neutral", 1)):
        for _ in range(times):
            a_mention(cast, on=months_after(first, months), tone=tone)
    rows = trend(cast.school, cast.today)
    assert len(rows) == 12
    order = Mention.Tone.values
    assert rows[-1] == (f"{first:%b %Y}", [2 if tone == "praise" else 0 for tone in order])
    assert rows[-2][1] == [1 if tone == "abuse" else 0 for tone in order]
    assert rows[0][1] == [3 if tone == "criticism" else 0 for tone in order]
    assert sum(sum(counts) for _, counts in rows) == 6
