"""Addresses of policies, by what people do there."""

from policies.urls import (
    acknowledging,
    bringing_in,
    compliance,
    counting,
    drafting,
    meetings,
    overview,
    packs,
    parts,
    people,
    problems,
    reading,
    registers,
    search,
    sheets,
    steps,
)

urlpatterns = [
    *reading.urlpatterns,
    *drafting.urlpatterns,
    *steps.urlpatterns,
    *meetings.urlpatterns,
    *bringing_in.urlpatterns,
    *compliance.urlpatterns,
    *acknowledging.urlpatterns,
    *problems.urlpatterns,
    *sheets.urlpatterns,
    *counting.urlpatterns,
    *search.urlpatterns,
    *parts.urlpatterns,
    *packs.urlpatterns,
    *registers.urlpatterns,
    *people.urlpatterns,
    *overview.urlpatterns,
]
