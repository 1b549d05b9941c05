"""Forms of this room: only what the target asks, pre-filled from what is known."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jinxiu.core.models import Account
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.facts import kinds
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.members import members_of
from jinxiu.plan.facts.models import Observation, Verification
from jinxiu.plan.facts.queries import Asked
from jinxiu.plan.facts.recording import day_of

_PRECISIONS = [
    (Observation.Precision.DAY.value, _("day: this very one")),
    (Observation.Precision.MONTH.value, _("month: of this day")),
    (Observation.Precision.YEAR.value, _("year: of this day")),
    (Observation.Precision.UNKNOWN.value, _("the day is unknown")),
]


class ToldForm(forms.ModelForm[Observation]):
    """What a source tells. Never saved as a form: actions write."""

    class Meta:
        model = Observation
        fields = (
            "subject",
            "value",
            "unit",
            "measure",
            "stage",
            "event",
            "as_of",
            "as_of_precision",
            "member",
            "statement",
            "confidence",
            "project",
        )
        widgets = {
            "as_of": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "statement": forms.Textarea(attrs={"rows": 3}),
            "project": forms.HiddenInput,
        }
        labels = {
            "confidence": _("How the source tells it"),
            "member": _("Which of them"),
            "event": _("Reached on that very day (not just seen so)"),
        }
        help_texts = {
            "as_of": _("The day of the figure or event, not the day of reporting."),
            "statement": _("In one or two sentences, as the source puts it."),
        }

    def __init__(self, *args: Any, asked: Asked, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["as_of_precision"] = forms.ChoiceField(label=_("Known to the"), choices=_PRECISIONS)
        if not asked.wants_value:
            for name in ("value", "unit", "measure"):
                del self.fields[name]
        if not asked.wants_stage:
            for name in ("stage", "event"):
                del self.fields[name]
        else:
            self.fields["stage"] = forms.ChoiceField(
                label=self.fields["stage"].label,
                choices=[("", _("Choose")), *Promise.StageChoice.choices],
                required=False,
            )
        self._offer_members(asked)

    def _offer_members(self, asked: Asked) -> None:
        if not asked.scope:
            self.fields["member"].widget = forms.HiddenInput()
            return
        offered = members_of(asked.scope)
        if offered:
            self.fields["member"] = forms.ChoiceField(
                label=_("Which of them"), choices=[("", _("The whole city")), *offered], required=False
            )

    def clean(self) -> dict[str, Any]:
        """Settle the day: it must have come, and an unknown day is left out."""
        cleaned: dict[str, Any] = super().clean() or {}
        precision, as_of = cleaned.get("as_of_precision", ""), cleaned.get("as_of")
        if precision == Observation.Precision.UNKNOWN:
            cleaned["as_of"] = None
        elif as_of is None and "as_of" not in self.errors:
            self.add_error("as_of", _("Give the day, or say that it is unknown."))
        else:
            try:
                cleaned["as_of"] = day_of(as_of, precision, self._today)
            except ValueError:
                self.add_error("as_of", _("This day has not come yet: report what has happened."))
        return cleaned

    def _post_clean(self) -> None:
        """Build no row from the form: the append-only row is written by the action alone."""

    @property
    def told(self) -> dict[str, Any]:
        """The fields of ``Told`` that the form asked for."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}


class ReportForm(ToldForm):
    """A fact about targets, with its source and evidence."""

    settles = forms.BooleanField(
        label=_("It answers what was promised (untick for background)"), required=False, initial=True
    )
    source_title = forms.CharField(label=_("Source: title"), max_length=300)
    publisher = forms.CharField(label=_("Source: published by"), max_length=300, required=False)
    published_on = forms.DateField(
        label=_("Source: date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    #: Last, because nothing behind a file that is too large is read.
    evidence = forms.FileField(
        label=_("Evidence"),
        required=False,
        help_text=_("PDF, PNG, JPG, DOCX, XLSX or TXT."),
        widget=forms.FileInput(attrs={"accept": ",".join(s for kind in kinds.TAKEN for s in kind.suffixes)}),
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._too_large = too_large

    def clean(self) -> dict[str, Any]:
        """A fact that answers a promise says the number or stage that was promised."""
        cleaned = super().clean()
        if cleaned.get("settles"):
            lacks = [n for n in ("value", "stage") if n in self.fields and cleaned.get(n) in (None, "")]
            if lacks and len(lacks) == len([n for n in ("value", "stage") if n in self.fields]):
                self.add_error(lacks[0], _("Give it, or untick that the fact answers what was promised."))
        return cleaned

    def clean_evidence(self) -> tuple[bytes, str] | None:
        """Return the bytes and the name; refuse kinds that are not taken."""
        if self._too_large:
            raise forms.ValidationError(kinds.too_large())
        upload = self.cleaned_data["evidence"]
        if not upload:
            return None
        data, name = upload.read(), upload.name
        try:
            kinds.accepted(data, name)
        except RefusedError as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return data, name


class CorrectionForm(ToldForm):
    """What a fact should have said, and why."""

    reason = forms.CharField(label=_("Why it is corrected"), max_length=300)


class VerdictForm(forms.Form):
    """Verify or return."""

    verdict = forms.ChoiceField(choices=Verification.Verdict.choices)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class WaitingFilterForm(forms.Form):
    """Narrows the list of facts to be decided."""

    origin = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("Reported here")), ("all", _("All, with loaded ones"))],
    )


def prefill(asked: Asked, account: Account, today: date, project: str, member: str) -> dict[str, Any]:
    """Return what the form opens with: nothing that is known is asked again."""
    definition = asked.definition
    post = account.post
    return {
        "subject": definition.object[:200],
        "unit": definition.unit if definition.type == Promise.Type.QUANTITY else "",
        "measure": asked.measure,
        "as_of": today,
        "confidence": Observation.Confidence.DIRECT,
        "project": project or asked.project,
        "member": member,
        "publisher": post.organisation.name if post and post.organisation else "",
    }
