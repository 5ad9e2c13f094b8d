"""The school's shared devices, for who looks after them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.schools.forms.devices import DeviceForm
from foundation.schools.forms.people import ConfirmForm
from foundation.schools.models import School, SharedDevice
from foundation.schools.people import acting
from foundation.schools.pins import set_up_code
from foundation.schools.transitions.changes import said
from foundation.schools.transitions.devices import change_device, give_code, name_device, revoke_device
from foundation.schools.views.answers import Crumbs, answered, carried_out, people_crumbs, seen

ABOUT = "A tablet or computer at which people without an e-mail address read and confirm, each with a PIN."


def _list(school: School) -> str:
    return reverse("device-list", args=[school.slug])


def _page(device: SharedDevice) -> str:
    return reverse("device-page", args=[device.uid])


def device_crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    return people_crumbs(school, ("Shared devices", _list(school) if more else ""), *more)


@page("schools.keep_devices", methods=("GET",))
def device_list(request: HttpRequest, school: School) -> HttpResponse:
    """The devices, for whom each is and when it was last used."""
    devices = SharedDevice.objects.filter(school=school).select_related("revoked_by").prefetch_related("groups")
    shown = {"school": school, "crumbs": device_crumbs(school), "now": timezone.now()}
    return render(
        request,
        "schools/device_list.html",
        shown | {"devices": devices.order_by(F("revoked_at").asc(nulls_first=True), "name")},
    )


@page("schools.keep_devices")
def device_add(request: HttpRequest, school: School) -> HttpResponse:
    """Name a shared device."""
    form, made = DeviceForm(request.POST or None, school=school), []

    def name_it() -> None:
        made.append(name_device(school, **_typed(form), by=acting(request.user, school), at=timezone.now()))

    if carried_out(form, name_it):
        messages.success(request, f"{made[0].name} is named. Now set it up with its code.")
        return redirect(_page(made[0]))
    shown = {"form": form, "heading": "Name a shared device", "guidance": ABOUT}
    return render(request, "schools/form.html", shown | {"crumbs": device_crumbs(school, ("Name a device", ""))})


def _typed(form: DeviceForm) -> dict[str, Any]:
    return {"name": form.cleaned_data["name"], "groups": list(form.cleaned_data["groups"])}


@page("schools.change_device", methods=("GET",))
def device_page(request: HttpRequest, device: SharedDevice) -> HttpResponse:
    """One device: its set-up code while it is good, for whom it is, when it was last used."""
    is_waiting = device.code_until is not None and device.code_until > timezone.now()
    shown = {"device": device, "crumbs": device_crumbs(device.school, (device.name, ""))}
    shown |= {"code": set_up_code(device) if is_waiting else "", "groups": said(device.groups.all())}
    shown["address"] = f"{settings.SITE_URL}{reverse('device-set-up')}"
    return render(request, "schools/device.html", shown)


@page("schools.change_device")
def device_change(request: HttpRequest, device: SharedDevice) -> HttpResponse:
    """Rename a device, or say anew for whom it is."""
    now = {"name": device.name, "groups": device.groups.all()}
    form = DeviceForm(
        request.POST or None, school=device.school, initial=now, seen=seen(device.name, said(now["groups"]))
    )
    return answered(
        request,
        form,
        lambda: change_device(device, **_typed(form), by=acting(request.user, device.school), at=timezone.now()),
        to=_page(device),
        said="The device is changed.",
        heading=f"Change {device}",
        crumbs=device_crumbs(device.school, (device.name, _page(device)), ("Change", "")),
    )


@page("schools.change_device")
def device_code(request: HttpRequest, device: SharedDevice) -> HttpResponse:
    """A new set-up code."""
    return answered(
        request,
        ConfirmForm(request.POST or None, submit="Give a new code"),
        lambda: give_code(device, by=acting(request.user, device.school), at=timezone.now()),
        to=_page(device),
        said="There is a new set-up code, good for a day.",
        heading=f"A new set-up code for {device}",
        guidance="Where it is typed becomes this device. A browser that is it now is it no longer from that moment.",
        crumbs=device_crumbs(device.school, (device.name, _page(device)), ("Set-up code", "")),
    )


@page("schools.change_device")
def device_revoke(request: HttpRequest, device: SharedDevice) -> HttpResponse:
    """Take a device away."""
    return answered(
        request,
        ConfirmForm(request.POST or None, submit="Take this device away"),
        lambda: revoke_device(device, by=acting(request.user, device.school), at=timezone.now()),
        to=_list(device.school),
        said=f"{device} shows nothing any more.",
        heading=f"Take away {device}?",
        guidance="From now on it shows no names and takes no PIN. This cannot be undone. What was confirmed stays.",
        crumbs=device_crumbs(device.school, (device.name, _page(device)), ("Take away", "")),
    )
