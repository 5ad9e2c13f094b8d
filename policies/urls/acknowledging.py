from django.urls import path

from policies.views import behalf

urlpatterns = [
    path("person/<uuid:uid>/behalf/<uuid:policy>/", behalf.behalf_record, name="behalf-record"),
]
