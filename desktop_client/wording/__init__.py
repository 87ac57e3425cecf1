"""What the desk says in both languages, for window and terminal alike."""
