"""A client dies without a warning: nothing that it was told is lost, nothing is half-written."""

from __future__ import annotations

import time
from random import Random

import pytest
import sqlalchemy as sa

from tests.kills.client import Client
from tests.kills.scene import Acknowledged, Scene, close
from tests.kills.steps import STEPS, hold_up_saving
from tests.postgres import Server
from tests.servers.waiting import wait_for_one_who_waits


def take_over(client: Client, acknowledged: Acknowledged) -> None:
    """The next client works at once: it gives the command anew that was under way, and others."""
    for wish, answer in client.done():
        acknowledged.note(wish, answer)
    desk = client.scene.opened()
    if under_way := client.under_way():
        acknowledged.note(under_way, under_way.given_to(desk))
    close(desk)
    acknowledged.check()


def kill_at_random(scene: Scene, kills: int, seed: int) -> None:
    """Kill one client after the other in the midst of its work."""
    chance, acknowledged = Random(seed), Acknowledged(scene)
    for number in range(kills):
        client = Client(scene, f"{seed}-{number}")
        client.start()
        client.hear("done", chance.randrange(1, 10))
        # Nobody waits for anything here: this is the random moment itself.
        time.sleep(chance.random() * 0.01)
        client.kill()
        take_over(client, acknowledged)


@pytest.mark.parametrize("step", STEPS)
def test_a_client_killed_at_a_step_leaves_nothing_half_written(scene: Scene, step: str) -> None:
    acknowledged = Acknowledged(scene)
    client = Client(scene, step, step)
    client.start()
    client.hear_the_end()

    wish = client.under_way()
    assert wish is not None
    assert wish.kind == "sell"
    desk = scene.opened()
    sales = [sale.id for sale in desk.sales.of(wish.who)]
    known = [
        answer for done, answer in client.done() if (done.kind, done.who) == ("sell", wish.who)
    ]
    close(desk)
    assert len(sales) - len(known) == int(step == "after the commit")
    take_over(client, acknowledged)


def test_clients_killed_at_a_random_moment_leave_nothing_half_written(
    scene: Scene, seed: int
) -> None:
    kill_at_random(scene, 20, seed)


def test_a_client_killed_while_the_server_saves_leaves_nothing_half_written(
    postgres: Server, worker_id: str
) -> None:
    """The server has some of its rows written, the others and the commit in its hands."""
    scene = Scene.furnished(postgres.create(f"kills_{worker_id}"))
    engine = sa.create_engine(scene.url)
    client, acknowledged = Client(scene, "saving"), Acknowledged(scene)
    with engine.begin() as somebody:
        hold_up_saving(somebody)
        client.start()
        wait_for_one_who_waits(engine)
        client.kill()
    engine.dispose()

    assert client.under_way() is not None
    take_over(client, acknowledged)


@pytest.mark.soak
@pytest.mark.parametrize("run", range(10))
def test_hundreds_of_clients_killed(scene: Scene, seed: int, run: int) -> None:
    """Fifty on each engine in each run: a thousand."""
    kill_at_random(scene, 50, seed)
