"""What is said about the school: where it looks, each look, what was found, and how it was answered (HAY-13)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from approvals.models import Site
from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Person, School
from monitoring.models import FootprintLook, FootprintPlace, Mention
from monitoring.verbs import Verb

Answer = Mention.Answer
TO_COME = "That day is still to come."


@dataclass(frozen=True)
class Looked:
    """A look: when, where, and whether anything was found."""

    on: date
    places: Collection[FootprintPlace]
    was_quiet: bool
    words: str = ""


@dataclass(frozen=True)
class Said:
    """Something that was said about the school."""

    on: date
    what: str
    tone: str
    place: FootprintPlace | None = None
    elsewhere: str = ""
    link: str = ""
    about_staff: bool = False


def add_place(
    school: School, name: str, *, address: str = "", site: Site | None = None, by: Actor, at: datetime
) -> FootprintPlace:
    """Add a place where the school looks."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        if FootprintPlace.objects.filter(school=school, name__iexact=name, ended_at=None).exists():
            raise NotAllowed(f"{name} stands in the list already.")
        row = FootprintPlace.objects.create(school=school, name=name, address=address, site=site)
        trail.record(Verb.FOOTPRINT_PLACE_SET, row, by=by, at=at, school=school, done="added", name=name)
    return row


def sites_not_there(school: School) -> list[Site]:
    """The live accounts of the register that are no place of the footprint yet, nor ever were."""
    had = FootprintPlace.objects.filter(school=school, site__isnull=False).values("site")
    rows = Site.objects.filter(school=school, status=Site.Status.LIVE).exclude(pk__in=had)
    return list(rows.select_related("platform").order_by("identity", "pk"))


def add_sites(school: School, *, by: Actor, at: datetime) -> list[FootprintPlace]:
    """Take the school's live accounts into the places where it looks: comments stand there (STM-16b)."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        names = set(FootprintPlace.objects.filter(school=school, ended_at=None).values_list("name", flat=True))
        added = []
        for site in sites_not_there(school):
            name = str(site)[:100]
            if name.casefold() not in {one.casefold() for one in names}:
                added.append(add_place(school, name, address=site.address, site=site, by=by, at=at))
                names.add(name)
    return added


def end_place(row: FootprintPlace, *, by: Actor, at: datetime) -> FootprintPlace:
    """The school does not look there any more; what was found there stays."""
    with change():
        row = FootprintPlace.objects.select_for_update().get(pk=row.pk)
        if row.ended_at is not None:
            raise NotAllowed("This place was taken out of the list.")
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        trail.record(Verb.FOOTPRINT_PLACE_SET, row, by=by, at=at, school=row.school, done="ended", name=row.name)
    return row


def record_look(school: School, looked: Looked, *, by: Person, at: datetime) -> FootprintLook:
    """Somebody looked. That nothing was found is recorded too: a quiet week is a week in which somebody looked."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        _is_past(looked.on, at)
        if not looked.places:
            raise NotAllowed("Say where you looked.")
        if any(one.school_id != school.pk or one.ended_at is not None for one in looked.places):
            raise NotAllowed("A place you chose is not in the school's list any more. Choose again.")
        row = FootprintLook.objects.create(
            school=school,
            on=looked.on,
            by=by,
            by_name=by.name,
            was_quiet=looked.was_quiet,
            words=looked.words,
            at=at,
        )
        row.places.set(looked.places)
        trail.record(Verb.FOOTPRINT_LOOKED, row, by=by, at=at, school=school, on=looked.on, quiet=looked.was_quiet)
    return row


def _is_past(on: date, at: datetime) -> None:
    if on > localdate(at):
        raise NotAllowed(TO_COME)


def note_mention(school: School, said: Said, *, by: Person, at: datetime, look: FootprintLook | None = None) -> Mention:
    """Write down what was said, in praise or in criticism alike; in a look, or when it was come upon."""
    with change():
        School.objects.select_for_update().get(pk=school.pk)
        _is_past(said.on, at)
        if said.place is not None and said.place.school_id != school.pk:
            raise NotAllowed("That place is not one of this school.")
        if said.place is None and not said.elsewhere:
            raise NotAllowed("Say where it was said.")
        if look is not None:
            look = _not_quiet(look)
        row = Mention.objects.create(
            school=school, look=look, by=by, by_name=by.name, at=at, **{**vars(said), "tone": str(said.tone)}
        )
        trail.record(Verb.MENTION_NOTED, row, by=by, at=at, school=school, tone=row.tone, about_staff=row.about_staff)
    return row


def _not_quiet(look: FootprintLook) -> FootprintLook:
    look = FootprintLook.objects.select_for_update().get(pk=look.pk)
    if look.was_quiet:
        look.was_quiet = False
        look.save(update_fields=["was_quiet"])
    return look


def judge_mention(mention: Mention, *, tone: str, about_staff: bool, by: Person, at: datetime) -> Mention:
    """Put right what a mention was taken for. What was before stands in the trail."""
    with change():
        mention = Mention.objects.select_for_update().get(pk=mention.pk)
        if (mention.tone, mention.about_staff) == (tone, about_staff):
            return mention
        before = {"tone_before": mention.tone, "about_staff_before": mention.about_staff}
        mention.tone, mention.about_staff = tone, about_staff
        mention.save(update_fields=["tone", "about_staff"])
        trail.record(
            Verb.MENTION_JUDGED,
            mention,
            by=by,
            at=at,
            school=mention.school,
            tone=tone,
            about_staff=about_staff,
            **before,
        )
    return mention


def answer_mention(mention: Mention, words: str, *, by: Person, at: datetime) -> Mention:
    """It was answered: with what, by whom, when."""
    return _settle(mention, Answer.ANSWERED, words, by=by, at=at)


def leave_mention(mention: Mention, why: str, *, by: Person, at: datetime) -> Mention:
    """It is left unanswered, with the reason. It stays where it was said: that is not decided here (ACR-17)."""
    return _settle(mention, Answer.LEFT, why, by=by, at=at)


def _settle(mention: Mention, answer: str, words: str, *, by: Person, at: datetime) -> Mention:
    with change():
        mention = Mention.objects.select_for_update().get(pk=mention.pk)
        if mention.answer in (Answer.ANSWERED, answer):
            raise NotAllowed("This was settled already.")
        if not words.strip():
            raise NotAllowed("Say what was answered, or why it was not.")
        mention.answer, mention.answer_words = answer, words
        mention.answered_by, mention.answered_at = by, at
        mention.save(update_fields=["answer", "answer_words", "answered_by", "answered_at"])
        trail.record(Verb.MENTION_ANSWERED, mention, by=by, at=at, school=mention.school, answer=str(answer))
    return mention
