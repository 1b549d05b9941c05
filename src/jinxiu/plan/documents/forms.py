"""Forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jinxiu.plan.documents.models import Document

#: What a browser offers to choose; the old Office files need LibreOffice on the server.
_READ = ".txt,.md,.html,.htm,.docx,.pdf,.ofd,.xlsx,.csv,.tsv,.doc,.wps,.xls,.et,.rtf"


class HandInForm(forms.Form):
    """A document as a file or as pasted text, and what is known about it."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,  # the engine says why an empty file is refused
        widget=forms.FileInput(attrs={"accept": _READ}),
    )
    text = forms.CharField(label=_("Text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8}))
    title = forms.CharField(
        label=_("Title"), required=False, max_length=200, help_text=_("Empty: the first heading of the text.")
    )
    year = forms.IntegerField(
        label=_("Plan year"),
        required=False,
        min_value=1990,
        max_value=2100,
        help_text=_("Empty: as the text tells."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Document.Kind.choices, initial=Document.Kind.PLAN)
    publisher = forms.CharField(label=_("Issued by"), required=False, max_length=200)
    issued_on = forms.DateField(
        label=_("Issued on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file, text = given.get("file"), given.get("text", "")
        if "file" in self.errors:
            return given
        if not file and not text.strip():
            raise forms.ValidationError(_("Choose a file, or paste the text."))
        if file and text.strip():
            raise forms.ValidationError(
                _("There are a file and a pasted text. Keep one of them, so that it is clear which one counts.")
            )
        return given


class DocumentFilterForm(forms.Form):
    """Narrows the list of documents."""

    q = forms.CharField(label=_("Title or issuer"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *Document.Kind.choices])
