"""Chains against what was promised for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jinxiu.economy.chains import queries as chains
from jinxiu.economy.chains.queries import ChainLine
from jinxiu.economy.enterprises import queries as enterprises
from jinxiu.economy.enterprises.queries import Cultivation
from jinxiu.economy.policies import queries as policies
from jinxiu.economy.policies.models import Fund
from jinxiu.engines.measuring import Result, State
from jinxiu.plan.evaluation.queries import Evaluator, Quality, Row

_SCOPE = "chain"


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A chain and, for each quota in order, what became of it there."""

    line: ChainLine
    cells: list[tuple[Row, Result]]


@dataclass(frozen=True, slots=True)
class GroupRows:
    """The chains of one group."""

    name: str
    rows: list[ChainRow]


@dataclass(frozen=True, slots=True)
class FundLine:
    """A fund and the row of the target that promises it."""

    fund: Fund
    row: Row | Quality | None


@dataclass(frozen=True, slots=True)
class ChainBoard:
    """Everything that the page of chains shows on one day."""

    quotas: list[Row]
    groups: list[GroupRows]
    cultivation: Cultivation
    funds: list[FundLine]

    @property
    def chains(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def cells(self) -> int:
        return self.chains * len(self.quotas)

    @property
    def reported(self) -> int:
        """In how many cells something decides."""
        return sum(
            result.state is not State.NOT_REPORTED
            for group in self.groups
            for row in group.rows
            for _quota, result in row.cells
        )


def board(as_of: date) -> ChainBoard:
    """Return the chains on a day; the number of queries does not depend on their number."""
    card = Evaluator().on(as_of)
    quotas = [row for row in card.rows if row.definition.scope == _SCOPE]
    by_chain = {row.target.pk: {m.member.code: m.result for m in row.results if m.member} for row in quotas}
    rows = {row.target.pk: row for row in card.listed}
    groups = [
        GroupRows(group.name, [_row(line, quotas, by_chain) for line in group.lines]) for group in chains.groups()
    ]
    funds = [FundLine(fund, rows.get(fund.target_id) if fund.target_id else None) for fund in policies.funds()]
    return ChainBoard(quotas, groups, enterprises.cultivation(), funds)


def _row(line: ChainLine, quotas: list[Row], by_chain: dict[int, dict[str, Result]]) -> ChainRow:
    return ChainRow(line, [(quota, by_chain[quota.target.pk][line.chain.code]) for quota in quotas])
