from foundation.core.forms import Form


class TakeUpForm(Form):
    """Have a job that stopped tried again."""

    submit = "Try again"
