from django.urls import include, path

from config import status_views, views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("healthz", status_views.health, name="health"),
    path("status/", status_views.status, name="status"),
    path("<slug:school>/status/", status_views.school_status, name="school-status"),
    path("account/", include("config.account_urls")),
    path("", include("foundation.documents.urls")),
    path("", include("foundation.jobs.urls")),
    path("", include("foundation.notices.urls")),
    path("", include("foundation.schools.urls")),
    path("", include("monitoring.urls")),
    path("", include("incidents.urls")),
    path("", include("approvals.urls")),
    path("", include("policies.urls")),
]
