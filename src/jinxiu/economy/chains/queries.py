"""The chains of the city's chain system, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from jinxiu.core.models import Post
from jinxiu.economy.chains.models import Chain

#: The post that every chain's head holds (链长), as titles of posts write it.
_HEAD = "链长"


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A chain and the post of its head; ``head`` None where no such post is on record."""

    chain: Chain
    head: Post | None


@dataclass(frozen=True, slots=True)
class Group:
    """Chains that the city names together (一高, 两先, 三特, 三新)."""

    name: str
    lines: list[ChainLine]


def groups() -> list[Group]:
    """Return all chains in their order and groups; two queries."""
    heads = list(Post.objects.filter(title__contains=_HEAD).select_related("organisation"))
    lines = [
        ChainLine(chain, next((post for post in heads if chain.name in post.title), None))
        for chain in Chain.objects.select_related("lead")
    ]
    return [Group(name, list(part)) for name, part in groupby(lines, key=lambda line: line.chain.group)]
