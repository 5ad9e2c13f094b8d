"""What the file of a case for the police leaves out, and says that it does."""

import pytest

from incidents.case_file import Audience, case_print
from incidents.models import Relation, Update
from incidents.transitions.informing import Word, offer_support, tell
from incidents.transitions.referrals import Sent, refer
from tests.cast import Cast
from tests.incidents.reported import affected, in_hand


@pytest.mark.clause("ACR-15")
def test_for_the_police_nothing_stands_of_what_people_were_told_and_of_the_schools_own_procedures(cast: Cast) -> None:
    case = in_hand(cast, named=[affected(cast.line_manager)])
    row, head = case.people.get(relation=Relation.AFFECTED), cast.headteacher
    tell(row, Word(Update.What.DONE, "Told in private.", None), by=head, at=cast.at)
    offer_support(row, "A morning away.", by=head, at=cast.at)
    refer(case, Sent("complaints", cast.at, whom="Stage two"), by=head, at=cast.at)
    refer(case, Sent("police", cast.at, whom="The officer"), by=head, at=cast.at)
    full, police = (str(case_print(case, one, None, at=cast.at)) for one in (Audience.FULL, Audience.POLICE))
    for words in ("Told in private.", "A morning away.", "Stage two"):
        assert words in full
        assert words not in police
    assert "The officer" in police
