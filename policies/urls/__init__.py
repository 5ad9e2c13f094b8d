"""Addresses of policies, by what people do there."""

from policies.urls import (
    acknowledging,
    bringing_in,
    compliance,
    drafting,
    parts,
    people,
    reading,
    search,
    sheets,
    steps,
)

urlpatterns = [
    *reading.urlpatterns,
    *drafting.urlpatterns,
    *steps.urlpatterns,
    *bringing_in.urlpatterns,
    *compliance.urlpatterns,
    *acknowledging.urlpatterns,
    *sheets.urlpatterns,
    *search.urlpatterns,
    *parts.urlpatterns,
    *people.urlpatterns,
]
