"""Addresses of the footprint."""

from django.urls import path

from monitoring.views import footprint as views
from monitoring.views import footprint_places as places

urlpatterns = [
    path("<slug:school>/footprint/", views.footprint_page, name="footprint"),
    path("<slug:school>/footprint/file/", views.footprint_csv, name="footprint-csv"),
    path("<slug:school>/footprint/looks/", views.footprint_looks, name="footprint-looks"),
    path("<slug:school>/footprint/look/", views.footprint_look_add, name="footprint-look-add"),
    path("<slug:school>/footprint/mention/", views.mention_add, name="mention-add"),
    path("<slug:school>/footprint/places/", places.footprint_places, name="footprint-places"),
    path("<slug:school>/footprint/places/add/", places.footprint_place_add, name="footprint-place-add"),
    path("<slug:school>/footprint/places/accounts/", places.footprint_sites_add, name="footprint-sites-add"),
    path("footprint-place/<uuid:uid>/end/", places.footprint_place_end, name="footprint-place-end"),
    path("footprint-look/<uuid:uid>/", views.footprint_look, name="footprint-look"),
    path("footprint-look/<uuid:uid>/mention/", views.footprint_look_mention, name="footprint-look-mention"),
    path("mention/<uuid:uid>/", views.mention_page, name="mention"),
    path("mention/<uuid:uid>/tone/", views.mention_judge, name="mention-judge"),
]
