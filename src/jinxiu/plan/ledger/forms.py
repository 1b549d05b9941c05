"""Forms of this room. What must hold of the fields is said once, in ``fields.validated``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jinxiu.core.models import Organisation
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.ledger.answering import Answering, Register, split_names
from jinxiu.plan.ledger.fields import Fields, validated
from jinxiu.plan.ledger.labels import SURE
from jinxiu.plan.ledger.models import Pillar
from jinxiu.plan.ledger.scopes import ScopeChoice

_EMPTY = ("", "—")
_AS_WRITTEN = ("", _("as the words tell"))


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
    kind = forms.ChoiceField(label=_("Kind"), choices=[_AS_WRITTEN, *Promise.KindChoice.choices], required=False)
    baseline = forms.DecimalField(
        label=_("Starts from"), required=False, widget=forms.NumberInput(attrs={"step": "any"})
    )
    part = forms.BooleanField(label=_("part of the number before it; not added"), required=False)

    said: Fields

    @classmethod
    def starting_from(cls, fields: Fields, **kwargs: Any) -> Self:
        """Return an unbound form that shows the fields."""
        initial = fields.as_columns()
        for name in ("value", "value_to", "baseline"):
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
    """A definition with the pillar that its commitment serves, and who answers for it."""

    pillar = forms.ModelChoiceField(label=_("Pillar"), queryset=Pillar.objects.all(), required=False, empty_label="—")
    lead = forms.CharField(label=_("Lead"), required=False, max_length=1000)
    support = forms.CharField(label=_("Support"), required=False, max_length=1000)

    def __init__(self, *args: Any, register: Register | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register = register
        if register is None:
            del self.fields["lead"], self.fields["support"]
            return
        for name in ("lead", "support"):
            self.fields[name].widget.attrs |= {"list": self.list_id, "autocomplete": "off"}

    @property
    def list_id(self) -> str:
        """The id of the list of organisations that the browser offers."""
        return str(self.auto_id or "%s") % "organisations"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.register is not None:
            leads, supports = self._organisations("lead"), self._organisations("support")
            if twice := [str(one) for one in supports if one in leads]:
                self.add_error("support", gettext("%(name)s leads already; name it once.") % {"name": twice[0]})
            self._answering = Answering(leads, supports)
        return given

    def answering(self) -> Answering | None:
        """Return who is to answer, or None where the person may not say; only after ``is_valid``."""
        return self._answering if self.register is not None else None

    def _organisations(self, field: str) -> tuple[Organisation, ...]:
        """Return the organisations that a field names; says of each name that is none which names are near."""
        assert self.register is not None
        found: dict[Organisation, None] = {}
        for name in split_names(self.cleaned_data.get(field) or ""):
            organisation = self.register.find(name)
            if organisation is not None:
                found[organisation] = None
                continue
            fault = gettext("“%(name)s” is no organisation of the city.") % {"name": name}
            if near := self.register.near(name):
                fault += gettext(" Do you mean %(near)s?") % {"near": "、".join(near)}
            self.add_error(field, fault)
        return tuple(found)


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

    def __init__(self, *args: Any, text: str = "", register: Register | None = None, **kwargs: Any) -> None:
        super().__init__(*args, register=register, **kwargs)
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


class ThresholdForm(forms.Form):
    """From which confidence on drafts are confirmed together, and the mark of the choice that was shown."""

    at = forms.FloatField(min_value=0, max_value=1, required=False)
    seen = forms.CharField(max_length=16, required=False)

    def least(self) -> float:
        """Return the threshold; raises BadRequest for one that is no confidence."""
        if not self.is_valid():
            raise BadRequest(gettext("This is no confidence between 0 and 1."))
        given = self.cleaned_data["at"]
        return SURE if given is None else float(given)


class ReviseForm(DefinitionForm):
    """A new definition, with the reason for it."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("On what decision, by whom, when."))


def split_parts(data: Mapping[str, Any], count: int) -> list[DefinitionForm]:
    """Return the bound forms of a split; a part without an object is left out."""
    forms_given = [DefinitionForm(data, prefix=f"p{number}") for number in range(count)]
    return [form for form in forms_given if str(form["object"].value() or "").strip()]
