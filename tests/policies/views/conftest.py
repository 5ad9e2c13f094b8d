import pytest

from policies.models import PolicyRules
from tests.cast import Cast


@pytest.fixture
def rules(cast: Cast) -> PolicyRules:
    """The school's house rules of policies."""
    found, _ = PolicyRules.objects.get_or_create(school=cast.school)
    return found
