"""The console: what administrators and reviewers at head office see, as plain pages that work without JavaScript."""
