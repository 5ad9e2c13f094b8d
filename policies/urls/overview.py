from django.urls import path

from policies.views import as_at, dashboard, feed

urlpatterns = [
    path("<slug:school>/as-at/", as_at.as_at_day, name="as-at"),
    path("<slug:school>/as-at/export/", as_at.as_at_csv, name="as-at-csv"),
    path("<slug:school>/as-at/print/", as_at.as_at_pdf, name="as-at-pdf"),
    path("<slug:school>/figures/", dashboard.figures, name="figures"),
    path("<slug:school>/figures/all/", dashboard.dashboard_page, name="dashboard"),
    path("<slug:school>/calendar-link/", feed.feed, name="feed"),
    path("<slug:school>/calendar-link/stop/", feed.feed_stop, name="feed-stop"),
    path("by-link/calendar/<slug:token>/reviews-and-meetings.ics", feed.feed_calendar, name="feed-calendar"),
]
