"""The line to head office: sealing, sending, receipts and pages, each step safe to repeat."""
