"""Addresses of people who come and go, by noun."""

from policies.urls import coming_going, contractor, recruitment, relationship

urlpatterns = [*contractor.urlpatterns, *coming_going.urlpatterns, *relationship.urlpatterns, *recruitment.urlpatterns]
