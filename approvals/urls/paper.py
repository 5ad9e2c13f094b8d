"""Addresses of requests on paper."""

from django.urls import path

from approvals.views import paper

urlpatterns = [
    path("request/<uuid:uid>/pdf/", paper.request_pdf, name="request-pdf"),
]
