"""How long people wait for a list: search as they type among everybody at the desk, and paging through all."""

from __future__ import annotations

import random
import time
from pathlib import Path

from benchmarks import names, stage
from benchmarks.figures import Figures
from desktop_client.services import people

TYPED = 60
PAGES = 40
PAGE = 50
WAIT_MS = 100


def measure(figures: Figures, desk_folder: Path, count: int) -> None:
    """Type names letter by letter, and page from the newest to older people."""
    group = f"People are looked for among {count:,}"
    chance = random.Random(5)
    words = [chance.choice(names.MEN)[at % 2] for at in range(TYPED)]
    queries = [word[:length] for word in words for length in range(2, len(word) + 1)]
    queries += [f"{chance.choice(names.MEN)[0]} {chance.choice(names.AFTER)[0]}" for _ in range(TYPED)]
    with stage.open_desk(desk_folder) as desk:
        people.list_people(desk.open, "a")
        typed = sorted(_ms(lambda query=query: people.list_people(desk.open, query)) for query in queries)
        paged: list[float] = []
        after: int | None = None
        for _ in range(PAGES):
            began = time.perf_counter()
            page = people.list_people(desk.open, after=after, limit=PAGE)
            paged.append(1000 * (time.perf_counter() - began))
            if not page:
                break
            after = page[-1].number
    paged.sort()
    note = f"{len(queries)} queries of two letters to two words, each a whole page of {PAGE} people with their returns."
    spread = (typed[len(typed) // 2], typed[len(typed) * 95 // 100])
    figures.add(group, "search as you type, median", "ms", [spread[0]], note=note)
    figures.add(group, "search as you type, 95 of 100", "ms", [spread[1]], most=WAIT_MS, aim=True)
    figures.add(group, f"a page of {PAGE}, median", "ms", [paged[len(paged) // 2]])
    figures.add(group, f"a page of {PAGE}, 95 of 100", "ms", [paged[len(paged) * 95 // 100]], most=WAIT_MS, aim=True)


def _ms(work: object) -> float:
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return 1000 * (time.perf_counter() - began)
