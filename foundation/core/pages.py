"""Every view names who may use it. The decorator loads what the address names and refuses what may not be seen."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect

from foundation.core.rules import ASKERS, RULES, SEES, USER, allows_all, asks_as, condition, in_hand, remember

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Access:
    """What a view declares: a permission on a model, or a reason why it needs none.

    `at` is another attribute of the request than `user` that has to hold who asks, such as a shared device.
    """

    perm: str = ""
    model: type[Model] | None = None
    public: str = ""
    signed_in: str = ""
    at: str = ""
    methods: tuple[str, ...] = ("GET", "POST")

    @property
    def asker(self) -> str:
        """The attribute of the request that holds who asks."""
        return self.at or ASKERS.get(self.perm, USER)


def page(
    perm: str = "",
    *,
    public: str = "",
    signed_in: str = "",
    at: str = "",
    methods: tuple[str, ...] = ("GET", "POST"),
) -> Callable[[View], View]:
    """Declare a view's permission (or the reason it is public, or open to everyone signed in, or to everyone `at`).

    With a permission, the view receives the row its address names, loaded through the rule of who may see it:
    unseen or refused, the answer is the same "not found" (nothing is told to who may not know).
    The address names a row by `uid`, or by what the model's URL_KEY (name in the address, field) says.
    """
    model = RULES[perm][0] if perm else None
    access = Access(perm, model, public, signed_in, at, methods)
    # HEAD is asked of what may be read; on a page that only takes POST it would act, and no token guards it.
    answers = (*methods, "HEAD") if "GET" in methods else methods

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
            if request.method not in answers:
                return HttpResponseNotAllowed(methods)
            if public:
                return view(request, **named)
            who = getattr(request, access.asker, None)
            if who is None or not who.is_authenticated:
                is_log_in = access.asker == USER
                return redirect_to_login(request.get_full_path()) if is_log_in else redirect(settings.DEVICE_URL)
            remember(who)
            if model is None:
                return view(request, **named)
            row = load(who, perm, model, named)
            request.loaded = row  # type: ignore[attr-defined]  # the frame of the page shows whose page it is
            try:
                return view(request, row, **named)
            except Http404:
                request.loaded = None  # type: ignore[attr-defined]  # nothing found is nobody's page
                raise

        guarded.access = access  # type: ignore[attr-defined]  # read by the test that walks every address
        return guarded

    return declare


def load(user: Any, perm: str, model: type[Model], named: dict[str, Any]) -> Model:
    """The row that the address names, if the user may see it and holds `perm` on it; else Http404."""
    name, field = getattr(model, "URL_KEY", ("uid", "uid"))
    sees = SEES.get(model) if asks_as(user) == USER else perm
    perms, value = {perm, sees or perm}, named.pop(name)
    for one in perms:
        condition(user, one)  # may bring the row to hand
    row = in_hand(user, model, field, value) or model._default_manager.filter(**{field: value}).first()
    if row is None or not allows_all(user, perms, row):
        raise Http404
    return row
