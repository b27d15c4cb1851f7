"""What a community is and how it is set up, what each member sets for themselves, and help."""
