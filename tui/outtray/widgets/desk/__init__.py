"""The desk: where a draft is written, reviewed and cooled."""
