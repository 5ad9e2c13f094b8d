"""Policies, their versions, how they are decided, and who acknowledged them."""

from policies.models.acknowledgement import Acknowledgement, Means
from policies.models.intake import Intake
from policies.models.policy import LegalReference, Policy, RelatedPolicy
from policies.models.rules import PolicyRules
from policies.models.step import Consultation, Decision, Signature, Step, StepKind, StepRule
from policies.models.version import Attachment, Clause, Finding, PastEvent, PastVersion, Statement, Version

__all__ = [
    "Acknowledgement",
    "Attachment",
    "Clause",
    "Consultation",
    "Decision",
    "Finding",
    "Intake",
    "LegalReference",
    "Means",
    "PastEvent",
    "PastVersion",
    "Policy",
    "PolicyRules",
    "RelatedPolicy",
    "Signature",
    "Statement",
    "Step",
    "StepKind",
    "StepRule",
    "Version",
]
