"""Who may do what here, and why: admission, rights, and what follows from being a member."""
