"""Which record a uid belongs to: for a hold on the record whose address somebody copied."""

from uuid import UUID

from django.apps import apps

from foundation.schools.models import School
from monitoring.retention.classes import register
from monitoring.retention.closure import has_uid


def record_with(uid: UUID, school: School) -> tuple[str, UUID] | None:
    """The label and uid of the record of this school that has this uid; None where there is none."""
    for label in dict.fromkeys(label for record_class in register for label in record_class.labels()):
        model = apps.get_model(label)
        names = {one.name for one in model._meta.concrete_fields}
        if not has_uid(model):
            continue
        at = {"school": school} if "school" in names else {"school_uid": school.uid} if "school_uid" in names else None
        if at is not None and model._base_manager.filter(uid=uid, **at).exists():
            return label, uid
    return None
