"""Addresses of the lists among the house rules of incidents."""

from django.urls import path

from incidents.views import settings

urlpatterns = [
    path("<slug:school>/incident-settings/", settings.incident_settings, name="incident-settings"),
    path("<slug:school>/incident-settings/start/", settings.contacts_start, name="contacts-start"),
    path("<slug:school>/incident-settings/<slug:what>/", settings.incident_setting_add, name="incident-setting-add"),
    path(
        "<slug:school>/incident-settings/<slug:what>/<uuid:line>/",
        settings.incident_setting_change,
        name="incident-setting-change",
    ),
    path(
        "<slug:school>/incident-settings/<slug:what>/<uuid:line>/end/",
        settings.incident_setting_end,
        name="incident-setting-end",
    ),
]
