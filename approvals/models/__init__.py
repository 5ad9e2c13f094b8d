from approvals.models.chain import ChainStep, Kind, Mode, Whose
from approvals.models.decision import Decision
from approvals.models.deputy import Deputy
from approvals.models.grant import RequestGrant
from approvals.models.platform import Platform
from approvals.models.request import Request, Revision
from approvals.models.rules import ApprovalRules
from approvals.models.site import Site, SiteConfirmation, SitePerson
from approvals.models.step import Step
from approvals.models.upkeep import Impostor, SiteCheckIn, SiteContact, SiteReview

__all__ = [
    "ApprovalRules",
    "ChainStep",
    "Decision",
    "Deputy",
    "Impostor",
    "Kind",
    "Mode",
    "Platform",
    "Request",
    "RequestGrant",
    "Revision",
    "Site",
    "SiteCheckIn",
    "SiteConfirmation",
    "SiteContact",
    "SitePerson",
    "SiteReview",
    "Step",
    "Whose",
]
