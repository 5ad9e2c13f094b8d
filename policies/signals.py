"""What upper apps may want to know. Sent inside the transaction of the change."""

from django.dispatch import Signal

# version, by, at
version_in_force = Signal()
# acknowledgement
policy_acknowledged = Signal()
