"""What stands on a shared device itself: setting it up, one's name, one's PIN, and handing it over."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.schools.devices import KEY_DAYS, AtDevice, set_cookie
from foundation.schools.forms.devices import CodeForm, NameSearch, PinForm, SlipForm
from foundation.schools.models import Person
from foundation.schools.panels import device_pages
from foundation.schools.transitions.devices import leave_device, set_up_device
from foundation.schools.transitions.pins import Given, give_pin, use_slip

MANY = 12  # names, above which there is a box to search


def asking(request: HttpRequest, name: str) -> AtDevice:
    """The shared device that asks (`device`), or who is there (`at_device`). Raises LookupError for none."""
    found = getattr(request, name, None)
    if not isinstance(found, AtDevice):
        raise LookupError(f"No {name} asks.")
    return found


@page(public="a browser is no shared device yet when it is made one: the code says which, and is good once")
def device_set_up(request: HttpRequest) -> HttpResponse:
    """Make this browser a shared device; one that is shows the names."""
    if request.method == "GET" and getattr(request, "device", None) is not None and "again" not in request.GET:
        return redirect("device")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device, key = set_up_device(form.cleaned_data["password"], at=timezone.now())
        except NotAllowed as refused:
            form.add_error("password", str(refused))
        else:
            logout(request)
            messages.success(request, f"This is “{device.name}” now.")
            response = redirect("device")
            set_cookie(response, settings.DEVICE_COOKIE_NAME, key, days=KEY_DAYS)
            return response
    return render(request, "schools/device/set_up.html", {"form": form})


def _names(asker: AtDevice) -> QuerySet[Person]:
    people = Person.objects.filter(school=asker.device.school_id).select_related("school")
    return permitted(asker, "schools.give_pin", people).order_by("name", "pk")


@page(at="device", methods=("GET",))
def device(request: HttpRequest) -> HttpResponse:
    """Choose your name. Who has not finished yet is led back to what they were reading."""
    if getattr(request, "at_device", None) is not None:
        return redirect(_start())
    asker, search = asking(request, "device"), NameSearch(request.GET)
    people, wanted = _names(asker), search.wanted()
    shown = {"form": search, "people": people.filter(name__icontains=wanted) if wanted else people, "wanted": wanted}
    shown |= {"device": asker.device, "school": asker.device.school, "is_long": wanted or people.count() > MANY}
    return render(request, "schools/device/names.html", shown)


@page("schools.give_pin")
def device_person(request: HttpRequest, person: Person) -> HttpResponse:
    """Give the PIN of the name that was chosen."""
    asker, form = asking(request, "device"), PinForm(request.POST or None)

    def give() -> Given:
        return give_pin(asker.device, person, form.cleaned_data["password"], at=timezone.now())

    if request.method == "POST" and form.is_valid() and _let_in(request, form, give):
        return redirect(_start())
    return render(request, "schools/device/pin.html", _shown(asker, person, form))


@page("schools.give_pin")
def device_slip(request: HttpRequest, person: Person) -> HttpResponse:
    """Choose one's own PIN, with the code of one's slip."""
    asker, form = asking(request, "device"), SlipForm(request.POST or None, of=person)

    def give() -> Given:
        typed = form.cleaned_data
        return use_slip(asker.device, person, typed["slip_password"], typed["password"], at=timezone.now())

    if request.method == "POST" and form.is_valid() and _let_in(request, form, give, box="slip_password"):
        return redirect(_start())
    return render(request, "schools/device/slip.html", _shown(asker, person, form))


def _shown(asker: AtDevice, person: Person, form: PinForm | SlipForm) -> dict[str, object]:
    back = reverse("device")
    return {"device": asker.device, "school": asker.device.school, "person": person, "form": form, "back": back}


def _let_in(request: HttpRequest, form: PinForm | SlipForm, give: Callable[[], Given], box: str = "password") -> bool:
    """Whether the PIN was taken. A log-in that was open in this browser is closed first: one person at a time."""
    given = give()
    if given.session is None:
        form.add_error(box, given.sentence)
        return False
    _forget(request)
    request.at_device = AtDevice(asking(request, "device").device, given.session)  # type: ignore[attr-defined]
    return True


def _forget(request: HttpRequest) -> None:
    """Close a log-in that was left open in this browser, and drop what was to be said to whoever was here."""
    list(messages.get_messages(request))
    logout(request)


def _start() -> str:
    """Where somebody begins who gave their PIN: the first page that an upper app hangs here."""
    return reverse(next(iter(device_pages)))


@page(at="device", methods=("POST",))
def device_leave(request: HttpRequest) -> HttpResponse:
    """“I have finished”: the next person chooses their name."""
    leave_device(asking(request, "device").device, at=timezone.now())
    _forget(request)
    request.at_device = None  # type: ignore[attr-defined]
    return redirect("device")
