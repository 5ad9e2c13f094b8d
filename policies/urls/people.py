"""Addresses of people who come and go, by noun."""

from policies.urls import contractor

urlpatterns = [*contractor.urlpatterns]
