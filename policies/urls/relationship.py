from django.urls import path

from policies.views import relationship

urlpatterns = [
    path("relationships/", relationship.relationship_own, name="relationship-own"),
    path("<slug:school>/relationships/", relationship.relationship_list, name="relationship-list"),
    path("<slug:school>/relationships/declare/", relationship.relationship_declare, name="relationship-declare"),
    path("relationship/<uuid:uid>/", relationship.relationship, name="relationship"),
    path("relationship/<uuid:uid>/update/", relationship.relationship_update, name="relationship-update"),
    path("relationship/<uuid:uid>/end/", relationship.relationship_end, name="relationship-end"),
]
