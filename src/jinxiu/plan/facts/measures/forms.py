"""Forms of measures."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jinxiu.core.models import Organisation
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts.measures.actions import Definition
from jinxiu.plan.facts.measures.queries import SORTS
from jinxiu.plan.facts.models import Measure, MeasureVersion

_KINDS, _SPLIT = MeasureVersion.Kind.choices, re.compile(r"[、;；,，\n]+")
_FIELDS = (
    "name", "unit", "kind", "owner", "frequency", "formula", "numerator", "denominator", "stage", "over_time",
    "over_places", "valid_from",
)  # fmt: skip
_CHOICES = {
    "kind": _KINDS,
    "frequency": MeasureVersion.Frequency.choices,
    "over_time": MeasureVersion.OverTime.choices,
    "over_places": MeasureVersion.OverPlaces.choices,
}


class _OfMeasures(forms.ModelChoiceField[Measure]):
    def label_from_instance(self, obj: Measure) -> str:
        return f"{obj.code} {obj.current.name}" if obj.current else str(obj.code)


class MeasureForm(forms.ModelForm[MeasureVersion]):
    """What a version of a measure says. Never saved as a form: actions write."""

    code = forms.RegexField(
        r"^[\w.-]{1,60}$", label=_("Code"), help_text=_("Letters, digits, - _ and . ; it stays for ever.")
    )
    aliases = forms.CharField(
        label=_("Other names"), required=False, max_length=600, help_text=_("As reports call it; separated by 、")
    )
    reason = forms.CharField(label=_("Reason of the new version"), max_length=300)

    class Meta:
        model = MeasureVersion
        fields = _FIELDS
        widgets = {
            "formula": forms.Textarea(attrs={"rows": 3}),
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, measure: Measure | None = None, **kwargs: Any) -> None:
        if measure is not None and measure.current is not None:
            given = {name: getattr(measure.current, name) for name in _FIELDS}
            kwargs["initial"] = given | {"aliases": "、".join(measure.current.aliases)}
        super().__init__(*args, **kwargs)
        self._measure = measure
        parts = Measure.objects.exclude(current=None).select_related("current")
        if measure is not None:
            parts = parts.exclude(pk=measure.pk)
            del self.fields["code"]
        else:
            del self.fields["reason"]
        for name in ("numerator", "denominator"):
            label = self.fields[name].label
            self.fields[name] = _OfMeasures(label=label, queryset=parts, required=False, empty_label="—")
        self.fields["numerator"].help_text = _(
            "Of a share, a rate or a comparison: both. Of a growth or an increment: here the measure that grows."
        )
        self.fields["stage"] = forms.ChoiceField(
            label=self.fields["stage"].label,
            required=False,
            choices=[("", "—"), *Promise.StageChoice.choices],
            help_text=_("Of a count of works alone: a work counts once it has reached this stage."),
        )
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.empty_label = "—"
        for name, choices in _CHOICES.items():
            self.fields[name] = forms.ChoiceField(label=self.fields[name].label, choices=[("", _("Choose")), *choices])
        self.order_fields(["code", "name", "aliases", *_FIELDS[1:], "reason"])

    def clean_aliases(self) -> tuple[str, ...]:
        """Return the names one by one."""
        return tuple(name.strip() for name in _SPLIT.split(self.cleaned_data["aliases"]) if name.strip())

    def _post_clean(self) -> None:
        """Build no row from the form: the append-only row is written by the action alone."""

    @property
    def definition(self) -> Definition:
        """What the form says; the source of the version before stays."""
        given = {name: self.cleaned_data[name] for name in (*_FIELDS, "aliases")}
        source = self._measure.current.source if self._measure and self._measure.current else None
        return Definition(**given, source=source)


class FilterForm(forms.Form):
    """Narrows the list of measures."""

    q = forms.CharField(label=_("Search"), required=False, max_length=60, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(label=_("Kind of measure"), required=False, choices=[("", _("All kinds")), *_KINDS])
    owner = forms.ModelChoiceField(
        label=_("Who owns it"), queryset=Organisation.objects.none(), required=False, to_field_name="code",
        empty_label=_("All owners"),
    )  # fmt: skip
    silent = forms.BooleanField(label=_("Silent only"), required=False)
    sort = forms.ChoiceField(required=False, choices=[(s, s) for key in SORTS for s in (key, f"-{key}")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organisation.objects.filter(measures__isnull=False).distinct().order_by("code")
        self.fields["q"].widget.attrs["placeholder"] = _("Name, other name or code")
