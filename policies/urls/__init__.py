"""Addresses of policies, by what people do there."""

from policies.urls import bringing_in, compliance, drafting, reading, steps

urlpatterns = [
    *reading.urlpatterns,
    *drafting.urlpatterns,
    *steps.urlpatterns,
    *bringing_in.urlpatterns,
    *compliance.urlpatterns,
]
