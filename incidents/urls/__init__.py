from typing import Any

from incidents.urls import cases, closing, evidence, informing, procedures, reporting, settings, takedowns

urlpatterns: list[Any] = [
    *cases.urlpatterns,
    *closing.urlpatterns,
    *evidence.urlpatterns,
    *informing.urlpatterns,
    *procedures.urlpatterns,
    *reporting.urlpatterns,
    *settings.urlpatterns,
    *takedowns.urlpatterns,
]
