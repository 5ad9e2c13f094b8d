from django.urls import path

from policies.views import as_at, dashboard

urlpatterns = [
    path("<slug:school>/as-at/", as_at.as_at_day, name="as-at"),
    path("<slug:school>/as-at/export/", as_at.as_at_csv, name="as-at-csv"),
    path("<slug:school>/as-at/print/", as_at.as_at_pdf, name="as-at-pdf"),
    path("<slug:school>/figures/", dashboard.figures, name="figures"),
    path("<slug:school>/figures/all/", dashboard.dashboard_page, name="dashboard"),
]
