"""Many files on several cores: answers in the order of the files, and no file that stops the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
AHEAD = 8  # files for each core that are read before the first of them is printed


def each_on_a_core(answer: Callable[[Asked], Answer], asked: Sequence[Asked], jobs: int, broken: Callable[[Asked], Answer]) -> Iterator[Answer]:
    """What a function answers to each of many, in order; ``broken`` for one that ends the process in which it is read.

    Where a process ends, nobody knows on whose account: all that were under way are asked again, each in a process of its own.
    """
    at = 0
    while at < len(asked):
        with ProcessPoolExecutor(min(jobs, len(asked) - at)) as pool:
            waiting: list[Future[Answer]] = []
            try:
                for number in range(at, len(asked)):
                    while len(waiting) < min(jobs * AHEAD, len(asked) - number):
                        waiting.append(pool.submit(answer, asked[number + len(waiting)]))
                    found = waiting.pop(0).result()
                    at = number + 1
                    yield found
                return
            except BrokenProcessPool:
                under_way = len(waiting) + 1
        for one in asked[at:at + under_way]:
            yield _alone(answer, one, broken)
        at += under_way


def _alone(answer: Callable[[Asked], Answer], one: Asked, broken: Callable[[Asked], Answer]) -> Answer:
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(answer, one).result()
        except BrokenProcessPool:
            return broken(one)
