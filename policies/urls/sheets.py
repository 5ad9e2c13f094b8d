from django.urls import path

from policies.views import scans, sheets

urlpatterns = [
    path("<slug:school>/sheets/", sheets.sheet_list, name="sheet-list"),
    path("policy/<uuid:uid>/sheets/add/", sheets.sheet_add, name="sheet-add"),
    path("sheet/<uuid:uid>/", sheets.sheet_page, name="sheet"),
    path("sheet/<uuid:uid>/pdf/", sheets.sheet_pdf, name="sheet-pdf"),
    path("<slug:school>/sheets/scans/add/", scans.scan_add, name="scan-add"),
    path("scan/<uuid:uid>/", scans.scan_page, name="scan"),
    path("scan/<uuid:uid>/code/", scans.scan_code, name="scan-code"),
    path("scan/<uuid:uid>/put-aside/", scans.scan_put_aside, name="scan-put-aside"),
]
