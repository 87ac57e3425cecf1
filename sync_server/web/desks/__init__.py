"""What desks speak to: enrolment and sync under /api/v1."""
