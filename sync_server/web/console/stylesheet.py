"""The console's stylesheet: the tokens as custom properties, our fonts where they are built, then the rules."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from shared_models.catalogue import load_tokens
from shared_models.catalogue.tokens import TokenTable, TokenValue

RULES = Path(__file__).parent / "assets" / "console.css"
# Urdu letters, their marks and the forms some programs send; digits and Latin letters stay with the Latin family.
ARABIC_LETTERS = "U+0600-06FF, U+0750-077F, U+08A0-08FF, U+200C-200F, U+FB50-FDFF, U+FE70-FEFF"
WEIGHTS = {"Regular": 400, "Bold": 700}


def stylesheet(fonts: Mapping[str, str]) -> str:
    """The whole stylesheet. `fonts` maps file names (`FRCSans-Regular.ttf`) to the addresses they are served at."""
    tokens = load_tokens()
    parts = ["/* Generated from the design tokens. */", *_faces(tokens, fonts), _properties(tokens), _strong(tokens)]
    return "\n".join((*parts, RULES.read_text("utf-8")))


def _faces(tokens: TokenTable, fonts: Mapping[str, str]) -> Iterator[str]:
    kinds = _table(tokens["type"])
    for family, letters in ((str(kinds["latin"]), ""), (str(kinds["urdu"]), ARABIC_LETTERS)):
        for style, weight in WEIGHTS.items():
            address = fonts.get(f"{family.replace(' ', '')}-{style}.ttf")
            if address:
                limited = f" unicode-range: {letters};" if letters else ""
                yield (
                    f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-display: block; '
                    f'src: url("{address}") format("truetype");{limited} }}'
                )


def _properties(tokens: TokenTable) -> str:
    """`:root` with every colour, pair, space and size under a name of its own."""
    kinds = _table(tokens["type"])
    space = _table(tokens["space"])
    lines = _colours(tokens)
    steps = space["steps"]
    lines += [f"--space-{step}: {step}px;" for step in (steps if isinstance(steps, list) else [])]
    lines += [
        f"--corner: {space['corner']}px;",
        f"--focus-ring: {space['focus_ring']}px;",
        f"--focus-gap: {space['focus_gap']}px;",
        f"--target: {_table(tokens['size'])['target']}px;",
        f"--bar: {_table(tokens['size'])['header']}px;",
        f"--motion: {_table(tokens['motion'])['longest_ms']}ms;",
        *(f"--type-{name}: {kinds[name]}px;" for name in ("body", "label", "section", "number")),
        f"--urdu-type: {kinds['urdu_field']}px;",
        f"--urdu-line: {kinds['urdu_line']}px;",
        f'--family: "{kinds["latin"]}", "{kinds["urdu"]}", "Noto Sans", "Noto Sans Arabic", system-ui, sans-serif;',
    ]
    return ":root { " + " ".join(lines) + " }"


def _colours(look: TokenTable) -> list[str]:
    lines = [f"--{_name(colour)}: {value};" for colour, value in _table(look["colour"]).items()]
    for pair, colours in _table(look["pair"]).items():
        both = _table(colours)
        lines += [f"--{_name(pair)}-ink: {both['ink']};", f"--{_name(pair)}-on: {both['on']};"]
    return lines


def _strong(tokens: TokenTable) -> str:
    """The colours of high contrast, where the reader's system asks for them."""
    return "@media (prefers-contrast: more) { :root { " + " ".join(_colours(_table(tokens["strong"]))) + " } }"


def _table(value: TokenValue) -> Mapping[str, TokenValue]:
    if not isinstance(value, Mapping):
        raise TypeError("the design tokens lack a table")
    return value


def _name(token: str) -> str:
    return token.replace("_", "-")
