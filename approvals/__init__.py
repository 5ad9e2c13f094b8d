"""Requests that people decide, above all for sites on social media, and the register of the school's own sites."""
