"""The kind of field that holds a sealed entry as it leaves the desk: bytes in base64, of a few fixed lengths, never shown."""

import base64
import binascii

from shared_models.catalogue.codes import CodeList
from shared_models.catalogue.fields import Field
from shared_models.catalogue.kinds.kind import FieldKind, Surroundings, refuse
from shared_models.catalogue.problems import Problem, problem

__all__ = ["AROUND_THE_PAD", "KINDS", "MOST_PADS", "PAD"]

PAD = 1024  # what is inside fills whole steps of this many bytes, so that its length says nothing
MOST_PADS = 32
AROUND_THE_PAD = 1 + 10 + 48  # a format, the key's name, and what the seal itself takes


def _check(_field: Field, value: object, around: Surroundings) -> Problem | None:
    """Base64 of 1 to 32 whole steps and what stands around them: an entry of another length was not made by a desk."""
    if not isinstance(value, str) or len(value) > (AROUND_THE_PAD + MOST_PADS * PAD) * 2:
        return problem("sealed.shape", around.path)
    try:
        content = base64.b64decode(value.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return problem("sealed.shape", around.path)
    steps, rest = divmod(len(content) - AROUND_THE_PAD, PAD)
    return None if rest == 0 and 1 <= steps <= MOST_PADS else problem("sealed.shape", around.path)


def _parse(_field: Field, _text: str, around: Surroundings) -> object:
    raise refuse("sealed.shape", around)


def _show(_value: object, _codes: CodeList | None, _lang: str) -> str:
    return ""


KINDS = {
    "ciphertext": FieldKind(
        "ciphertext", _parse, _check, _show, 0, "a sealed entry as it leaves the desk; never typed, never shown"
    )
}
