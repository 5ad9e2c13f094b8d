"""Packs: what goes in, what is printed, who may have them, and when one is made anew."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from foundation.core.states import NotAllowed
from foundation.documents.files import open_sealed
from foundation.jobs.models import Job
from foundation.jobs.runner import run_next
from foundation.schools.models import Person
from policies import transitions
from policies.models import Pack, PolicyRules, Version
from policies.pack_contents import Chosen, wanted_pack
from policies.packs import remove_old_packs
from tests.cast import Cast, a_person
from tests.foundation.documents.pdf_parts import elements, faults, links, opened, outline, places, stamps
from tests.foundation.documents.pdf_words import squeezed, words_of
from tests.policies.shelf import OTHER_TEXT, TEXT, a_draft, a_policy, in_force, review_in

pytestmark = pytest.mark.django_db
IN_FORCE = Chosen(Pack.Choice.IN_FORCE)


def asked(cast: Cast, by: Person, chosen: Chosen = IN_FORCE) -> Pack:
    wanted = wanted_pack(by.user, cast.school, chosen, cast.today)
    return transitions.ask_pack(cast.school, wanted, by=by, at=timezone.now())


def made(cast: Cast, by: Person, chosen: Chosen = IN_FORCE) -> Pack:
    """The pack, ready."""
    pack = asked(cast, by, chosen)
    run_all()
    pack.refresh_from_db()
    assert pack.status == Pack.Status.READY, Job.objects.get(key=f"policies.pack:{pack.uid}").message
    return pack


def run_all() -> None:
    while run_next(timezone.now):
        pass


def pdf_of(pack: Pack) -> bytes:
    assert pack.file is not None
    return open_sealed(pack.file)


@pytest.fixture
def two(cast: Cast) -> tuple[Version, Version]:
    """Two policies in force; the second is at its second version."""
    first = in_force(cast)
    policy = a_policy(cast, "Bicycles")
    in_force(cast, policy)
    return first, in_force(cast, policy, OTHER_TEXT)


@pytest.mark.clause("QEI-26", "STM-17")
def test_a_governor_makes_a_pack_with_cover_contents_changes_figures_and_signature_pages(
    cast: Cast, two: tuple[Version, Version]
) -> None:
    pack = made(cast, cast.governor)
    pdf = pdf_of(pack)
    text = words_of(pdf)
    for words in (
        cast.school.name,
        "Policies in force",
        "Contents",
        "What changed since last time",
        "Tell the office within the hour.",
        "Read and confirmed",
        "Signature page",
        "No signature is on record.",
        "Keys and visitors",
        "Bicycles",
    ):
        assert squeezed(words) in text, words
    assert faults(pdf) == set()
    document = opened(pdf)
    assert pack.pages == len(document.pages)
    assert stamps(document)[-1] == f"Page {pack.pages} of {pack.pages} of the pack"
    tops = [title for depth, title in outline(document) if depth == 0]
    assert tops[-4:] == [
        "Bicycles, version 2.0",
        "Signature page: Bicycles",
        "Keys and visitors, version 1.0",
        "Signature page: Keys and visitors",
    ]


def test_a_pack_keeps_all_of_the_kept_prints(cast: Cast, two: tuple[Version, Version]) -> None:
    run_all()
    kept = []
    for version in two:
        version.refresh_from_db()
        assert version.printed is not None
        kept.append(opened(open_sealed(version.printed)))
    document = opened(pdf_of(made(cast, cast.governor)))
    assert len(elements(document)) > sum(len(elements(part)) for part in kept)
    assert len(links(document)) >= sum(len(links(part)) for part in kept)
    assert set(places(document)) >= {f"0.{name}" for name in places(kept[1])} | {
        f"2.{name}" for name in places(kept[0])
    }


def test_what_is_kept_is_not_printed_again(cast: Cast, two: tuple[Version, Version]) -> None:
    run_all()
    before = [(version.printed_id, version.pk) for version in Version.objects.exclude(printed=None)]
    made(cast, cast.governor)
    assert [(version.printed_id, version.pk) for version in Version.objects.exclude(printed=None)] == before


def test_the_same_pack_is_ready_at_once_for_whoever_asks_next(cast: Cast, two: tuple[Version, Version]) -> None:
    first = made(cast, cast.governor)
    again = asked(cast, cast.chair)
    assert (again.pk, again.status) == (first.pk, Pack.Status.READY)
    assert Pack.objects.count() == 1


def test_a_pack_is_made_anew_when_a_text_or_a_figure_changed(cast: Cast, two: tuple[Version, Version]) -> None:
    first = asked(cast, cast.governor)
    version = two[0]
    transitions.acknowledge(
        version,
        words="I have read it.",
        statements=TEXT.statements,
        seen=version.content_hash,
        by=cast.teacher,
        at=cast.at,
    )
    second = asked(cast, cast.governor)
    in_force(cast, version.policy, OTHER_TEXT)
    third = asked(cast, cast.governor)
    assert len({first.pk, second.pk, third.pk}) == 3


def test_a_pack_shows_figures_by_policy_and_group_and_no_name(cast: Cast) -> None:
    for number in range(5):
        a_person(cast.school, f"Greta Group-Member {number}", groups=(cast.midday,))
    in_force(cast)
    pdf = pdf_of(made(cast, cast.governor))
    text = words_of(pdf)
    assert squeezed("Midday supervisors") in text
    assert squeezed("Teachers") in text
    for name in (cast.teacher.name, "Greta", cast.midday_supervisor.name):
        assert squeezed(name) not in text
    document = opened(pdf)
    pictures = [str(element.Alt) for element in elements(document) if str(element.S) == "/Figure"]
    assert any("Midday supervisors: 0 of 6" in alt for alt in pictures)
    assert all(alt.startswith("Bar chart.") for alt in pictures)


def test_a_group_of_few_is_not_shown_by_itself(cast: Cast) -> None:
    in_force(cast)
    assert squeezed("Midday supervisors: ") not in words_of(pdf_of(made(cast, cast.governor)))


def test_only_what_is_due_goes_into_a_pack_of_what_is_due(cast: Cast) -> None:
    due = in_force(cast)
    Version.objects.filter(pk=due.pk).update(**review_in(cast, 5))
    in_force(cast, a_policy(cast, "Bicycles"))
    pack = asked(cast, cast.clerk, Chosen(Pack.Choice.DUE))
    assert [item.version for item in pack.items.all()] == [due]


def test_with_nothing_to_put_in_there_is_a_sentence(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="nothing to put together"):
        asked(cast, cast.clerk)


def test_a_draft_goes_into_nobodys_pack_who_may_not_see_it(cast: Cast) -> None:
    draft = a_draft(cast)
    policies = [draft.policy.uid]
    with pytest.raises(NotAllowed):
        asked(cast, cast.governor, Chosen(Pack.Choice.CHOSEN, policies=policies))


def test_what_changed_is_since_the_day_that_is_asked_for(cast: Cast, two: tuple[Version, Version]) -> None:
    first, second = two
    Version.objects.filter(pk=first.pk).update(in_force_at=cast.at - timedelta(days=40))
    old = second.policy.versions.get(sequence=1)
    Version.objects.filter(pk=old.pk).update(in_force_at=cast.at - timedelta(days=40))
    since = Chosen(Pack.Choice.IN_FORCE, since_on=cast.today - timedelta(days=10))
    found = {item.version.pk: item.since for item in asked(cast, cast.clerk, since).items.all()}
    assert found == {first.pk: first, second.pk: old}


def test_a_pack_nobody_asks_for_is_removed_after_the_schools_time(cast: Cast, two: tuple[Version, Version]) -> None:
    PolicyRules.objects.filter(school=cast.school).update(pack_days=30)
    pack = made(cast, cast.governor)
    assert remove_old_packs(timezone.now() + timedelta(days=29)) == 0
    assert remove_old_packs(timezone.now() + timedelta(days=31)) == 1
    pack.refresh_from_db()
    assert pack.file is not None
    pack.file.refresh_from_db()
    assert (pack.status, pack.file.purged_by) == (Pack.Status.REMOVED, "pack maker: packs are kept for 30 days")
    assert made(cast, cast.governor).pk != pack.pk


def test_a_pack_that_stopped_is_begun_again_by_asking_again(cast: Cast, two: tuple[Version, Version]) -> None:
    pack = asked(cast, cast.governor)
    stopped: dict[str, Any] = {"status": "parked", "finished_at": timezone.now(), "message": "It stopped."}
    Job.objects.filter(key=f"policies.pack:{pack.uid}").update(**stopped)
    assert asked(cast, cast.chair).pk == pack.pk
    run_all()
    pack.refresh_from_db()
    assert pack.status == Pack.Status.READY
