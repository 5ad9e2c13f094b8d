"""Addresses of evidence, and of a case to hand on."""

from django.urls import path

from incidents.views import evidence, files

urlpatterns = [
    path("case/<uuid:uid>/evidence/add/", evidence.evidence_first, name="case-evidence-add"),
    path("case/<uuid:uid>/evidence/keep/", evidence.evidence_keep, name="case-evidence-keep"),
    path("evidence/<uuid:uid>/", evidence.evidence_page, name="evidence"),
    path("evidence/<uuid:uid>/copy/", evidence.evidence_copy, name="evidence-copy"),
    path("evidence/<uuid:uid>/original/", evidence.evidence_original, name="evidence-original"),
    path("evidence/<uuid:uid>/redact/", evidence.evidence_redact, name="evidence-redact"),
    path("evidence/<uuid:uid>/purge/", evidence.evidence_purge, name="evidence-purge"),
    path("case/<uuid:uid>/file/", files.case_file, name="case-file"),
    path("case/<uuid:uid>/file/for/<uuid:person>/", files.case_pdf_affected, name="case-pdf-affected"),
    path("case/<uuid:uid>/file/<slug:audience>/", files.case_pdf, name="case-pdf"),
    path("case/<uuid:uid>/export/", files.case_export, name="case-export"),
    path("case-export/<uuid:uid>/", files.export_page, name="case-export-page"),
    path("case-export/<uuid:uid>/file/", files.export_file, name="case-export-file"),
]
