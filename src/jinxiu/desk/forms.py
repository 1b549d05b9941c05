"""What narrows the ledger, and what defines a target anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jinxiu.desk.queries.ledger import NO_PILLAR, NO_SCOPE, Choices, Filters
from jinxiu.engines.measuring import State
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.evaluation import wording
from jinxiu.plan.ledger.models import TargetDefinition
from jinxiu.plan.ledger.scopes import ScopeChoice


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
    lead = forms.MultipleChoiceField(label=_("Lead"), required=False)
    type = forms.ChoiceField(label=_("Type"), required=False)
    strength = forms.ChoiceField(label=_("Strength"), required=False)
    scope = forms.ChoiceField(label=_("For each"), required=False)
    due_from = forms.DateField(label=_("Due from"), required=False, input_formats=["%Y-%m-%d"])
    due_to = forms.DateField(label=_("Due to"), required=False, input_formats=["%Y-%m-%d"])

    #: The fields that are ticked, in the order in which they stand.
    TICKED = ("document", "pillar", "state", "lead")
    CHOSEN = ("type", "strength", "scope")

    def __init__(self, data: Any, choices: Choices) -> None:
        super().__init__(data)
        self.documents = choices.documents
        anything = ("", pgettext_lazy("filter", "any"))
        offered: dict[str, Iterable[tuple[str, Any]]] = {
            "document": choices.documents,
            "pillar": [*choices.pillars, (NO_PILLAR, _("On no pillar"))],
            "state": [(state.value, wording.state_name(state)) for state in State],
            "lead": choices.leads,
            "type": [anything, *Promise.Type.choices],
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
            states=tuple(State(value) for value in given.get("state", ())),
            leads=tuple(given.get("lead", ())),
            type=given.get("type", ""),
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


class ReviseForm(forms.Form):
    """A target defined anew. What must hold of the fields is the ledger's to say; here they are only read."""

    type = forms.ChoiceField(label=_("Type"), choices=Promise.Type.choices)
    object = forms.CharField(label=_("Object"), max_length=300)
    comparator = forms.ChoiceField(
        label=_("Comparison"), required=False, choices=[("", "—"), *Promise.ComparatorChoice.choices]
    )
    value = forms.DecimalField(label=_("Value"), required=False)
    value_to = forms.DecimalField(label=_("Upper value"), required=False)
    unit = forms.CharField(label=_("Unit"), required=False, max_length=20)
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", "—"), *Promise.StageChoice.choices])
    due = forms.DateField(label=_("Due"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    strength = forms.ChoiceField(label=_("Strength"), choices=Promise.StrengthChoice.choices)
    per = forms.CharField(label=_("For each (as written)"), required=False, max_length=60)
    scope = forms.ChoiceField(label=_("For each, counted over"), required=False, choices=ScopeChoice.choices)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("On what decision the definition changes. The promise as made stays version 1."),
    )

    @classmethod
    def of(cls, definition: TargetDefinition) -> ReviseForm:
        """Return the form filled in with what is known."""
        initial = {name: getattr(definition, name) for name in cls.base_fields if name != "reason"}
        for name in ("value", "value_to"):
            if initial[name] is not None:
                initial[name] = wording.number(initial[name])
        return cls(initial=initial)

    def fields_given(self) -> dict[str, Any]:
        """Return the fields of the definition."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}

    def take(self, error: ValidationError) -> None:
        """Show what the ledger refused, at the field that it is about."""
        for name, sentences in getattr(error, "message_dict", {None: error.messages}).items():
            self.add_error(name if name in self.fields else None, sentences)
