"""Addresses of the register of sites, of each site, and of the school's own accounts as anyone may read them."""

from django.urls import path

from approvals.views import platforms, register, site, site_life, site_people

urlpatterns = [
    path("<slug:school>/our-accounts/", register.public_accounts, name="public-accounts"),
    path("<slug:school>/sites/", register.site_list, name="site-list"),
    path("<slug:school>/platforms/", platforms.platform_list, name="platform-list"),
    path("<slug:school>/platforms/add/", platforms.platform_add, name="platform-add"),
    path("<slug:school>/platforms/start/", platforms.platforms_start, name="platforms-start"),
    path("platform/<uuid:uid>/", platforms.platform_change, name="platform-change"),
    path("platform/<uuid:uid>/offer/", platforms.platform_offer, name="platform-offer"),
    path("site/<uuid:uid>/", site.site_page, name="site"),
    path("site/<uuid:uid>/change/<slug:section>/", site.site_change, name="site-change"),
    path("site/<uuid:uid>/closing-day/", site.site_closing_day, name="site-closing-day"),
    path("site/<uuid:uid>/duty/", site_people.duty_give, name="duty-give"),
    path("site/<uuid:uid>/owner/", site_people.owner_change, name="owner-change"),
    path("site/<uuid:uid>/duty/<uuid:duty>/end/", site_people.duty_end, name="duty-end"),
    path("site/<uuid:uid>/tell-leaders/", site_life.leaders_tell, name="leaders-tell"),
    path("site/<uuid:uid>/checklist/<slug:occasion>/", site_life.checklist, name="site-checklist"),
    path("site/<uuid:uid>/checklist/<slug:occasion>/<slug:point>/", site_life.point_confirm, name="point-confirm"),
    path("site/<uuid:uid>/go-live/", site_life.site_go_live, name="site-go-live"),
    path("site/<uuid:uid>/close/", site_life.site_close, name="site-close"),
    path("site/<uuid:uid>/give-up/", site_life.site_give_up, name="site-give-up"),
]
