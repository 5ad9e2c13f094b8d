"""Addresses of filtering and monitoring."""

from django.urls import path

from monitoring.views import filtering as views
from monitoring.views import filtering_points as points

urlpatterns = [
    path("<slug:school>/filtering/", views.filtering_page, name="filtering"),
    path("<slug:school>/filtering/file/", views.filtering_csv, name="filtering-csv"),
    path("<slug:school>/filtering/print/", views.filtering_pdf, name="filtering-pdf"),
    path("<slug:school>/filtering/check/", views.filtering_check_add, name="filtering-check-add"),
    path("<slug:school>/filtering/review/", views.filtering_review_add, name="filtering-review-add"),
    path("<slug:school>/filtering/call/", views.filtering_call, name="filtering-call"),
    path("<slug:school>/filtering/list/", points.filtering_points, name="filtering-points"),
    path("<slug:school>/filtering/list/add/", points.filtering_point_add, name="filtering-point-add"),
    path("<slug:school>/filtering/list/start/", points.filtering_points_start, name="filtering-points-start"),
    path("<slug:school>/filtering/list/<uuid:point>/end/", points.filtering_point_end, name="filtering-point-end"),
    path("filtering-check/<uuid:uid>/", views.filtering_check, name="filtering-check"),
    path("filtering-check/<uuid:uid>/to-do/", views.filtering_check_action, name="filtering-check-action"),
    path("filtering-review/<uuid:uid>/", views.filtering_review, name="filtering-review"),
    path("filtering-review/<uuid:uid>/to-do/", views.filtering_review_action, name="filtering-review-action"),
    path("filtering-action/<uuid:uid>/", views.filtering_action, name="filtering-action"),
]
