"""A batch over two network namespaces whose link is cut: it comes to its end, whether the link comes back or not."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cluster.accidents import SHARD
from tests.cluster.conftest import SILENCE, Machines, shards, wait_until
from tests.unit.bulk.material import written

pytest.importorskip("distributed", reason="the extra 'dask' is not installed")
pytestmark = pytest.mark.slow

_HERE, _THERE = "10.213.77.1", "10.213.77.2"


class Link:
    """Join two network namespaces by a pair of virtual cards, and cut the pair."""

    def __init__(self, name: str) -> None:
        self._spaces = (f"{name}a", f"{name}b")

    def make(self) -> None:
        """Make both namespaces and what joins them."""
        first, second = self._spaces
        for space in self._spaces:
            _ip("netns", "add", space)
        _ip("link", "add", first, "type", "veth", "peer", "name", second)
        for space, address in zip(self._spaces, (_HERE, _THERE), strict=True):
            _ip("link", "set", space, "netns", space)
            _ip("-n", space, "addr", "add", f"{address}/24", "dev", space)
            _ip("-n", space, "link", "set", "lo", "up")
            _ip("-n", space, "link", "set", space, "up")

    @property
    def here(self) -> tuple[str, ...]:
        """Give what stands before a command that runs on this side."""
        return ("ip", "netns", "exec", self._spaces[0])

    @property
    def there(self) -> tuple[str, ...]:
        """Give what stands before a command that runs on the other side."""
        return ("ip", "netns", "exec", self._spaces[1])

    def cut(self) -> None:
        """Let nothing through, and tell neither side."""
        _ip("-n", self._spaces[0], "link", "set", self._spaces[0], "down")

    def mend(self) -> None:
        """Let all through again."""
        _ip("-n", self._spaces[0], "link", "set", self._spaces[0], "up")

    def remove(self) -> None:
        """Take all away."""
        for space in self._spaces:
            subprocess.run(["ip", "netns", "del", space], check=False, capture_output=True)


def _ip(*command: str) -> None:
    subprocess.run(["ip", *command], check=True, capture_output=True)


@pytest.fixture
def link(tmp_path: Path) -> Iterator[Link]:
    """Give a link between two namespaces; skip where they cannot be had."""
    if shutil.which("ip") is None:
        pytest.skip("there is no 'ip' (Debian's iproute2)")
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may make network namespaces")
    link = Link(f"nl{os.getpid() % 100_000}")
    try:
        link.make()
    except subprocess.CalledProcessError as error:
        link.remove()
        pytest.skip(f"no network namespaces here: {error.stderr.decode().strip()}")
    yield link
    link.remove()


@pytest.mark.parametrize("is_mended", [True, False], ids=["comes-back", "stays-cut"])
def test_a_cut_link_costs_nothing(
    tmp_path: Path, machines: Machines, sources: Callable[..., Path], alone: Callable[..., Path], link: Link, *, is_mended: bool
) -> None:
    """What was in work beyond it is done on this side, and what the other side wrote meanwhile is the same."""
    source, out = sources(32, usual="slow"), tmp_path / "out"
    machines.scheduler(_HERE, before=link.here)
    machines.worker(_HERE, before=link.here)
    machines.worker(_THERE, before=link.there)
    client = machines.start("tests.cluster.accidents", str(source), str(out), str(machines.file), before=link.here)
    wait_until(lambda: len(shards(out)) > 1)
    link.cut()
    if is_mended:
        wait_until(lambda: len(shards(out)) > 4)
        link.mend()
    assert client.wait(SILENCE * 5) == 0, machines.log(client)
    assert len(shards(out)) == 32 // SHARD
    assert written(out) == written(alone(source))
