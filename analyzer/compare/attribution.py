"""The change of a score split over the changes of the text.

Every change gets the mean of what it adds to the score when the changes are made one by one, in several orders: a sample of the Shapley value
(Shapley 1953; sampling of orders: Castro, Gómez and Tejada 2009; each order with its reverse: Mitchell et al. 2022). The shares add up to the whole
change in every order, and so on average. The orders are drawn from a fixed seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Mapping, Sequence

Values = Mapping[Hashable, float]
"""The numbers that are split, by name; every state names the same ones."""

MAX_ORDERS = 16
_EVALUATIONS = 400
"""About so many states are scored, but always two orders at least."""
_SEED = 20_170


def shapley(count: int, value: Callable[[frozenset[int]], Values]) -> tuple[list[dict[Hashable, float]], int]:
    """Return what each of `count` players adds to every number, and the orders that were averaged.

    `value` gives the numbers of the state in which a set of players has moved. One and two players are split exactly, more by sampled orders.
    """
    orders = _orders(count)
    shares: list[dict[Hashable, float]] = [{} for _ in range(count)]
    known: dict[frozenset[int], Values] = {}

    def valued(state: frozenset[int]) -> Values:
        if state not in known:
            known[state] = value(state)
        return known[state]

    for order in orders:
        state: frozenset[int] = frozenset()
        before = valued(state)
        for player in order:
            state |= {player}
            after = valued(state)
            for name, number in after.items():
                shares[player][name] = shares[player].get(name, 0.0) + (number - before[name]) / len(orders)
            before = after
    return shares, len(orders)


def _orders(count: int) -> list[list[int]]:
    forward = list(range(count))
    if count < 2:
        return [forward]
    wanted = max(2, min(MAX_ORDERS, _EVALUATIONS // count // 2 * 2)) if count > 2 else 2
    rng = random.Random(_SEED)  # noqa: S311 - a fixed sample of orders, no secret
    orders: list[list[int]] = []
    while len(orders) < wanted:
        order = forward.copy()
        if orders:
            rng.shuffle(order)
        orders += [order, order[::-1]]
    return orders


def rounded_to(total: float, parts: Sequence[float], digits: int = 2) -> list[float]:
    """Return `parts` rounded so that they add up to `total` rounded: the largest remainders are rounded up (Hamilton's method)."""
    scale = 10**digits
    floors = [int(part * scale // 1) for part in parts]
    short = round(total * scale) - sum(floors)
    order = sorted(range(len(parts)), key=lambda place: (floors[place] - parts[place] * scale, place))
    for place in order[: max(short, 0)]:
        floors[place] += 1
    return [number / scale for number in floors]
