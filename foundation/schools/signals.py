"""What upper apps may want to know of people. Sent inside the transaction of what happened."""

from django.dispatch import Signal

# person, on (the last day), by, at
person_left = Signal()
# person, absence, by, at
person_absent = Signal()
# pin, at: too many wrong ones
pin_locked = Signal()
