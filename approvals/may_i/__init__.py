""" "May I ...?": what the school's own rules answer to what a member of staff wants to do (ALL-04)."""
