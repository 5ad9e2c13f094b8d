"""Addresses of what was told to whom."""

from django.urls import path

from foundation.notices import views

urlpatterns = [
    path("told/", views.told, name="told"),
    path("notice/<uuid:uid>/try-again/", views.notice_try_again, name="notice-try-again"),
    path("<slug:school>/told/", views.school_told, name="school-told"),
    path("<slug:school>/told/try-again/", views.private_try_again, name="private-try-again"),
]
