"""Work shared out among processes. What is made does not depend on their number.

A process is a fork of this one: it sees all that was read and put together before, and gives back what it made of its
share. Where the system cannot do that, or the work is small, all of it is done here.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from offline_archive.errors import ArchiveError

Result = TypeVar("Result")
_SELDOM = (20_000, 50, 100)
_SHARES = 8
"""Of each process, so that one that has the long pages does not keep the others waiting."""

_FEW = 24
"""To make so many here takes no longer than to begin processes."""
_MOST = 500
"""In a share, since what is made of one is handed over at once."""


def done_by(processes: int, tasks: Sequence[Callable[[], Result]]) -> Iterator[Result]:
    """The results of `tasks`, in their order, by so many processes.

    Raises:
        ArchiveError: when a process was killed.
    """
    if processes < 2 or len(tasks) < 2 or sys.platform != "linux":
        yield from (task() for task in tasks)
        return
    with ProcessPoolExecutor(min(processes, len(tasks)), multiprocessing.get_context("fork"), _begin, (tasks,)) as pool:
        waiting: list[Future[Result]] = [pool.submit(_do, number) for number in range(len(tasks))]
        waiting.reverse()
        try:
            while waiting:
                yield waiting.pop().result()  # what was handed on is not kept
        except BrokenProcessPool:
            raise ArchiveError("a process that built a part was killed",
                               remedy="is the memory short? set OFFLINE_ARCHIVE_PROCESSES=1") from None
        finally:
            for one in waiting:
                one.cancel()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let the collector of garbage look seldom for cycles meanwhile, and never through what there is already.

    A build makes millions of values that stay to its end, and hardly a cycle: to look through them took a sixth of it.
    Afterwards it is as it was, since a preview builds again and again.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def stays() -> None:
    """What there is by now stays to the end, too: let the collector of garbage pass over it until then."""
    gc.freeze()


def give_back() -> None:
    """Give memory that is not used any more back to the system, where it can be asked to take it.

    Every process that is forked would have it, too.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)  # of the GNU C library


def shares(items: Sequence[Any], processes: int) -> Iterator[Sequence[Any]]:
    """`items` in their order, cut into pieces for so many processes; few are one piece, for which there is none."""
    if len(items) <= _FEW:
        return iter([items] if items else [])
    size = min(_MOST, max(1, -(-len(items) // (processes * _SHARES))))
    return (items[first:first + size] for first in range(0, len(items), size))


_tasks: list[Sequence[Callable[[], Any]]] = []


def _begin(tasks: Sequence[Callable[[], Any]]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process is interrupted, and ends this one
    gc.freeze()  # what it was forked with is not looked through again and again
    _tasks.append(tasks)


def _do(number: int) -> Any:
    return _tasks[0][number]()
