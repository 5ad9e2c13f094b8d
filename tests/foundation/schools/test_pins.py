"""PINs: which are refused, how they are kept, and what happens after wrong ones."""

from datetime import timedelta

import pytest

from foundation.audit.models import Entry
from foundation.core import keyring
from foundation.core.states import NotAllowed
from foundation.notices.kinds import NoLongerOwed, kinds
from foundation.notices.models import Notice
from foundation.schools.models import DeviceSession, Person, Pin, SchoolRules, SharedDevice
from foundation.schools.pins import DEVICE_FREE, LOCKED_AFTER, free_at, is_code, slip_code, too_easy
from foundation.schools.transitions.pins import (
    LOCKED,
    WRONG,
    WRONG_SLIP,
    Given,
    give_pin,
    give_slips,
    lift_lock,
    use_slip,
)
from tests.cast import Cast, a_person
from tests.devices import PIN, a_device, with_pin

pytestmark = pytest.mark.django_db
EASY = ("1111", "1234", "4321", "7890", "0987", "8901", "1212", "484848", "1985", "2009", "77777777", "2468a", "12", "")


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


@pytest.fixture
def device(cast: Cast) -> SharedDevice:
    return a_device(cast, cast.midday, cast.teachers)


@pytest.mark.parametrize("pin", EASY)
def test_an_easy_pin_is_refused_in_words(pin: str) -> None:
    assert too_easy(pin, digits=4).endswith(".")


@pytest.mark.parametrize("pin", ["4829", "2580", "1357", "90210", "28517364"])
def test_another_is_taken(pin: str) -> None:
    assert too_easy(pin, digits=4) == ""


def test_the_staff_reference_and_figures_of_another_alphabet_are_refused() -> None:
    assert "reference" in too_easy("4829", digits=4, reference="T-4829")
    assert "figures only" in too_easy("٤٨٢٩", digits=4)


def test_one_school_asks_for_longer_pins_than_another(cast: Cast) -> None:
    SchoolRules.objects.filter(school=cast.school).update(pin_digits=6)
    with pytest.raises(NotAllowed, match="6 to 8 figures"):
        with_pin(cast, cast.midday_supervisor)
    with_pin(cast, cast.other_teacher)
    with_pin(cast, cast.midday_supervisor, pin="482951")


def test_a_pin_is_kept_as_a_hash_that_is_encrypted(cast: Cast) -> None:
    with_pin(cast, cast.midday_supervisor)
    kept = Pin.objects.get()
    assert kept.closed is not None
    opened = keyring.open_text(bytes(kept.closed), about=f"pin:{cast.midday_supervisor.uid}")
    assert PIN not in opened
    assert "$" in opened, "what the hasher of the settings makes"
    with pytest.raises(keyring.KeyringError):
        keyring.open_text(bytes(kept.closed), about=f"pin:{cast.teacher.uid}")


def given(cast: Cast, device: SharedDevice, typed: str, person: Person | None = None, minutes: float = 0) -> Given:
    return give_pin(device, person or cast.midday_supervisor, typed, at=cast.at + timedelta(minutes=minutes))


def test_the_right_pin_lets_in_and_whoever_was_there_is_there_no_longer(cast: Cast, device: SharedDevice) -> None:
    with_pin(cast, cast.midday_supervisor, cast.teacher)
    first = given(cast, device, PIN).session
    second = given(cast, device, PIN, cast.teacher, 1).session
    assert first is not None
    assert second is not None
    assert DeviceSession.objects.get() == second
    assert first.uid != second.uid
    device.refresh_from_db()
    assert device.used_at == cast.at + timedelta(minutes=1)


def test_a_wrong_pin_a_name_without_one_and_a_slip_that_is_none_sound_the_same(
    cast: Cast, device: SharedDevice
) -> None:
    with_pin(cast, cast.midday_supervisor)
    assert given(cast, device, "9999").sentence == WRONG == "That is not the PIN for this name."
    assert given(cast, device, PIN, cast.teacher).sentence == WRONG
    for person in (cast.midday_supervisor, cast.teacher):
        assert use_slip(device, person, "AAAAA-AAAAA", PIN, at=cast.at).sentence == WRONG_SLIP


@pytest.mark.parametrize("who", ["midday_supervisor", "teacher"])
def test_waits_rise_and_the_tenth_locks_a_name_whether_it_has_a_pin_or_not(
    cast: Cast, device: SharedDevice, who: str
) -> None:
    with_pin(cast, cast.midday_supervisor)
    person, minutes, waits = getattr(cast, who), 0.0, []
    for _ in range(LOCKED_AFTER - 1):
        assert given(cast, device, "9999", person, minutes).sentence == WRONG
        free = free_at(Pin.objects.get(person=person))
        assert free is not None
        wait = (free - cast.at) / timedelta(minutes=1) - minutes
        if wait:
            too_soon = given(cast, device, PIN, person, minutes + wait - 0.5).sentence
            assert too_soon == "Too many wrong PINs for this name. Try again in 1 minute."
        waits.append(round(wait))
        minutes += wait
    assert waits == [0, 0, 1, 2, 5, 15, 30, 60, 60]
    assert given(cast, device, "9999", person, minutes).sentence == LOCKED
    assert given(cast, device, PIN, person, minutes + 600).sentence == LOCKED
    assert not DeviceSession.objects.exists()


def locked(cast: Cast, device: SharedDevice) -> None:
    Pin.objects.update(wrong=LOCKED_AFTER - 1, wrong_at=cast.at - timedelta(hours=2))
    assert given(cast, device, "9999").sentence == LOCKED


def test_the_office_is_told_of_a_lock_and_lifts_it(cast: Cast, device: SharedDevice) -> None:
    with_pin(cast, cast.midday_supervisor)
    locked(cast, device)
    told = Notice.objects.filter(kind="notices.pin_locked")
    assert {notice.recipient for notice in told} == {cast.clerk, cast.administrator}
    notice = told.get(recipient=cast.clerk)
    kind = kinds.entries[notice.kind]
    assert kind.may_know(notice)
    assert "Mina Midday-Supervisor" in kind.render(notice).context["name"]
    assert Entry.objects.filter(verb="pin_locked").count() == 1
    lift_lock(cast.midday_supervisor, by=cast.clerk, at=cast.at)
    with pytest.raises(NoLongerOwed):
        kind.render(notice)
    assert given(cast, device, PIN).session is not None


def test_a_right_pin_forgives_the_wrong_ones_before_it(cast: Cast, device: SharedDevice) -> None:
    with_pin(cast, cast.midday_supervisor)
    for _ in range(2):
        given(cast, device, "9999")
    assert given(cast, device, PIN).session is not None
    assert Pin.objects.get().wrong == 0


def test_one_device_waits_whatever_the_name_and_the_right_pin_of_one_frees_no_other(
    cast: Cast, device: SharedDevice
) -> None:
    """Who tries every name once, or has a PIN of their own, gains nothing."""
    names = [a_person(cast.school, f"Name {number}", has_email=False) for number in range(DEVICE_FREE)]
    with_pin(cast, cast.midday_supervisor)
    for person in names:
        assert given(cast, device, "9999", person).sentence == WRONG
    assert given(cast, device, PIN, minutes=0.5).sentence.startswith("Too many wrong PINs at this device.")
    assert given(cast, device, PIN, minutes=1.1).session is not None
    assert given(cast, device, "9999", cast.teacher, 1.2).sentence == WRONG
    assert "at this device. Try again in 2 minutes" in given(cast, device, PIN, minutes=1.3).sentence
    assert given(cast, device, "9999", cast.teacher, 120).sentence == WRONG
    assert SharedDevice.objects.get().wrong == 1, "after an hour without a wrong one it is forgotten"


def test_with_a_slip_somebody_chooses_their_own_pin_once(cast: Cast, device: SharedDevice) -> None:
    give_slips([cast.midday_supervisor], by=cast.clerk, at=cast.at)
    code = slip_code(Pin.objects.get())
    other = use_slip(device, cast.teacher, code, PIN, at=cast.at)
    assert other.sentence == WRONG_SLIP, "a slip is one person's"
    assert use_slip(device, cast.midday_supervisor, code, "1234", at=cast.at).session is None
    assert use_slip(device, cast.midday_supervisor, code.lower().replace("-", " "), PIN, at=cast.at).session is not None
    assert given(cast, device, PIN).session is not None
    assert use_slip(device, cast.midday_supervisor, code, "7391", at=cast.at).sentence == WRONG_SLIP
    assert Pin.objects.get(person=cast.midday_supervisor).set_by == cast.midday_supervisor


def test_a_slip_is_good_for_two_weeks_and_a_newer_one_ends_it(cast: Cast, device: SharedDevice) -> None:
    give_slips([cast.midday_supervisor], by=cast.clerk, at=cast.at)
    first = slip_code(Pin.objects.get())
    give_slips([cast.midday_supervisor], by=cast.clerk, at=cast.at)
    second, day = slip_code(Pin.objects.get()), timedelta(days=1)
    assert use_slip(device, cast.midday_supervisor, first, PIN, at=cast.at + day).sentence == WRONG_SLIP
    assert use_slip(device, cast.midday_supervisor, second, PIN, at=cast.at + 15 * day).sentence == WRONG_SLIP


def test_a_code_is_the_same_however_it_is_typed_and_no_part_of_it_is() -> None:
    assert is_code(" k7qf9-2md4x ", "K7QF9-2MD4X")
    for typed in ("", "K7QF9", "K7QF9-2MD4Y", "K7QF9-2MD4XX"):
        assert not is_code(typed, "K7QF9-2MD4X")
