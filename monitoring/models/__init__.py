from monitoring.models.check import Check, CheckEntry
from monitoring.models.filtering import FilteringAction, FilteringCall, FilteringCheck, FilteringPoint, FilteringReview
from monitoring.models.footprint import FootprintLook, FootprintPlace, Mention
from monitoring.models.purge import Certificate, Night, Purge, PurgeChunk, Tombstone
from monitoring.models.restriction import Restriction, RestrictionReview
from monitoring.models.retention import CountedFrom, Hold, RetentionRule, RetentionRules
from monitoring.models.rules import CheckReason, MonitoringRules
from monitoring.models.subject import (
    Exemption,
    ItemStatus,
    SubjectDecision,
    SubjectItem,
    SubjectPause,
    SubjectRequest,
)
from monitoring.models.usage import ColumnMapping, UsageExtract, UsageRow

__all__ = [
    "Certificate",
    "Check",
    "CheckEntry",
    "CheckReason",
    "ColumnMapping",
    "CountedFrom",
    "Exemption",
    "FilteringAction",
    "FilteringCall",
    "FilteringCheck",
    "FilteringPoint",
    "FilteringReview",
    "FootprintLook",
    "FootprintPlace",
    "Hold",
    "ItemStatus",
    "Mention",
    "MonitoringRules",
    "Night",
    "Purge",
    "PurgeChunk",
    "Restriction",
    "RestrictionReview",
    "RetentionRule",
    "RetentionRules",
    "SubjectDecision",
    "SubjectItem",
    "SubjectPause",
    "SubjectRequest",
    "Tombstone",
    "UsageExtract",
    "UsageRow",
]
