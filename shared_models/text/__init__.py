"""How people's words are cleaned, folded and searched, the same on desk and server."""

from shared_models.text.normalise import clean_text, fold_digits, fold_latin, fold_urdu

__all__ = ["clean_text", "fold_digits", "fold_latin", "fold_urdu"]
