from incidents.models.answer import Answer
from incidents.models.case import Case, CaseGrant, CasePerson, EmergencyAccess
from incidents.models.entry import Entry
from incidents.models.evidence import Evidence
from incidents.models.export import CaseExport
from incidents.models.informing import Promise, Support, Update
from incidents.models.kinds import OF_A_CHILD, PUBLIC, SHORT, Category, Kind, Procedure, Relation, Route
from incidents.models.procedure import Breached, Considered, DataBreach, Referral, ThresholdDecision
from incidents.models.report import Report
from incidents.models.rules import CHOOSABLE, HelpContact, IncidentRules, ResponseOption, Severity
from incidents.models.takedown import Removal, RemovalQuestion, Takedown, TakedownStep

__all__ = [
    "CHOOSABLE",
    "OF_A_CHILD",
    "PUBLIC",
    "SHORT",
    "Answer",
    "Breached",
    "Case",
    "CaseExport",
    "CaseGrant",
    "CasePerson",
    "Category",
    "Considered",
    "DataBreach",
    "EmergencyAccess",
    "Entry",
    "Evidence",
    "HelpContact",
    "IncidentRules",
    "Kind",
    "Procedure",
    "Promise",
    "Referral",
    "Relation",
    "Removal",
    "RemovalQuestion",
    "Report",
    "ResponseOption",
    "Route",
    "Severity",
    "Support",
    "Takedown",
    "TakedownStep",
    "ThresholdDecision",
    "Update",
]
