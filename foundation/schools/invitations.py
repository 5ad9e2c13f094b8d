"""The link by which somebody sets their first password: by mail, or handed over where mail cannot be sent."""

import logging
from smtplib import SMTPException

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from foundation.schools.models import Person, User

log = logging.getLogger(__name__)


def password_link(user: User) -> str:
    """The address at which this log-in's password is set; it works once and for PASSWORD_RESET_TIMEOUT seconds."""
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return f"{settings.SITE_URL}{path}"


def mail_link(request: HttpRequest, person: Person, user: User) -> bool:
    """Mail the link to the log-in's own address; False when the mail could not be sent."""
    words = {"person": person, "school": person.school, "link": password_link(user), "days": _days()}
    try:
        get_adapter(request).send_mail("schools/email/invitation", user.email, words)
    except (SMTPException, OSError) as problem:
        log.warning("An invitation could not be mailed: %s", type(problem).__name__)
        return False
    return True


def _days() -> int:
    return int(settings.PASSWORD_RESET_TIMEOUT // (24 * 3600))
