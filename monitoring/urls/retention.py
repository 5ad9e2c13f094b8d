"""Addresses of retention: the schedule, what falls due, holds, certificates."""

from django.urls import path

from monitoring.views import holds, purges
from monitoring.views import retention as views

urlpatterns = [
    path("<slug:school>/retention/", views.retention, name="retention"),
    path("<slug:school>/retention/print/", views.retention_pdf, name="retention-pdf"),
    path("<slug:school>/retention/due/", views.retention_due, name="retention-due"),
    path("<slug:school>/retention/class/<slug:code>/", views.retention_class, name="retention-class"),
    path("<slug:school>/retention/class/<slug:code>/change/", views.retention_change, name="retention-change"),
    path("<slug:school>/retention/holds/", holds.hold_list, name="hold-list"),
    path("<slug:school>/retention/holds/add/", holds.hold_add, name="hold-add"),
    path("<slug:school>/retention/certificates/", purges.certificate_list, name="certificate-list"),
    path("retention-period/<uuid:uid>/", views.retention_period, name="retention-period"),
    path("retention-period/<uuid:uid>/withdraw/", views.retention_period_withdraw, name="retention-period-withdraw"),
    path("purge/<uuid:uid>/", purges.purge_page, name="purge"),
    path("purge/<uuid:uid>/again/", purges.purge_look_again, name="purge-look-again"),
    path("retention-night/<uuid:uid>/", purges.night_page, name="retention-night"),
    path("hold/<uuid:uid>/", holds.hold_page, name="hold"),
    path("certificate/<uuid:uid>/", purges.certificate_page, name="certificate"),
    path("certificate/<uuid:uid>/print/", purges.certificate_pdf, name="certificate-pdf"),
]
