"""What governors and an inspector are shown of a school on one page, as at a day: figures, and no case of anybody."""
