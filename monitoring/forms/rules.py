"""House rules of checks, logs, the footprint and filtering."""

import re

from django.core.exceptions import ValidationError

from foundation.core.forms import ModelForm
from monitoring.models import MonitoringRules
from monitoring.models.rules import MOST_DAYS, MOST_MONTHS

LONGEST_WAIT, MOST_HOSTS = 90, 200
# A host as it stands in the log of a filter: labels of letters, digits and hyphens, two at least, no address of a page.
HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
AROUND = re.compile(r"^(?:[a-z]+://)?(?:\*\.)?(?:www\.)?([^/?#:]*).*$", re.DOTALL)


def host_in(words: str) -> str:
    """The host that somebody wrote or pasted, such as the one of an address; "" where there is none."""
    host = AROUND.sub(r"\1", words.strip().casefold()).rstrip(".")
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return host if HOST.fullmatch(host) else ""


class MonitoringRulesForm(ModelForm):
    """What holds for every check, every log and every look of the school."""

    class Meta:
        model = MonitoringRules
        fields = (
            "notice_by_policy",
            "highest_authority",
            "usage_days",
            "left_out_hosts",
            "looks_every_days",
            "filtering_review_months",
        )

    def clean_usage_days(self) -> int:
        return self._within("usage_days", MOST_DAYS, "days")  # ACR-21

    def clean_looks_every_days(self) -> int:
        return self._within("looks_every_days", LONGEST_WAIT, "days")

    def clean_filtering_review_months(self) -> int:
        return self._within("filtering_review_months", MOST_MONTHS, "months")

    def _within(self, name: str, most: int, unit: str) -> int:
        value: int = self.cleaned_data[name]
        if not 1 <= value <= most:
            raise ValidationError(f"Give 1 to {most} {unit}.")
        return value

    def clean_left_out_hosts(self) -> str:
        lines = [line for line in self.cleaned_data["left_out_hosts"].splitlines() if line.strip()]
        hosts = [host_in(line) for line in lines]
        wrong = [line.strip() for line, host in zip(lines, hosts, strict=True) if not host]
        if wrong:
            raise ValidationError(f"Not a site: {wrong[0][:60]}. Write it as unison.org.uk, one on each line.")
        found = list(dict.fromkeys(hosts))
        if len(found) > MOST_HOSTS:
            raise ValidationError(f"Give at most {MOST_HOSTS} sites.")
        return "\n".join(found)
