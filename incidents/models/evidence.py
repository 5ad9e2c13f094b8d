from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.core.sealedtext import SealedTextField
from foundation.documents.models import File
from foundation.schools.models import Person, School
from incidents.models.case import Case


class Evidence(models.Model):
    """One thing kept as it was when it came in: a file, or the text of a page as it was pasted. Never changed.

    `original` is sealed untouched; `working` is a picture without its place and device, which is what people look at.
    A redacted copy is a child of what it was made from. What should never have been uploaded is purged: the bytes are
    destroyed and the row says so.
    """

    class What(models.TextChoices):
        PICTURE = "picture", "Picture"
        DOCUMENT = "document", "Document"
        TEXT = "text", "Text of a page"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    number = models.PositiveIntegerField("number in the case")
    what = models.CharField(max_length=10, choices=What.choices)
    about = SealedTextField()  # what it shows, in a line
    link = SealedTextField()  # the address it was taken from
    taken_at = models.DateTimeField("when it was taken", null=True, blank=True)
    text = SealedTextField()
    sha256 = models.CharField(max_length=64)  # of the original bytes, or of the text in UTF-8
    original = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    working = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = SealedTextField()  # what the file was called when it came
    had_location = models.BooleanField(default=False)
    made_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")  # none: from outside
    by_name = SealedTextField()
    at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    broken_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)
    purged_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    purged_why = SealedTextField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("number",)
        verbose_name_plural = "evidence"
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="evidence_number_once_in_a_case"),
            models.CheckConstraint(
                condition=Q(what="text", original__isnull=True) | ~Q(what="text") & Q(original__isnull=False),
                name="evidence_has_its_original",
            ),
            models.CheckConstraint(
                condition=Q(purged_at__isnull=True, purged_by__isnull=True)
                | Q(purged_at__isnull=False, purged_by__isnull=False),
                name="evidence_purged_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"Evidence {self.number}"
