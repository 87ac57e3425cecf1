"""Keys from passwords at a thousandth of their cost, for tests that make a head office or a desk only to work with it.

The product's own cost, and that a stored slot may not lower it, are tested where they are decided: there and in every
test that starts the programs themselves nothing of this holds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.low_level import hash_secret_raw

from shared_models.security import passwords
from sync_server.subjects import accounts

_CHEAP: dict[str, Any] = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}


def _cheap_key(secret: bytes, salt: bytes, **parameters: Any) -> bytes:
    return hash_secret_raw(secret, salt, **{**parameters, **_CHEAP})


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Within this block, and in what was made in it, passwords cost next to nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hash_secret_raw", _cheap_key)
        patch.setattr(accounts, "_hasher", PasswordHasher(**_CHEAP))
        yield
