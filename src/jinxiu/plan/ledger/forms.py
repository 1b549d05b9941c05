"""Forms of this room. What must hold of the fields is said once, in ``fields.validated``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jinxiu.plan.documents.models import Promise
from jinxiu.plan.ledger.fields import Fields, validated
from jinxiu.plan.ledger.models import Pillar
from jinxiu.plan.ledger.scopes import ScopeChoice

_EMPTY = ("", "—")


def _plain(value: Any) -> Any:
    """Write a number as people do: 3, not 3.000000."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class DefinitionForm(forms.Form):
    """What a target says."""

    type = forms.ChoiceField(label=_("Type"), choices=Promise.Type.choices, required=False)
    object = forms.CharField(label=_("Object"), required=False)
    comparator = forms.ChoiceField(
        label=_("Comparison"), choices=[_EMPTY, *Promise.ComparatorChoice.choices], required=False
    )
    value = forms.DecimalField(label=_("Value"), required=False, widget=forms.NumberInput(attrs={"step": "any"}))
    value_to = forms.DecimalField(
        label=_("Upper value"), required=False, widget=forms.NumberInput(attrs={"step": "any"})
    )
    unit = forms.CharField(label=_("Unit"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), choices=[_EMPTY, *Promise.StageChoice.choices], required=False)
    per = forms.CharField(label=_("For each"), required=False)
    scope = forms.ChoiceField(label=_("Runs over"), choices=ScopeChoice.choices, required=False)
    due = forms.DateField(
        label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    strength = forms.ChoiceField(label=_("Strength"), choices=Promise.StrengthChoice.choices, required=False)

    said: Fields

    @classmethod
    def starting_from(cls, fields: Fields, **kwargs: Any) -> Self:
        """Return an unbound form that shows the fields."""
        initial = fields.as_columns()
        for name in ("value", "value_to"):
            if initial[name] is not None:
                initial[name] = _plain(initial[name])
        return cls(initial=initial | kwargs.pop("initial", {}), **kwargs)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        try:
            self.said = validated(given)
        except ValidationError as error:
            for name, faults in error.error_dict.items():
                if name not in self.errors:
                    self.add_error(name, faults)
        return given

    def definition(self) -> dict[str, Any]:
        """Return the checked fields; only after ``is_valid``."""
        return self.said.as_columns()


class PlacedForm(DefinitionForm):
    """A definition with the pillar that its commitment serves."""

    pillar = forms.ModelChoiceField(label=_("Pillar"), queryset=Pillar.objects.all(), required=False, empty_label="—")


class AddForm(PlacedForm):
    """A promise that the reader did not find: its words in the text, and what it says."""

    start = forms.IntegerField(required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, widget=forms.HiddenInput)
    quote = forms.CharField(
        label=_("Words of the document"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mark them in the text, or copy them here exactly."),
    )

    def __init__(self, *args: Any, text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._text = text

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        quote = (given.get("quote") or "").strip()
        start, end = given.get("start"), given.get("end")
        if start is not None and end is not None and self._text[start:end].strip() == quote:
            return given
        places = self._text.count(quote) if quote else 0
        if places == 1:
            given["start"] = self._text.find(quote)
            given["end"] = given["start"] + len(quote)
        elif not quote:
            self.add_error("quote", _("Mark or copy the words that promise it."))
        elif not places:
            self.add_error("quote", _("These words do not stand in the document. Copy them exactly."))
        else:
            self.add_error("quote", _("These words stand in the document more than once. Mark the place in the text."))
        return given


class ReviseForm(DefinitionForm):
    """A new definition, with the reason for it."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("On what decision, by whom, when."))


def split_parts(data: Mapping[str, Any], count: int) -> list[DefinitionForm]:
    """Return the bound forms of a split; a part without an object is left out."""
    forms_given = [DefinitionForm(data, prefix=f"p{number}") for number in range(count)]
    return [form for form in forms_given if str(form["object"].value() or "").strip()]
