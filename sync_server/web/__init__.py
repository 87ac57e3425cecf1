"""The three faces of head office: desks, console and public, composed on one port when trying out."""
