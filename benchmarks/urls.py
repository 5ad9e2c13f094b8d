from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from foundation.core.pages import page
from foundation.schools.models import Person


@page(signed_in="the least that a page can do: it tells how many persons the user is")
def one(request: HttpRequest) -> HttpResponse:
    """Session, user and one query: what pages and acknowledgements are measured against."""
    return HttpResponse(Person.objects.filter(user__email=request.user.email).count())  # type: ignore[union-attr]


urlpatterns = [path("bench/one/", one, name="bench-one"), path("", include("config.urls"))]
