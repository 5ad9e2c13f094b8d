from django.urls import include, path

from config import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("account/", include("config.account_urls")),
    path("", include("foundation.documents.urls")),
    path("", include("foundation.jobs.urls")),
    path("", include("foundation.notices.urls")),
    path("", include("foundation.schools.urls")),
    path("", include("approvals.urls")),
    path("", include("policies.urls")),
]
