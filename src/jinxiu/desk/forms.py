"""What narrows the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jinxiu.desk.queries.ledger import NO_PILLAR, NO_SCOPE, NOT_SCORED, Choices, Filters
from jinxiu.engines.measuring import Colour, State
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.evaluation import lights, wording


@dataclass(frozen=True, slots=True)
class InForce:
    """A filter in force: its field, the value as in the address, and both in words."""

    name: str
    value: str
    label: str
    words: str


class FilterForm(forms.Form):
    """The filters of the ledger. A field that cannot be read is left out, and says so."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    document = forms.MultipleChoiceField(label=_("Document"), required=False)
    pillar = forms.MultipleChoiceField(label=_("Pillar"), required=False)
    state = forms.MultipleChoiceField(label=_("State"), required=False)
    light = forms.MultipleChoiceField(label=pgettext_lazy("filter", "Light"), required=False)
    lead = forms.MultipleChoiceField(label=_("Lead"), required=False)
    type = forms.ChoiceField(label=_("Type"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    strength = forms.ChoiceField(label=_("Strength"), required=False)
    scope = forms.ChoiceField(label=_("For each"), required=False)
    due_from = forms.DateField(label=_("Due from"), required=False, input_formats=["%Y-%m-%d"])
    due_to = forms.DateField(label=_("Due to"), required=False, input_formats=["%Y-%m-%d"])

    #: The fields that are ticked, in the order in which they stand.
    TICKED = ("document", "pillar", "state", "light", "lead")
    CHOSEN = ("type", "kind", "strength", "scope")

    def __init__(self, data: Any, choices: Choices) -> None:
        super().__init__(data)
        self.documents = choices.documents
        anything = ("", pgettext_lazy("filter", "any"))
        states = [(state.value, wording.state_name(state)) for state in State]
        offered: dict[str, Iterable[tuple[str, Any]]] = {
            "document": choices.documents,
            "pillar": [*choices.pillars, (NO_PILLAR, _("On no pillar"))],
            "state": [*states, (NOT_SCORED, wording.not_scored())],
            "light": [(colour.value, lights.colour_name(colour)) for colour in Colour],
            "lead": choices.leads,
            "type": [anything, *Promise.Type.choices],
            "kind": [anything, *Promise.KindChoice.choices],
            "strength": [anything, *Promise.StrengthChoice.choices],
            "scope": [anything, (NO_SCOPE, pgettext_lazy("filter", "none")), *choices.scopes],
        }
        for name, options in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(options)

    @property
    def more(self) -> int:
        """How many of the filters that are folded away are in force."""
        return sum(1 for name in (*self.CHOSEN, "due_from", "due_to") if self.cleaned_data.get(name))

    def filters(self) -> Filters:
        """Return the filters that could be read."""
        self.is_valid()
        given = self.cleaned_data
        return Filters(
            q=given.get("q", "").strip(),
            documents=tuple(given.get("document", ())),
            pillars=tuple(given.get("pillar", ())),
            states=tuple(State(value) for value in given.get("state", ()) if value != NOT_SCORED),
            unscored=NOT_SCORED in given.get("state", ()),
            lights=tuple(Colour(value) for value in given.get("light", ())),
            leads=tuple(given.get("lead", ())),
            type=given.get("type", ""),
            kind=given.get("kind", ""),
            strength=given.get("strength", ""),
            scope=given.get("scope", ""),
            due_from=given.get("due_from"),
            due_to=given.get("due_to"),
        )

    def in_force(self) -> list[InForce]:
        """Return each filter in force."""
        out: list[InForce] = []
        for name, field in self.fields.items():
            given = self.cleaned_data.get(name)
            values = given if isinstance(given, list) else [given] if given else []
            options = {str(v): str(words) for v, words in getattr(field, "choices", ())}
            out.extend(InForce(name, str(v), str(field.label), options.get(str(v), str(v))) for v in values)
        return out
