"""What the law or the procedure chosen still asks for before a case above low severity is closed (STM-19, HAY-09)."""

from incidents.models import Case, DataBreach, Procedure, Referral

To = Referral.To


def left_by_procedures(case: Case) -> list[str]:
    """What the law or the procedure chosen still asks for, a sentence for each: a case is not closed before."""
    left = []
    breach = DataBreach.objects.filter(case=case).first()
    if breach is not None and not breach.is_done:
        left.append("Assess the breach of personal data, or tell the commissioner.")
    if breach is not None and breach.risk == DataBreach.Risk.HIGH and breach.people_told_at is None:
        left.append("Tell the people whose data it is: the risk is high.")
    if case.procedure == Procedure.DATA_BREACH and breach is None:
        left.append("Say when the school knew of the breach of personal data, or choose another procedure.")
    if case.procedure == Procedure.PREVENT and not case.referrals.filter(to=To.PREVENT).exists():
        left.append("Make the Prevent referral, or choose another procedure.")
    return left
