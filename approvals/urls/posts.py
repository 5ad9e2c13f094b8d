"""Addresses of pictures of requests, and of what was published."""

from django.urls import path

from approvals.views import attachments, publishing

urlpatterns = [
    path("request/<uuid:uid>/pictures/", attachments.request_pictures, name="request-pictures"),
    path(
        "request/<uuid:uid>/pictures/<uuid:picture>/remove/",
        attachments.request_picture_remove,
        name="request-picture-remove",
    ),
    path("request/<uuid:uid>/published/", publishing.request_published, name="request-published"),
    path("site/<uuid:uid>/posts/", publishing.site_posts, name="site-posts"),
    path("site/<uuid:uid>/posts/record/", publishing.post_record, name="post-record"),
]
