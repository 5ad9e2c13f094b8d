"""Addresses of a school's people, roles, bodies, calendar and settings."""

from django.urls import path

from foundation.schools.views import bodies, days, groups, people, presence, roles, settings, trust

urlpatterns = [
    path("<slug:school>/people/", people.person_list, name="person-list"),
    path("<slug:school>/people/export/", people.person_export, name="person-export"),
    path("<slug:school>/people/add/", people.person_add, name="person-add"),
    path("person/<uuid:uid>/", people.person_page, name="person-page"),
    path("person/<uuid:uid>/change/", people.person_change, name="person-change"),
    path("person/<uuid:uid>/leaving/", presence.person_leave, name="person-leave"),
    path("person/<uuid:uid>/log-in/", presence.person_invite, name="person-invite"),
    path("person/<uuid:uid>/absence/", presence.absence_add, name="absence-add"),
    path("absence/<uuid:uid>/", presence.absence_change, name="absence-change"),
    path("absence/<uuid:uid>/remove/", presence.absence_remove, name="absence-remove"),
    path("<slug:school>/groups/", groups.group_list, name="group-list"),
    path("<slug:school>/groups/add/", groups.group_add, name="group-add"),
    path("group/<uuid:uid>/", groups.group_change, name="group-change"),
    path("group/<uuid:uid>/remove/", groups.group_remove, name="group-remove"),
    path("<slug:school>/roles/", roles.role_list, name="role-list"),
    path("<slug:school>/roles/give/", roles.role_give, name="role-give"),
    path("role/<uuid:uid>/end/", roles.role_end, name="role-end"),
    path("<slug:school>/bodies/", bodies.body_list, name="body-list"),
    path("<slug:school>/bodies/add/", bodies.body_add, name="body-add"),
    path("body/<uuid:uid>/", bodies.body_page, name="body-page"),
    path("body/<uuid:uid>/change/", bodies.body_change, name="body-change"),
    path("body/<uuid:uid>/end/", bodies.body_close, name="body-close"),
    path("body/<uuid:uid>/seats/give/", bodies.seat_give, name="seat-give"),
    path("seat/<uuid:uid>/end/", bodies.seat_end, name="seat-end"),
    path("<slug:school>/calendar/", days.calendar, name="calendar"),
    path("<slug:school>/calendar/terms/add/", days.term_add, name="term-add"),
    path("<slug:school>/calendar/days-off/add/", days.closure_add, name="closure-add"),
    path("term/<uuid:uid>/remove/", days.term_remove, name="term-remove"),
    path("closure/<uuid:uid>/remove/", days.closure_remove, name="closure-remove"),
    path("<slug:school>/settings/", settings.settings_page, name="settings"),
    path("<slug:school>/settings/details/", settings.school_details, name="school-details"),
    path("<slug:school>/settings/set-up/", settings.set_up, name="set-up"),
    path("<slug:school>/settings/profiles/", settings.profile_choose, name="profile-choose"),
    path("<slug:school>/settings/profiles/<slug:name>/", settings.profile_apply, name="profile-apply"),
    path("<slug:school>/settings/rules/<slug:section>/", settings.rules_change, name="rules-change"),
    path("<slug:school>/trust/", trust.trust, name="trust"),
]
