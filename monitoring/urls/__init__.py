from typing import Any

from monitoring.urls import assurance, checks, filtering, footprint, overview, restrictions, retention, subject

urlpatterns: list[Any] = [
    *checks.urlpatterns,
    *filtering.urlpatterns,
    *footprint.urlpatterns,
    *overview.urlpatterns,
    *restrictions.urlpatterns,
    *subject.urlpatterns,
    *retention.urlpatterns,
    *assurance.urlpatterns,
]
