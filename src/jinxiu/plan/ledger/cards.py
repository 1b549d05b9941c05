"""The cards of the review: what was found, how it was read, who is named for it, and what was decided of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jinxiu.plan.documents.models import Draft, Promise
from jinxiu.plan.documents.queries import LOW_CONFIDENCE
from jinxiu.plan.ledger import labels
from jinxiu.plan.ledger.answering import Body, Register
from jinxiu.plan.ledger.models import Decision, Responsibility, Target
from jinxiu.plan.ledger.scopes import ScopeChoice, scope_of
from jinxiu.plan.ledger.standing import Standing

PENDING, ENTERED = "pending", "entered"
STATES = {
    "confirm": "confirmed",
    "correct": "corrected",
    "split": "split",
    "reject": "rejected",
    "add": "added",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled value of a card; ``wanting`` marks what the text or the city does not have."""

    label: str
    value: str
    wanting: bool = False
    strong: bool = False
    #: Takes the whole width of the card.
    wide: bool = False
    #: Shown on the active card alone.
    more: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A draft or an added target as the review shows it."""

    key: str
    draft_id: int | None
    state: str
    state_label: str
    object: str
    rows: tuple[Row, ...]
    start: int
    end: int
    #: Codes of the targets that stand in the ledger for it, each with its object and measure where it was split.
    targets: tuple[tuple[str, str], ...] = ()
    confidence: float = 1.0

    @property
    def pending(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == PENDING

    @property
    def low(self) -> bool:
        """Whether the reader is not sure of it."""
        return self.confidence < LOW_CONFIDENCE

    def place(self, *, by_text: bool) -> tuple[float, int, int]:
        """Return where it stands while it waits: in the text, or the less sure of it the reader is, the further up."""
        return (1.0 if by_text or not self.low else self.confidence), self.start, self.end

    @property
    def first(self) -> float:
        """What is looked at first: its confidence where it waits and is low, else 1, behind all of those."""
        return self.confidence if self.pending and self.low else 1.0

    @property
    def sure(self) -> str:
        """The reader's confidence in words and to two places."""
        return labels.sure(self.confidence)


def cards(found: Standing, known: Register) -> list[Card]:
    """Return a card for each draft and each target without one, in the order of the text."""
    states = _state_labels()
    shown = {target.pk for target in found.entered.values()}
    made = [_of_draft(draft, found, states, known) for draft in found.drafts]
    made += [_of_target(target, states) for target in found.loose if target.pk not in shown]
    return sorted(made, key=lambda card: (card.start, card.end, card.key))


def least_sure_first(ordered: Iterable[Card]) -> list[Card]:
    """Return the cards with those in front that wait and are low; the others follow as the text has them."""
    return sorted(ordered, key=lambda card: (card.first, card.start, card.end))


def _state_labels() -> dict[str, str]:
    return {
        PENDING: _("Pending"),
        ENTERED: _("In the ledger"),
        **{state: str(Decision.Verdict(verdict).label) for verdict, state in STATES.items()},
    }


def _of_draft(draft: Draft, found: Standing, states: dict[str, str], known: Register) -> Card:
    decision, entered = found.decisions.get(draft.pk), found.entered.get(draft.pk)
    targets = found.targets.get(decision.pk, []) if decision else [entered] if entered else []
    state = STATES[decision.verdict] if decision else ENTERED if entered else PENDING
    shown: Promise = _definition(targets[0]) if len(targets) == 1 else draft
    return Card(
        key=f"d{draft.pk}",
        draft_id=draft.pk,
        state=state,
        state_label=states[state],
        object=shown.object,
        rows=(
            *_said(shown, draft.due_basis if shown is draft or shown.due == draft.due else ""),
            *_named(draft, decision, known),
            *_how(draft),
        ),
        start=draft.start,
        end=draft.end,
        targets=tuple((target.code, _split_words(target) if len(targets) > 1 else "") for target in targets),
        confidence=draft.confidence,
    )


def _of_target(target: Target, states: dict[str, str]) -> Card:
    shown = _definition(target)
    state = "added" if target.decision_id else ENTERED
    return Card(
        key=f"t{target.pk}",
        draft_id=None,
        state=state,
        state_label=states[state],
        object=shown.object,
        rows=_said(shown, ""),
        start=shown.start,
        end=shown.end,
        targets=((target.code, ""),),
    )


def _definition(target: Target) -> Promise:
    assert target.current is not None
    return target.current


def _split_words(target: Target) -> str:
    shown = _definition(target)
    return f"{shown.object} {labels.measure(shown)}"


def _said(promise: Promise, basis: str) -> tuple[Row, ...]:
    """Return what a promise says."""
    milestone, quality = promise.type == Promise.Type.MILESTONE, promise.type == Promise.Type.QUALITY
    due = labels.due(promise, basis)
    kind = Row(_("Kind"), labels.kind(promise.kind), strong=quality)
    rows = [
        kind if quality else Row(_("Stage") if milestone else _("Target"), labels.measure(promise), strong=True),
        Row(_("Due"), due or _("not in the text"), wanting=not due),
        Row(_("Type"), _("%(type)s, not scored") % {"type": Promise.Type.QUALITY.label}) if quality else kind,
        Row(_("Strength"), str(Promise.StrengthChoice(promise.strength).label)),
    ]
    if promise.per:
        rows.append(_for_each(promise))
    if promise.baseline is not None:
        rows.append(Row(_("Starts from"), f"{labels.number(promise.baseline)} {promise.unit}".strip()))
    if promise.part:
        rows.append(Row(_("Part"), _("part of the number before it; not added"), wide=True))
    return tuple(rows)


def _for_each(promise: Promise) -> Row:
    scope = getattr(promise, "scope", None)
    known = ScopeChoice(scope_of(promise.per) if scope is None else scope)
    words = promise.per if known else _("%(words)s (no rows of its own)") % {"words": promise.per}
    return Row(_("For each"), words, wanting=not known)


def _named(draft: Draft, decision: Decision | None, known: Register) -> list[Row]:
    """Return who leads and who supports: as a person said, else as the text names them."""
    said = decision is not None and decision.bodies is not None
    bodies: Any = decision.bodies if decision is not None and said else draft.bodies
    rows = []
    for role in Responsibility.Role:
        here = [body for body in known.bodies(bodies) if body.part == role]
        if here:
            words = [_body(body, said=said) for body in here]
            unknown = not any(body.organisation for body in here)
            rows.append(Row(str(role.label), "、".join(words), wanting=unknown, wide=True))
    return rows


def _body(body: Body, *, said: bool) -> str:
    """Name a body: as the city calls it, or as written where the city has none of that name."""
    if body.organisation is None:
        return _("%(name)s (not among the organisations)") % {"name": body.name}
    if said:
        return _("%(name)s (as a person said)") % {"name": body.organisation}
    if body.name == str(body.organisation):
        return _("%(name)s (named in the text)") % {"name": body.name}
    return _("%(name)s (in the text: %(written)s)") % {"name": body.organisation, "written": body.name}


def _how(draft: Draft) -> list[Row]:
    """Return where and how the reader found it; asked for on the active card."""
    rows = [
        Row(_("Section"), " › ".join(draft.section), wide=True, more=True) if draft.section else None,
        Row(_("Verb"), draft.verb, more=True) if draft.verb else None,
        Row(_("How it was read"), labels.rule(draft.rule), wide=True, more=True),
    ]
    return [row for row in rows if row is not None]


def counted(made: Sequence[Card], *states: str) -> int:
    """Return how many cards are in one of the states."""
    return sum(1 for card in made if card.state in states)
