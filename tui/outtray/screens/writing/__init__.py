"""The desk in parts: a file for each thing that can be done there."""
