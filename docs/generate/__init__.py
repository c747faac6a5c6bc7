"""Writes the pages of the reference that are made from the program itself; ``make reference`` runs it."""
