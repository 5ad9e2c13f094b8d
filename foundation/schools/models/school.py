from typing import ClassVar
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

# First parts of addresses that belong to the installation, so that no school can take them.
RESERVED_SLUGS = frozenset(
    (
        *(
            "account",
            "accounts",
            "admin",
            "api",
            "carry-on",
            "desk",
            "device",
            "favicon.ico",
            "files",
            "health",
            "healthz",
            "help",
            "intake",
        ),
        *(
            "absence",
            "assurance",
            "bodies",
            "body",
            "closure",
            "closures",
            "count",
            "counted-group",
            "group",
            "groups",
            "job",
            "jobs",
            "media",
            "meeting",
            "delegation",
        ),
        *("subject-item", "subject-request", "subject-requests"),
        *("by-link", "catch-up", "contractor", "contractor-report", "leaving", "recruitment"),
        *("relationship", "relationships", "starting"),
        *("impostor", "request", "request-step", "requests", "site", "sites"),
        *("deputy", "platform", "request-grant"),
        *("certificate", "hold", "purge", "retention-night", "retention-period"),
        *("filtering-action", "filtering-check", "filtering-review", "footprint-look", "footprint-place", "mention"),
        *("restriction", "filtering", "footprint", "restrictions"),
        *("check", "check-entry", "check-reasons", "checks", "usage-extract"),
        *("case", "case-entry", "case-export", "case-grant", "case-person", "cases", "emergency", "evidence"),
        *("incident", "incidents", "informed", "referral", "removal", "report", "reports", "support", "takedown"),
        *(
            "notice",
            "notices",
            "people",
            "person",
            "policies",
            "policy",
            "problem",
            "public",
            "receipt",
            "receipts",
            "role",
            "roles",
            "roll",
        ),
        *(
            "scan",
            "school",
            "schools",
            "shared-device",
            "pack",
            "part",
            "statutory-list",
            "sheet",
            "seat",
            "static",
            "status",
            "step",
            "term",
            "terms",
            "told",
            "trust",
            "trusts",
            "version",
        ),
    )
)


def not_reserved(slug: str) -> None:
    """Raise ValidationError for an address the installation uses itself."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(f"“{slug}” is used by the site itself. Choose another address.")


class SchoolKind(models.TextChoices):
    """What a school is in law: decides how its governors may decide."""

    MAINTAINED = "maintained", "Maintained school"
    VOLUNTARY_AIDED = "voluntary_aided", "Voluntary aided school"
    ACADEMY = "academy", "Academy"
    SPECIAL = "special", "Maintained special school"
    INDEPENDENT = "independent", "Independent school"
    TRUST = "trust", "Trust"


class School(models.Model):
    """One school, or a trust (kind trust) with schools below it. Slug is its part of the address."""

    URL_KEY: ClassVar[tuple[str, str]] = ("school", "slug")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    slug = models.SlugField("part of the web address", max_length=40, unique=True, validators=[not_reserved])
    name = models.CharField(max_length=120)
    short_name = models.CharField("short name", max_length=40, blank=True, help_text="As people say it, such as QEII.")
    kind = models.CharField(max_length=20, choices=SchoolKind.choices, default=SchoolKind.MAINTAINED)
    trust = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="schools")
    address = models.TextField(max_length=400, blank=True)
    email_domain = models.CharField(
        "school e-mail domain", max_length=120, blank=True, help_text="Such as school.example"
    )
    colour = models.CharField(
        "accent colour",
        max_length=7,
        default="#1f5a4c",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "Write the colour as # and six digits, such as #1f5a4c.")],
    )
    opened_at = models.DateTimeField("set up here", auto_now_add=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(kind=SchoolKind.TRUST) | models.Q(trust__isnull=True), name="a_trust_has_no_trust"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def said(self) -> str:
        """The name as people say it."""
        return self.short_name or self.name
