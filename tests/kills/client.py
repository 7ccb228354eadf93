"""A client in a process of its own: it gives one command after the other, and acknowledges each.

What it tells goes into a pipe before it goes on, so that nothing of it is lost with the process.
"""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection
from typing import Any

from attrs import define, field

from bookingcore import Desk, StoreUnavailable
from tests.kills.scene import Scene, Wish, Wishes
from tests.kills.steps import strike_at
from tests.processes import PATIENCE, processes

Told = tuple[str, Any, str]
"""What a client tells: `given` with a wish, `done` with its answer, `away` with an error's code,
`step` at the step for which it was asked."""


@define
class Client:
    """A client that is running.

    Attributes:
        told: all that it told so far.
    """

    scene: Scene
    name: str
    step: str | None = None
    waits_at_step: bool = False
    told: list[Told] = field(factory=list, init=False)
    _process: Any = field(init=False)
    _ear: Any = field(init=False)
    _mouth: Any = field(init=False)

    def start(self) -> None:
        """Start the process."""
        context = processes()
        self._ear, its_mouth = context.Pipe(duplex=False)
        its_ear, self._mouth = context.Pipe(duplex=False)
        given = (self.scene, self.name, self.step, self.waits_at_step, its_mouth, its_ear)
        self._process = context.Process(target=_work, args=given, daemon=True)
        self._process.start()
        its_mouth.close()
        its_ear.close()

    def hear(self, kind: str, times: int = 1) -> None:
        """Wait until it has told of *kind* so many times more."""
        wanted = times + sum(told[0] == kind for told in self.told)
        while sum(told[0] == kind for told in self.told) < wanted:
            assert self._ear.poll(PATIENCE), f"{self.name} says nothing after {self.told[-1:]}"
            self.told.append(self._ear.recv())

    def go(self) -> None:
        """Let it go on from the step at which it waits."""
        self._mouth.send("go")

    def kill(self) -> None:
        """Kill it without a warning, and hear what it had told."""
        self._process.kill()
        self.hear_the_end()

    def hear_the_end(self) -> None:
        """Hear what it told until its process ended."""
        self._process.join(PATIENCE)
        assert self._process.exitcode == -signal.SIGKILL
        while self._ear.poll():
            try:
                self.told.append(self._ear.recv())
            except EOFError:
                break
        self._ear.close()
        self._mouth.close()

    def done(self) -> list[tuple[Wish, str]]:
        """What it acknowledged: each wish with its answer."""
        return [(wish, answer) for kind, wish, answer in self.told if kind == "done"]

    def under_way(self) -> Wish | None:
        """The wish that it had given without having an answer."""
        given = [wish for kind, wish, _ in self.told if kind == "given"]
        return given[-1] if given and len(given) > len(self.done()) else None


BEFORE_THE_STEP = 4
"""How many commands a client gives before the one in which it waits for its step."""


def _work(
    scene: Scene, name: str, step: str | None, waits: bool, mouth: Connection, ear: Connection
) -> None:
    desk, wishes = scene.opened(), Wishes(scene, name)

    def strike() -> None:
        if not waits:
            os.kill(os.getpid(), signal.SIGKILL)
        mouth.send(("step", None, ""))
        ear.recv()

    for number in range(1_000_000):
        wish = wishes.next()
        if step and number == BEFORE_THE_STEP:
            # A sale is never refused, so it comes to every step.
            wish = Wish(wish.key, "sell", wish.who, scene.plan)
            strike_at(step, strike)
        mouth.send(("given", wish, ""))
        answer = _answered(desk, wish, mouth)
        wishes.learn(wish, answer)
        mouth.send(("done", wish, answer))


def _answered(desk: Desk, wish: Wish, mouth: Connection) -> str:
    """Give the command until there is an answer, as a host does whose database comes and goes."""
    begun = time.monotonic()
    while True:
        try:
            return wish.given_to(desk)
        except StoreUnavailable as away:
            mouth.send(("away", wish, away.code))
            if time.monotonic() - begun > PATIENCE:
                raise
            time.sleep(0.02)
