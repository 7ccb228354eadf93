"""The server dies without a warning: what was acknowledged is on its disk, and clients go on."""

from __future__ import annotations

import time
from random import Random

import pytest
import sqlalchemy as sa

from tests.kills.client import Client
from tests.kills.scene import Acknowledged, Scene, close
from tests.kills.steps import STEPS, hold_up_saving
from tests.servers.server import OwnServer
from tests.servers.waiting import wait_for_one_who_waits


def kill_at_random(server: OwnServer, kills: int, seed: int) -> None:
    """Kill the server again and again in the midst of one client's work."""
    chance, scene = Random(seed), Scene.furnished(server.url())
    client = Client(scene, str(seed))
    client.start()
    for _ in range(kills):
        client.hear("done", chance.randrange(1, 6))
        # Nobody waits for anything here: this is the random moment itself.
        time.sleep(chance.random() * 0.01)
        server.kill()
        client.hear("away")
        server.start()
        client.hear("done")
    client.kill()
    check(client, Acknowledged(scene))


def check(client: Client, acknowledged: Acknowledged) -> None:
    """What was acknowledged is there; the command under way is given again first."""
    for wish, answer in client.done():
        acknowledged.note(wish, answer)
    if under_way := client.under_way():
        desk = client.scene.opened()
        acknowledged.note(under_way, under_way.given_to(desk))
        close(desk)
    acknowledged.check()


def test_a_server_killed_at_each_step_loses_nothing(own_server: OwnServer) -> None:
    """The very client in whose command it died goes on when the server is back."""
    scene = Scene.furnished(own_server.url())
    acknowledged = Acknowledged(scene)
    errors = {}
    for step in STEPS:
        client = Client(scene, step, step, waits_at_step=True)
        client.start()
        client.hear("step")
        own_server.kill()
        client.go()
        if step != "after the commit":
            client.hear("away")
        errors[step] = [code for kind, _, code in client.told if kind == "away"][:1]
        own_server.start()
        client.hear("done", 2)
        client.kill()
        check(client, acknowledged)

    assert errors == {
        "after the lock": ["store_unavailable"],
        # The commit travels along with what is written: when there is no answer, nobody can tell
        # any more whether it was done.
        "in the middle of saving": ["outcome_unknown"],
        "before the commit": ["outcome_unknown"],
        "after the commit": [],
    }


def test_a_server_killed_while_it_saves_loses_nothing(own_server: OwnServer) -> None:
    scene = Scene.furnished(own_server.url())
    engine = sa.create_engine(scene.url)
    client = Client(scene, "saving")
    somebody = engine.connect()
    hold_up_saving(somebody)
    client.start()
    wait_for_one_who_waits(engine)
    own_server.kill()
    client.hear("away")
    somebody.invalidate()
    somebody.close()
    engine.dispose()
    own_server.start()
    client.hear("done", 3)
    client.kill()

    assert next(code for kind, _, code in client.told if kind == "away") == "outcome_unknown"
    check(client, Acknowledged(scene))


def test_a_server_killed_at_random_moments_loses_nothing(own_server: OwnServer, seed: int) -> None:
    kill_at_random(own_server, 20, seed)


@pytest.mark.soak
@pytest.mark.parametrize("run", range(5))
def test_a_server_killed_a_hundred_times(own_server: OwnServer, seed: int, run: int) -> None:
    kill_at_random(own_server, 20, seed)
