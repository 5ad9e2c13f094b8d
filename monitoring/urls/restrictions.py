"""Addresses of blocked sites and withdrawn access."""

from django.urls import path

from monitoring.views import restrictions as views

urlpatterns = [
    path("<slug:school>/restrictions/", views.restriction_list, name="restrictions"),
    path("<slug:school>/restrictions/file/", views.restriction_csv, name="restrictions-csv"),
    path("<slug:school>/restrictions/site/", views.site_block, name="site-block"),
    path("<slug:school>/restrictions/access/", views.access_withdraw, name="access-withdraw"),
    path("restriction/<uuid:uid>/", views.restriction, name="restriction"),
    path("restriction/<uuid:uid>/again/", views.restriction_review, name="restriction-review"),
    path("restriction/<uuid:uid>/lift/", views.restriction_lift, name="restriction-lift"),
]
