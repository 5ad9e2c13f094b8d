from django.urls import path

from policies.views import behalf, device

urlpatterns = [
    path("person/<uuid:uid>/behalf/<uuid:policy>/", behalf.behalf_record, name="behalf-record"),
    path("device/reading/", device.device_reading, name="device-reading"),
    path("device/version/<uuid:uid>/", device.device_version, name="device-version"),
    path("device/version/<uuid:uid>/problem/", device.device_problem, name="device-problem"),
    path("device/receipt/<uuid:uid>/", device.device_receipt, name="device-receipt"),
]
