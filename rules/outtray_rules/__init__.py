"""What decides about a post: pure functions from text and context to findings, cooling-off and headlines."""
