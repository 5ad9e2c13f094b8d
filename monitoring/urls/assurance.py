"""Addresses of the assurance page."""

from django.urls import path

from monitoring.views import assurance

urlpatterns = [
    path("<slug:school>/assurance/", assurance.assurance, name="assurance"),
    path("<slug:school>/assurance/print/", assurance.assurance_pdf, name="assurance-pdf"),
]
