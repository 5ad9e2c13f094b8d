from django.urls import path

from incidents.views import cases, deciding, letting_in, people, timeline

urlpatterns = [
    path("<slug:school>/cases/", cases.case_list, name="case-list"),
    path("<slug:school>/emergency/", letting_in.emergency_ask, name="emergency-ask"),
    path("case/<uuid:uid>/", cases.case_page, name="case"),
    path("case/<uuid:uid>/looks/", cases.case_looks, name="case-looks"),
    path("case/<uuid:uid>/take/", deciding.case_take, name="case-take"),
    path("case/<uuid:uid>/hand-on/", deciding.case_hand_on, name="case-hand-on"),
    path("case/<uuid:uid>/judge/", deciding.case_judge, name="case-judge"),
    path("case/<uuid:uid>/safeguarding/", deciding.case_safeguarding, name="case-safeguarding"),
    path("case/<uuid:uid>/elsewhere/", deciding.case_elsewhere, name="case-elsewhere"),
    path("case/<uuid:uid>/join/", deciding.case_join, name="case-join"),
    path("case/<uuid:uid>/write/", timeline.case_write, name="case-write"),
    path("case-entry/<uuid:uid>/correct/", timeline.entry_correct, name="entry-correct"),
    path("case/<uuid:uid>/people/", people.case_person_add, name="case-person-add"),
    path("case-person/<uuid:uid>/out/", people.case_person_out, name="case-person-out"),
    path("case/<uuid:uid>/let-in/", letting_in.case_let_in, name="case-let-in"),
    path("case-grant/<uuid:uid>/end/", letting_in.case_let_out, name="case-let-out"),
    path("emergency/<uuid:uid>/", letting_in.emergency, name="emergency"),
    path("emergency/<uuid:uid>/agree/", letting_in.emergency_agree, name="emergency-agree"),
    path("emergency/<uuid:uid>/refuse/", letting_in.emergency_refuse, name="emergency-refuse"),
]
