"""Policies, their versions, how they are decided, and who acknowledged them."""

from policies.models.acknowledgement import Acknowledgement, Means
from policies.models.agenda import AgendaItem
from policies.models.contractor import Contractor, ContractorAcknowledgement, ContractorReport
from policies.models.counted import CountedGroup, GroupAsk, GroupCount, GroupSize
from policies.models.decision import Decision
from policies.models.escalation import Escalation
from policies.models.feed import CalendarFeed
from policies.models.intake import Intake
from policies.models.issue import IssueAnswer, LocalFact, TrustIssue
from policies.models.leaving import Leaving
from policies.models.meeting import Delegation, Meeting
from policies.models.pack import Pack, PackItem
from policies.models.part import PublishedPart
from policies.models.people_rules import PanelRule, PeopleRules
from policies.models.policy import LegalReference, Policy, RelatedPolicy
from policies.models.problem import Problem, ProblemMessage
from policies.models.recruitment import PanelDeclaration, PanelMember, Recruitment
from policies.models.relationship import Relationship, RelationshipEntry
from policies.models.rules import PolicyRules
from policies.models.sheet import FoundCode, ScanPage, Sheet, SheetLine, SheetScan
from policies.models.starting import StarterPolicy, StartingConfirmation
from policies.models.statutory import StatutoryAnswer, StatutoryList
from policies.models.step import Consultation, Signature, Step, StepKind, StepRule
from policies.models.version import Attachment, Clause, Finding, PastEvent, PastVersion, Statement, Version

__all__ = [
    "Acknowledgement",
    "AgendaItem",
    "Attachment",
    "CalendarFeed",
    "Clause",
    "Consultation",
    "Contractor",
    "ContractorAcknowledgement",
    "ContractorReport",
    "CountedGroup",
    "Decision",
    "Delegation",
    "Escalation",
    "Finding",
    "FoundCode",
    "GroupAsk",
    "GroupCount",
    "GroupSize",
    "Intake",
    "IssueAnswer",
    "Leaving",
    "LegalReference",
    "LocalFact",
    "Means",
    "Meeting",
    "Pack",
    "PackItem",
    "PanelDeclaration",
    "PanelMember",
    "PanelRule",
    "PastEvent",
    "PastVersion",
    "PeopleRules",
    "Policy",
    "PolicyRules",
    "Problem",
    "ProblemMessage",
    "PublishedPart",
    "Recruitment",
    "RelatedPolicy",
    "Relationship",
    "RelationshipEntry",
    "ScanPage",
    "Sheet",
    "SheetLine",
    "SheetScan",
    "Signature",
    "StarterPolicy",
    "StartingConfirmation",
    "Statement",
    "StatutoryAnswer",
    "StatutoryList",
    "Step",
    "StepKind",
    "StepRule",
    "TrustIssue",
    "Version",
]
