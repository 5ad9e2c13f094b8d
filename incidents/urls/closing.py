from django.urls import path

from incidents.views import closing

urlpatterns = [
    path("case/<uuid:uid>/responses/<uuid:option>/", closing.case_respond, name="case-respond"),
    path("case/<uuid:uid>/close/", closing.case_close, name="case-close"),
    path("case/<uuid:uid>/reopen/", closing.case_reopen, name="case-reopen"),
]
