"""Forms of figures from files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jinxiu.core.models import Organisation


class FileForm(forms.Form):
    """The form that comes back."""

    file = forms.FileField(
        label=_("Filled-in form"),
        allow_empty_file=True,  # our own sentence says why an empty one is refused
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("Choose the form that was filled in.")},
    )


class UnitForm(forms.Form):
    """Of whom figures are asked."""

    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Organisation.objects.none(), required=False, empty_label=_("All units"),
        to_field_name="code",
    )  # fmt: skip

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organisation.objects.order_by("code")


class ConfirmForm(forms.Form):
    """The word to go ahead: the print of what was looked at, and the answer to what is asked about it."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    acknowledged = forms.BooleanField(label=_("The figures are right as they are"), required=False)
    answer = forms.CharField(label=_("Because"), max_length=300, required=False)
