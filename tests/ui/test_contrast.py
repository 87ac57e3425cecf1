"""Every text and every edge can be told from its ground: the ratios are computed from the tokens, as WCAG 2.2 does it."""

from collections.abc import Callable, Iterator
from itertools import chain

import pytest

from desktop_client.ui.key_badges import BADGE_GROUND, BADGE_INK
from desktop_client.ui.style import rail_colours, tokens, use_strong_look
from shared_models.catalogue.tokens import load_tokens

GROUNDS = ("paper", "card")


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ratio(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _texts() -> list[tuple[str, str, str]]:
    """Name, ink and ground of every text that the style sheet can put on the screen."""
    colour, pairs = tokens().colour, tokens().pair
    plain = [(f"{ink} on {on}", colour[ink], colour[on]) for ink in ("ink", "muted", "accent") for on in GROUNDS]
    pale = [(f"{name} on its ground", pair["ink"], pair["on"]) for name, pair in pairs.items()]
    # The line below a field has no ground of its own: warnings and questions stand on card and paper.
    notes = [(f"{name} on {on}", pairs[name]["ink"], colour[on]) for name in ("done", "wait", "act") for on in GROUNDS]
    chosen = [("chosen line", colour["ink"], pairs["done"]["on"]), ("main button", colour["card"], colour["accent"])]
    rail = [(f"rail, {name}", colour["rail_ink"], ground) for name, ground in rail_colours().items()]
    badge = [("key badge", colour[BADGE_INK], colour[BADGE_GROUND])]
    return [*plain, *pale, *notes, *chosen, *rail, *badge]


def _edges() -> list[tuple[str, str, str]]:
    """Borders of fields and the ring of what has the cursor."""
    colour = tokens().colour
    around = [(f"{edge} on {on}", colour[edge], colour[on]) for edge in ("field_border", "accent") for on in GROUNDS]
    # A badge is told from paper and card by its ground, from the rail and the main button by its light edge.
    badges = [(f"badge on {on}", colour[BADGE_GROUND], colour[on]) for on in GROUNDS]
    badges += [(f"badge on {on}", colour[BADGE_INK], colour[on]) for on in ("rail", "accent")]
    return [*around, *badges, ("ring of the main button", colour["ink"], colour["paper"])]


@pytest.fixture(params=["quiet", "strong"])
def least(request: pytest.FixtureRequest) -> Iterator[Callable[[str], float]]:
    """Either look worn, and the least ratio it promises."""
    table = load_tokens()
    if request.param == "strong":
        assert isinstance(table["strong"], dict)
        table = table["strong"]
    use_strong_look(request.param == "strong")
    contrast = table["contrast"]
    assert isinstance(contrast, dict)
    yield lambda kind: float(contrast[kind])
    use_strong_look(False)


def test_every_text_can_be_read(least: Callable[[str], float]) -> None:
    assert {name: _ratio(ink, ground) for name, ink, ground in _texts() if _ratio(ink, ground) < least("text")} == {}


def test_every_edge_can_be_seen(least: Callable[[str], float]) -> None:
    assert {name: _ratio(edge, ground) for name, edge, ground in _edges() if _ratio(edge, ground) < least("edge")} == {}


def test_the_measure_is_the_one_of_the_standard() -> None:
    assert _ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert _ratio("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)


@pytest.mark.usefixtures("least")
def test_no_pair_is_left_out() -> None:
    measured = {value for _name, *values in chain(_texts(), _edges()) for value in values}
    pairs = {value for pair in tokens().pair.values() for value in pair.values()}
    # A hairline only divides what is divided by its room already.
    assert (pairs | set(tokens().colour.values())) - measured == {tokens().colour["line"]}
