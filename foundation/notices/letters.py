"""From words to the bytes of a mail: one recipient, one subject line, whatever somebody wrote in a name or a title."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template.loader import render_to_string

from foundation.core.text import tidy
from foundation.notices.kinds import Mail
from foundation.notices.models import Notice

SUBJECT_LENGTH = 150


class Unwritable(Exception):
    """No mail can be made for this address; the sentence says why."""


def one_line(text: str) -> str:
    """Text that fits a mail header: no line ends, no controls, not endless."""
    return " ".join(tidy(text).split())[:SUBJECT_LENGTH]


def one_address(text: str) -> Address:
    """Exactly one address, its domain in the letters that every mail server reads. Raises Unwritable otherwise."""
    try:
        validate_email(text)
        local, _, domain = text.rpartition("@")
        return Address(username=local.strip('"'), domain=domain.encode("idna").decode("ascii"))
    except (ValidationError, ValueError) as problem:
        raise Unwritable("The e-mail address on the roll cannot be written to.") from problem


def write(notice: Notice, mail: Mail, *, at: datetime) -> bytes:
    """The mail as it goes over the wire, plain text and simple HTML. Raises Unwritable for a bad address."""
    context = _context(notice) | mail.context
    letter = EmailMessage(policy=SMTP)
    letter["From"] = _sender(notice)
    letter["To"] = one_address(notice.recipient.email)
    letter["Subject"] = one_line(mail.subject)
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = notice.message_id
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    letter.set_content(_filled(f"{mail.template}.txt", context), cte="quoted-printable")
    letter.add_alternative(_filled(f"{mail.template}.html", context), subtype="html", cte="quoted-printable")
    return letter.as_bytes()


def _sender(notice: Notice) -> Address:
    """The school's name, so that people see who writes; the installation's address, so that servers believe it."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return Address(display_name=one_line(notice.school.name), addr_spec=address)


def _context(notice: Notice) -> dict[str, Any]:
    return {
        "school": notice.school,
        "recipient": notice.recipient,
        "kind": notice.title,
        "site": settings.SITE_URL,
    }


def _filled(template: str, context: dict[str, Any]) -> str:
    return tidy(render_to_string(template, context)).strip() + "\n"
