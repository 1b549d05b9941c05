"""Numbers with the unit as written, comparable through a base unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written: its dimension, and how many base units one of it makes."""

    written: str
    dimension: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in the unit as written; exact decimal arithmetic throughout.

    >>> Quantity(Decimal(30), "亿元").base
    Decimal('3000000000')
    >>> Quantity(Decimal(10000), "万元").to("亿元")
    Decimal('1')
    """

    value: Decimal
    unit: str

    @property
    def base(self) -> Decimal:
        """The value in the base unit of its dimension (yuan, metres, pieces …)."""
        return self.value * unit_of(self.unit).factor

    @property
    def dimension(self) -> str:
        """What kind of thing is measured; two quantities compare only within one dimension."""
        return unit_of(self.unit).dimension

    def to(self, unit: str) -> Decimal:
        """Return the value in another unit of the same dimension.

        Raises ValueError where the dimensions differ, or where a unit with a factor that has no finite
        decimal form is asked for exactly (亩): the quotient is then rounded to the context's precision.
        """
        other = unit_of(unit)
        if other.dimension != self.dimension:
            raise ValueError(f"{self.unit} ({self.dimension}) cannot be written in {unit} ({other.dimension})")
        return self.base / other.factor

    def comparable(self, other: Quantity) -> bool:
        """Say whether both are of one dimension."""
        return self.dimension == other.dimension


_PREFIXES = (
    ("", 1),
    ("百", 10**2),
    ("千", 10**3),
    ("万", 10**4),
    ("百万", 10**6),
    ("千万", 10**7),
    ("亿", 10**8),
    ("万亿", 10**12),
)
#: Counter words (量词): each counts pieces, so 3个 and 3项 compare.
COUNTERS = (
    "个 项 家 户 条 座 处 所 部 台 套 件 种 名 人 辆 场 次 张 支 批 批次 列 栋 门 宗 例 位 间 对 组 艘 架 眼 口 株 "
    "只 头 匹 篇 部次 片 块 根 届 期 台套 台（套） 幢 班 款 册 份 队 期次 人份 辆次 床 枚 尾 羽 盏 本 站 孔 标段 "
    "粒 把 本次 轮 类"
).split()
_BASES: dict[str, tuple[str, Decimal]] = {
    "元": ("money", Decimal(1)),
    "美元": ("money_usd", Decimal(1)),
    "欧元": ("money_eur", Decimal(1)),
    "米": ("length", Decimal(1)),
    "公里": ("length", Decimal(1000)),
    "千米": ("length", Decimal(1000)),
    "里": ("length", Decimal(500)),
    "平方米": ("area", Decimal(1)),
    "平米": ("area", Decimal(1)),
    "平方公里": ("area", Decimal(10) ** 6),
    "公顷": ("area", Decimal(10) ** 4),
    "亩": ("area", Decimal(10000) / Decimal(15)),
    "亩次": ("area_times", Decimal(1)),
    "吨": ("mass", Decimal(1)),
    "公斤": ("mass", Decimal("0.001")),
    "斤": ("mass", Decimal("0.0005")),
    "吨标准煤": ("mass_coal", Decimal(1)),
    "立方米": ("volume", Decimal(1)),
    "方": ("volume", Decimal(1)),
    "瓦": ("power", Decimal("0.001")),
    "千瓦": ("power", Decimal(1)),
    "兆瓦": ("power", Decimal(1000)),
    "吉瓦": ("power", Decimal(10) ** 6),
    "MW": ("power", Decimal(1000)),
    "GW": ("power", Decimal(10) ** 6),
    "千瓦时": ("energy", Decimal(1)),
    "度": ("energy", Decimal(1)),
    "人次": ("visits", Decimal(1)),
    "标箱": ("teu", Decimal(1)),
    "倍": ("times", Decimal(1)),
    "天": ("days", Decimal(1)),
    "小时": ("hours", Decimal(1)),
    "分钟": ("minutes", Decimal(1)),
    "年": ("years", Decimal(1)),
    "个月": ("months", Decimal(1)),
    "%": ("percent", Decimal(1)),
    "％": ("percent", Decimal(1)),
    "‰": ("percent", Decimal("0.1")),
    "个百分点": ("point", Decimal(1)),
    "百分点": ("point", Decimal(1)),
}


@cache
def unit_of(written: str) -> Unit:
    """Return the unit that a document wrote; one that is not listed is a dimension of its own.

    >>> unit_of("万平方米").factor
    Decimal('10000')
    >>> unit_of("个").dimension == unit_of("项").dimension
    True
    """
    if written in _BASES:
        dimension, factor = _BASES[written]
        return Unit(written, dimension, factor)
    for prefix, multiple in reversed(_PREFIXES):
        rest = written[len(prefix) :]
        if not written.startswith(prefix):
            continue
        if rest in _BASES:
            dimension, factor = _BASES[rest]
            return Unit(written, dimension, factor * multiple)
        if rest in COUNTERS or (not rest and prefix):
            return Unit(written, "count", Decimal(multiple))
    return Unit(written, written, Decimal(1))
