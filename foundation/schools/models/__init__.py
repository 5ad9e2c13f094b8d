"""Schools, the people on their rolls, what they may do and when."""

from foundation.schools.models.body import Body, BodyMember
from foundation.schools.models.calendar import Closure, Term
from foundation.schools.models.device import DeviceSession, Pin, SharedDevice
from foundation.schools.models.person import Absence, Person, StaffGroup, User
from foundation.schools.models.role import Role, RoleKind
from foundation.schools.models.roll import RollImport
from foundation.schools.models.rules import SchoolRules
from foundation.schools.models.school import School

__all__ = [
    "Absence",
    "Body",
    "BodyMember",
    "Closure",
    "DeviceSession",
    "Person",
    "Pin",
    "Role",
    "RoleKind",
    "RollImport",
    "School",
    "SchoolRules",
    "SharedDevice",
    "StaffGroup",
    "Term",
    "User",
]
