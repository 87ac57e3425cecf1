"""What surrounds the product: set-up, fonts, the trial database, the demonstration, the builds for desks."""
