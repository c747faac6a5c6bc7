"""The settings: every one of them changed without leaving the program, and seen before it is saved."""
