"""A line on this machine that counts what it carries, and can be thin, slow and apt to break: a process of its own.

Counted is the payload of TCP, both ways. A *trip* is the client speaking after the server has spoken, whatever the protocol.
A thin line is one pipe a direction for all connections together. What breaks loses every connection and what is under way.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import sys
import threading
from dataclasses import dataclass, field
from typing import Any

from benchmarks.sync.lines import serve

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing is a reset
_PIECE, _THIN_PIECE = 128 * 1024, 2048


@dataclass(slots=True)
class Shape:
    """`bits` a second and `rtt` seconds (0: as fast as the machine), cut about every `cut` bytes (0: never)."""

    bits: float = 0
    rtt: float = 0
    cut: int = 0


@dataclass(slots=True, eq=False)
class _Connection:
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    dead: bool = False
    spoke_last: str = ""


class CountedLine:
    """Carries connections from a port to another one."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._alive: set[_Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._shape = Shape()
        self._free = {"up": 0.0, "down": 0.0}
        self._chance = random.Random(1)
        self._left = 0.0
        self.counted: dict[str, int] = {}
        self.begin()

    def begin(self, bits: float = 0, rtt: float = 0, cut: int = 0) -> dict[str, int]:
        """Count from nought, on a line of this shape."""
        self._shape, self._chance = Shape(bits, rtt, cut), random.Random(1)
        self.counted = {"up": 0, "down": 0, "trips": 0, "connections": 0, "cuts": 0}
        self._draw_next_cut()
        return self.counted

    def _draw_next_cut(self) -> None:
        self._left = self._chance.uniform(0.5, 1.5) * self._shape.cut

    def listen(self) -> int:
        """Carry from now on, on a thread; the port to connect to."""
        listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._run, args=(listener,), daemon=True).start()
        return int(listener.getsockname()[1])

    def _run(self, listener: socket.socket) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(asyncio.start_server(self._take, sock=listener))
        self._loop.run_forever()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = _Connection([writer])
        self._alive.add(connection)
        self.counted["connections"] += 1
        await asyncio.sleep(self._shape.rtt)
        try:
            answers, asking = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        connection.writers.append(asking)
        for end in connection.writers:
            end.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ways = (self._carry(connection, reader, asking, "up"), self._carry(connection, answers, writer, "down"))
        await asyncio.gather(*ways)
        self._alive.discard(connection)

    async def _carry(
        self, connection: _Connection, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: str
    ) -> None:
        """Take pieces in one direction and let each arrive half a round trip later."""
        arriving: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivery = self._loop.create_task(self._deliver(connection, arriving, sink))
        with contextlib.suppress(OSError):
            while not connection.dead:
                piece = await source.read(_THIN_PIECE if self._shape.bits else _PIECE)
                if not piece:
                    break
                await self._pass(way, len(piece))
                self._count(connection, way, len(piece))
                arriving.put_nowait((self._loop.time() + self._shape.rtt / 2, piece))
                if self._shape.cut and self._left <= 0:
                    self._break()
        arriving.put_nowait((self._loop.time(), b""))
        await delivery

    async def _pass(self, way: str, size: int) -> None:
        """Wait for a place in the pipe of this direction, then until the bytes are through."""
        if self._shape.bits:
            self._free[way] = max(self._loop.time(), self._free[way]) + size * 8 / self._shape.bits
            await asyncio.sleep(self._free[way] - self._loop.time())

    def _count(self, connection: _Connection, way: str, size: int) -> None:
        self.counted[way] += size
        self._left -= size
        self.counted["trips"] += way == "up" and connection.spoke_last != "up"
        connection.spoke_last = way

    async def _deliver(
        self, connection: _Connection, arriving: asyncio.Queue[tuple[float, bytes]], sink: asyncio.StreamWriter
    ) -> None:
        while True:
            due, piece = await arriving.get()
            if due > self._loop.time():
                await asyncio.sleep(due - self._loop.time())
            if connection.dead:
                return
            with contextlib.suppress(OSError):
                if not piece:
                    sink.close()
                    return
                sink.write(piece)
                await sink.drain()

    def _break(self) -> None:
        self.counted["cuts"] += 1
        for connection in self._alive:
            connection.dead = True
            for end in connection.writers:
                with contextlib.suppress(OSError):
                    end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                end.transport.abort()
        self._alive.clear()
        self._draw_next_cut()

    def counts(self) -> dict[str, Any]:
        return dict(self.counted)


def main() -> None:
    """The line to the port in the first argument; commands `port`, `begin` and `counts`."""
    line = CountedLine(int(sys.argv[1]))
    port = line.listen()
    serve({"port": lambda: {"port": port}, "begin": line.begin, "counts": line.counts})


if __name__ == "__main__":
    main()
