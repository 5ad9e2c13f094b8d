from django.urls import path

from foundation.jobs import views

urlpatterns = [
    path("jobs/<uuid:uid>/", views.job_page, name="job"),
    path("jobs/<uuid:uid>/take-up/", views.job_take_up, name="job-take-up"),
    path("carry-on/<uuid:uid>/", views.carry_on, name="carry-on"),
]
