"""The address of the page under which everything of monitoring stands."""

from django.urls import path

from monitoring.views.overview import monitoring

urlpatterns = [path("<slug:school>/monitoring/", monitoring, name="monitoring")]
