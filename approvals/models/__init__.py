from approvals.models.attachment import Attachment
from approvals.models.chain import ChainStep, Kind, Mode, Whose
from approvals.models.decision import Decision
from approvals.models.deputy import Deputy
from approvals.models.grant import Advice, RequestGrant
from approvals.models.may_i import CitedClause
from approvals.models.platform import Platform
from approvals.models.publication import Publication
from approvals.models.request import Request, Revision
from approvals.models.rules import (
    IN_DOUBT,
    ApprovalRules,
    Devices,
    Faces,
    Naming,
    OwnContact,
    Parents,
    Publishers,
)
from approvals.models.site import Site, SiteConfirmation, SitePerson
from approvals.models.step import Step
from approvals.models.upkeep import Impostor, SiteAlert, SiteCheckIn, SiteContact, SiteReview

__all__ = [
    "IN_DOUBT",
    "Advice",
    "ApprovalRules",
    "Attachment",
    "ChainStep",
    "CitedClause",
    "Decision",
    "Deputy",
    "Devices",
    "Faces",
    "Impostor",
    "Kind",
    "Mode",
    "Naming",
    "OwnContact",
    "Parents",
    "Platform",
    "Publication",
    "Publishers",
    "Request",
    "RequestGrant",
    "Revision",
    "Site",
    "SiteAlert",
    "SiteCheckIn",
    "SiteConfirmation",
    "SiteContact",
    "SitePerson",
    "SiteReview",
    "Step",
    "Whose",
]
