"""Everything that can happen to a school, its people and its calendar: one function per verb, one module per noun."""
