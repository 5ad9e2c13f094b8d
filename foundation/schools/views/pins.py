"""PINs, for who looks after them: who has one, slips to print, setting one, lifting a lock."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.forms.devices import NewPinForm
from foundation.schools.forms.people import ConfirmForm
from foundation.schools.models import Person, Pin, School, SharedDevice
from foundation.schools.people import acting
from foundation.schools.pins import slip_code
from foundation.schools.transitions.pins import give_slips, lift_lock, set_pin
from foundation.schools.views.answers import Crumbs, answered
from foundation.schools.views.devices import device_crumbs

PER_PAGE = 50


def _of_devices(school: School, on: date) -> QuerySet[Person]:
    """Who may choose their name at one of the school's devices."""
    devices = SharedDevice.objects.filter(school=school, revoked_at=None)
    return Person.objects.current(on).filter(school=school, groups__in=devices.values("groups")).distinct()


def _without_pin(school: School, on: date) -> QuerySet[Person]:
    return _of_devices(school, on).filter(pin__closed=None)


def _crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    return device_crumbs(school, ("PINs", reverse("pin-list", args=[school.slug]) if more else ""), *more)


@page("schools.keep_devices", methods=("GET",))
def pin_list(request: HttpRequest, school: School) -> HttpResponse:
    """Whose names the devices show, and who of them has a PIN, a slip, or a lock."""
    people = _of_devices(school, timezone.localdate()).select_related("pin").order_by("name", "pk")
    found = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    missing = people.filter(pin__closed=None).count()
    shown = {"school": school, "page": found, "missing": missing, "now": timezone.now(), "crumbs": _crumbs(school)}
    return render(request, "schools/pin_list.html", shown)


@page("schools.keep_devices", methods=("GET",))
def pin_slips(request: HttpRequest, school: School) -> HttpResponse:
    """The slips that are out, to print and cut apart; each goes when it is used."""
    out = Pin.objects.filter(school=school, slip_until__gt=timezone.now()).select_related("person")
    out = out.filter(person__in=Person.objects.filter(school=school).current(timezone.localdate()))
    slips = [(pin, slip_code(pin)) for pin in out.order_by("person__name")]
    return render(
        request, "schools/slips.html", {"school": school, "slips": slips, "crumbs": _crumbs(school, ("Slips", ""))}
    )


@page("schools.keep_devices")
def pin_slips_make(request: HttpRequest, school: School) -> HttpResponse:
    """Slips for everybody whose name a device shows and who has no PIN."""
    people = list(_without_pin(school, timezone.localdate()))
    return answered(
        request,
        ConfirmForm(request.POST or None, submit="Make the slips"),
        lambda: give_slips(people, by=acting(request.user, school), at=timezone.now()),
        to=reverse("pin-slips", args=[school.slug]),
        said=f"{len(people)} slip{'' if len(people) == 1 else 's'} to print. Each is good for two weeks, and once.",
        heading="Slips for everybody without a PIN",
        guidance=f"{len(people)} of those whose names a device shows have no PIN. With a slip each chooses their own. "
        "A slip that was made before is no good any more.",
        crumbs=_crumbs(school, ("Slips", "")),
    )


@page("schools.keep_pin")
def pin_set(request: HttpRequest, person: Person) -> HttpResponse:
    """Set somebody's PIN for them, or look at what there is: a slip, a lock."""
    form, now = NewPinForm(request.POST or None, of=person), timezone.now()
    pin = Pin.objects.filter(person=person).select_related("set_by").first()
    return answered(
        request,
        form,
        lambda: set_pin(person, form.cleaned_data["password"], by=acting(request.user, person.school), at=now),
        to=reverse("person-page", args=[person.uid]),
        said=f"{person.name} has a PIN. Tell it to them, and to nobody else.",
        template="schools/pin.html",
        person=person,
        pin=pin,
        has_slip=pin is not None and pin.slip_until is not None and pin.slip_until > now,
        crumbs=_crumbs(person.school, (person.name, "")),
    )


@page("schools.keep_pin", methods=("POST",))
def pin_slip(request: HttpRequest, person: Person) -> HttpResponse:
    """A slip for one person, who forgot their PIN or never had one."""
    give_slips([person], by=acting(request.user, person.school), at=timezone.now())
    messages.success(request, f"There is a slip for {person.name}, good for two weeks, and once.")
    return redirect("pin-slips", person.school.slug)


@page("schools.keep_pin", methods=("POST",))
def pin_lift(request: HttpRequest, person: Person) -> HttpResponse:
    """Lift the lock after too many wrong PINs."""
    lift_lock(person, by=acting(request.user, person.school), at=timezone.now())
    messages.success(request, f"{person.name} can try the PIN again.")
    return redirect("pin-set", person.uid)
