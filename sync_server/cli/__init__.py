"""The frc-server command, one command group per subject."""
