"""Forms of this room."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jinxiu.engines.terms import Span
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.ledger.models import TargetDefinition
from jinxiu.plan.outcomes.models import VerdictChoice
from jinxiu.plan.outcomes.outline import APART, PENDING, SETTLED, SILENT, Filters
from jinxiu.plan.outcomes.queries import LEAST

_FIRST_YEAR = 1990
_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})(?::(\d{1,9})-(\d{1,9}))?")


class StartForm(forms.Form):
    """Which review is compared with which plan, and of which year the review tells."""

    review = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    plan = forms.IntegerField(label=_("Plan"), min_value=1)
    year = forms.IntegerField(label=_("Year reviewed"), min_value=_FIRST_YEAR)

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"] = forms.IntegerField(
            label=self.fields["year"].label, min_value=_FIRST_YEAR, max_value=this_year
        )


class FilterForm(forms.Form):
    """Narrows the cards and orders them."""

    verdict = forms.ChoiceField(required=False, choices=[("", ""), *VerdictChoice.choices, (SILENT, "")])
    state = forms.ChoiceField(required=False, choices=[(s, "") for s in ("", PENDING, SETTLED, APART)])
    order = forms.ChoiceField(required=False, choices=[("", ""), ("likeness", "")])

    def filters(self) -> Filters:
        """Return what is asked for; what is not known narrows nothing."""
        self.is_valid()
        return Filters(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class SaidForm(forms.Form):
    """What became of a promise: the verdict, and the figure or stage that the promise asks for."""

    verdict = forms.ChoiceField(
        label=pgettext_lazy("outcome", "Verdict"), choices=[("", _("Choose")), *VerdictChoice.choices]
    )
    value = forms.DecimalField(
        label=_("Number reached"), required=False, max_digits=24, decimal_places=6, widget=forms.TextInput
    )
    unit = forms.CharField(label=_("Unit"), required=False, max_length=20)
    stage = forms.ChoiceField(
        label=_("Stage reached"), required=False, choices=[("", _("Choose")), *Promise.StageChoice.choices]
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=300,
        help_text=_("Needed only where verdict and figure do not go together."),
    )

    def __init__(self, *args: Any, definition: TargetDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if definition.type != Promise.Type.QUANTITY:
            del self.fields["value"], self.fields["unit"]
        if definition.type != Promise.Type.MILESTONE:
            del self.fields["stage"]

    def show(self, faults: dict[str, list[str]]) -> None:
        """Take over the sentences of an action that refused."""
        for name, sentences in faults.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)


class AboveForm(forms.Form):
    """From which likeness on everything is confirmed, and how many the person was told that would be."""

    least = forms.DecimalField(
        label=_("At least this alike"),
        min_value=0,
        max_value=1,
        decimal_places=3,
        initial=LEAST,
        widget=forms.NumberInput(attrs={"step": "0.05"}),
    )
    expected = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)


class SeenForm(forms.Form):
    """Which judgement or definition the person was shown."""

    seen = forms.IntegerField(min_value=1, required=False)


def spans(text: str) -> tuple[Span, Span] | None:
    """Return the sentence and the words in it that ``12-80:20-31`` (or ``12-80``) names; None where it names none."""
    found = _PLACE.fullmatch(text)
    if not found:
        return None
    numbers = [int(number) for number in found.groups() if number is not None]
    if any(start >= end for start, end in zip(numbers[::2], numbers[1::2], strict=True)):
        return None
    sentence = Span(numbers[0], numbers[1])
    return sentence, Span(numbers[2], numbers[3]) if len(numbers) > 2 else sentence
