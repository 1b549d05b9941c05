"""Forms of the table's way back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jinxiu.plan.ledger.tasktable.comparing import REASON_LENGTH, Comparison


class TableForm(forms.Form):
    """The workbook that comes back."""

    file = forms.FileField(
        label=_("Workbook"),
        allow_empty_file=True,  # our own sentence says why an empty one is refused
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("Choose the workbook that was exported and filled in.")},
    )


class ApplyForm(forms.Form):
    """The word to go ahead: the print of what was looked at, and the reason where definitions change."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        required=False,
        help_text=_("On what decision, by whom, when."),
        error_messages={"required": _("Say why the definitions change, and on what decision.")},
    )

    def __init__(self, data: Any, found: Comparison) -> None:
        super().__init__(data, initial={"fingerprint": found.fingerprint})
        self.fields["reason"].required = bool(found.revised)
