from foundation.core.forms import Form


class ExportForm(Form):
    """Ask for everything in a case as one archive."""

    submit = "Put it together"
