"""How rungs, money and delays are written on pages."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jinxiu.engines.terms import Rung
from jinxiu.plan.projects.models import rung_name

register = template.Library()
_YI, _WAN = Decimal(10) ** 8, Decimal(10) ** 4


@register.filter
def rung(value: Rung | None) -> str:
    """The name of a rung; that none is known."""
    return _("no step known") if value is None else str(rung_name(value))


@register.filter
def yi(yuan: Decimal | None) -> str:
    """Yuan in 亿元, two digits after the point at most; for sums and headlines."""
    return "—" if yuan is None else _plain(f"{yuan / _YI:,.2f}")


@register.filter
def money(yuan: Decimal | None) -> SafeString | str:
    """Yuan in 亿元 from one 亿元 on, else in 万元, its unit small."""
    if yuan is None:
        return "—"
    unit, size = ("亿元", _YI) if abs(yuan) >= _YI else ("万元", _WAN)
    return format_html("{}<small>{}</small>", _plain(f"{yuan / size:,.2f}"), unit)


@register.filter
def wan(yuan: Decimal | None) -> str:
    """Yuan in 万元 as it is, without idle zeros."""
    return "—" if yuan is None else _plain(f"{yuan / _WAN:,f}")


@register.filter
def percent(share: Fraction | None) -> str:
    """A share between 0 and 1 as per cent, one digit after the point."""
    return "—" if share is None else f"{float(share) * 100:.1f}%"


@register.filter
def points(share: Fraction | None) -> str:
    """A difference of shares in percentage points, without its sign."""
    return "—" if share is None else f"{abs(float(share)) * 100:.1f}"


@register.filter
def delay(days: int | None) -> str:
    """Days after the plan in words; negative is before it."""
    if days is None:
        return ""
    if days > 0:
        return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
    if days < 0:
        return ngettext("%(n)s day early", "%(n)s days early", -days) % {"n": -days}
    return _("on the day")


@register.filter
def of(value: int, most: int) -> int:
    """A length for a bar of at most 1000; what is there is always seen."""
    return max(4, value * 1000 // most) if value and most else 0


@register.filter
def permille(value: int) -> str:
    """A place of 1000 as per cent with a point, whatever the language."""
    return f"{value / 10:.1f}"


@register.filter
def plus(value: float, more: float) -> str:
    """A coordinate moved, written with a point, whatever the language."""
    return f"{float(value) + float(more):g}"


@register.filter
def inset(x: int, bar: int) -> int:
    """Where the bar of what was done begins inside a planned one."""
    return x + bar // 5


@register.filter
def inner(bar: int) -> int:
    """How wide the bar of what was done is."""
    return bar - 2 * (bar // 5)


@register.filter
def middle(x: int, bar: int) -> int:
    """The middle of a bar."""
    return x + bar // 2


@register.filter
def minus(value: int, less: int) -> int:
    """A length taken from another."""
    return value - less


def _plain(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
