"""Forms of this room: what narrows the list, and what is said of a project."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jinxiu.core.models import Account, Area, Organisation
from jinxiu.engines.terms import Rung
from jinxiu.plan.facts import kinds as evidence_kinds
from jinxiu.plan.facts.errors import RefusedError as NotEvidenceError
from jinxiu.plan.facts.models import Verification
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.projects.actions import Ground
from jinxiu.plan.projects.kinds import kinds
from jinxiu.plan.projects.listing import NO_RUNG, Filters
from jinxiu.plan.projects.models import Particulars, Project, RungChoice
from jinxiu.plan.projects.recording import Carried, particulars_of

_WAN = Decimal(10000)


class FilterForm(forms.Form):
    """What narrows projects; a value that is not offered is left out."""

    q = forms.CharField(required=False, max_length=80)
    kind = forms.CharField(required=False, max_length=40)
    rung = forms.ChoiceField(
        required=False, choices=[*((str(value), label) for value, label in RungChoice.choices), (NO_RUNG, NO_RUNG)]
    )
    area = forms.CharField(required=False, max_length=12)
    owner = forms.CharField(required=False, max_length=40)
    late = forms.BooleanField(required=False)
    blocked = forms.BooleanField(required=False)
    unverified = forms.BooleanField(required=False)

    def filters(self) -> Filters:
        """Return the filters that could be read."""
        self.is_valid()
        given = self.cleaned_data
        return Filters(
            q=given.get("q", "").strip(),
            kind=given.get("kind", ""),
            rung=given.get("rung", ""),
            area=given.get("area", ""),
            owner=given.get("owner", ""),
            late=given.get("late", False),
            blocked=given.get("blocked", False),
            unverified=given.get("unverified", False),
        )


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class _ParticularsForm(forms.Form):
    """What a project is; money in 万元 as people say it, kept in yuan."""

    name = forms.CharField(label=_("name"), max_length=200)
    kind = forms.CharField(label=_("kind"), max_length=40, widget=forms.TextInput(attrs={"list": "kinds"}))
    area = forms.ModelChoiceField(
        label=_("area"), queryset=Area.objects.all(), required=False, empty_label=_("not stated")
    )
    responsible = forms.ModelChoiceField(
        label=_("responsible body"), queryset=Organisation.objects.all(), required=False, empty_label=_("not stated")
    )
    owner = forms.CharField(label=_("owner"), max_length=200, required=False)
    investment = forms.DecimalField(
        label=_("total investment (万元)"), max_digits=18, decimal_places=6, min_value=0, required=False
    )
    lon = forms.DecimalField(label=_("longitude"), max_digits=9, decimal_places=6, required=False)
    lat = forms.DecimalField(label=_("latitude"), max_digits=9, decimal_places=6, required=False)
    crs = forms.ChoiceField(label=_("coordinate system"), choices=[("", "—"), *Particulars.Crs.choices], required=False)
    note = forms.CharField(label=_("note"), max_length=500, required=False)
    synthetic = forms.BooleanField(label=_("made up for demonstration"), required=False)

    def __init__(self, *args: Any, kinds_in_use: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: What the field of kinds offers; another word is taken as well.
        self.kinds = list(dict.fromkeys([*kinds(), *kinds_in_use]))

    @property
    def particulars(self) -> dict[str, Any]:
        """The fields of ``Particulars`` that the form asked for."""
        given: dict[str, Any] = {name: self.cleaned_data[name] for name in _ParticularsForm.base_fields}
        if given["investment"] is not None:
            given["investment"] = (given["investment"] * _WAN).quantize(Decimal("0.01"))
        return given


class AddForm(_ParticularsForm):
    """A new project, with when its works are planned to begin and to end."""

    code = forms.CharField(label=_("code"), max_length=60, required=False, help_text=_("Empty: the next number."))
    planned_start = forms.DateField(label=_("planned start"), required=False, widget=_Day())
    planned_finish = forms.DateField(label=_("planned finish"), required=False, widget=_Day())

    field_order = (
        "name", "kind", "code", "area", "responsible", "owner", "investment", "planned_start", "planned_finish",
        "lon", "lat", "crs", "note", "synthetic",
    )  # fmt: skip

    @property
    def plans(self) -> dict[Rung, date]:
        """The rungs that the form plans."""
        given = {
            Rung.STARTED: self.cleaned_data.get("planned_start"),
            Rung.FINISHED: self.cleaned_data.get("planned_finish"),
        }
        return {rung: day for rung, day in given.items() if day}


class CorrectForm(_ParticularsForm):
    """What a project should have said, and why."""

    reason = forms.CharField(label=_("why it is changed"), max_length=300)

    @staticmethod
    def known(project: Project) -> dict[str, Any]:
        """Return what the form opens with."""
        known = particulars_of(project)
        if project.investment is not None:
            known["investment"] = (project.investment / _WAN).normalize() + 0
            known["investment"] = f"{known['investment']:f}"
        return known


class PlanStepForm(forms.Form):
    """When a rung is planned; empty takes the plan out."""

    rung = forms.TypedChoiceField(label=_("step"), choices=RungChoice.choices, coerce=lambda value: Rung(int(value)))
    day = forms.DateField(label=_("planned for"), required=False, widget=_Day())
    reason = forms.CharField(label=_("why it is moved"), max_length=300, required=False)


class _GroundForm(forms.Form):
    """Who says so, and the file that shows it."""

    source_title = forms.CharField(label=_("source"), max_length=300)
    publisher = forms.CharField(label=_("published by"), max_length=300, required=False)
    published_on = forms.DateField(label=_("date of the source"), required=False, widget=_Day())
    #: Last, because nothing behind a file that is too large is read.
    evidence = forms.FileField(label=_("evidence"), required=False)

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._too_large = too_large
        suffixes = [suffix for kind in evidence_kinds.TAKEN for suffix in kind.suffixes]
        self.fields["evidence"].widget.attrs["accept"] = ",".join(suffixes)

    def clean_evidence(self) -> tuple[bytes, str] | None:
        """Return the bytes and the name; refuse kinds that are not taken."""
        if self._too_large:
            raise forms.ValidationError(evidence_kinds.too_large())
        upload = self.cleaned_data["evidence"]
        if not upload:
            return None
        data, name = upload.read(), upload.name
        try:
            evidence_kinds.accepted(data, name)
        except NotEvidenceError as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return data, name

    @property
    def ground(self) -> Ground:
        """Who says so."""
        given = self.cleaned_data
        return Ground(given["source_title"], given["publisher"], given["published_on"], given["evidence"])


class ReportStepForm(_GroundForm):
    """A rung reached."""

    rung = forms.TypedChoiceField(label=_("step"), choices=RungChoice.choices, coerce=lambda value: Rung(int(value)))
    day = forms.DateField(label=_("reached on"), widget=_Day())
    statement = forms.CharField(
        label=_("what was reached, in a sentence"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    settles = forms.MultipleChoiceField(
        label=_("which promises it answers"), required=False, widget=forms.CheckboxSelectMultiple
    )

    field_order = (
        "rung", "day", "statement", "settles", "source_title", "publisher", "published_on", "evidence",
    )  # fmt: skip

    def __init__(self, *args: Any, carries: list[Carried], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._carries = carries
        field = self.fields["settles"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.target.code, _promise(one)) for one in carries]
        field.initial = [one.target.code for one in carries if one.settled]

    @property
    def settled(self) -> list[Target]:
        """The promises that were ticked."""
        return [one.target for one in self._carries if one.target.code in self.cleaned_data["settles"]]


def _promise(one: Carried) -> str:
    definition = one.target.current
    return f"{one.target.code}　{definition.quote[:60] if definition else ''}"


class CorrectStepForm(forms.Form):
    """Another day for a rung, or none, and why."""

    day = forms.DateField(
        label=_("reached on"), required=False, widget=_Day(), help_text=_("Empty: it was not reached.")
    )
    statement = forms.CharField(
        label=_("what was reached, in a sentence"),
        max_length=500,
        required=False,
        help_text=_("Empty: the words stay."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = forms.CharField(label=_("why it is corrected"), max_length=300)


class _MonthField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
        super().__init__(input_formats=["%Y-%m", "%Y-%m-%d"], widget=widget, **kwargs)


class PlanMoneyForm(forms.Form):
    """What is planned to be spent in a month; empty takes the plan out."""

    month = _MonthField(label=_("month"))
    amount = forms.DecimalField(label=_("planned (万元)"), max_digits=18, decimal_places=6, min_value=0, required=False)
    reason = forms.CharField(label=_("why the figure changes"), max_length=300, required=False)

    @property
    def yuan(self) -> Decimal | None:
        """The amount in yuan."""
        return in_yuan(self.cleaned_data["amount"])


class ReportMoneyForm(_GroundForm):
    """What was spent in a month."""

    month = _MonthField(label=_("month"))
    amount = forms.DecimalField(label=_("done (万元)"), max_digits=18, decimal_places=6, min_value=0)
    reason = forms.CharField(label=_("why the figure changes"), max_length=300, required=False)

    field_order = ("month", "amount", "reason", "source_title", "publisher", "published_on", "evidence")

    def __init__(self, *args: Any, again: date | None = None, **kwargs: Any) -> None:
        """Ask for a report; ``again`` is the month of which one is on record already."""
        super().__init__(*args, **kwargs)
        if again:
            self.fields["month"].disabled, self.initial["month"] = True, again
            self.fields["amount"].required = False
            self.fields["amount"].help_text = _("Empty: the report is taken back; the month counts as not reported.")
            self.fields["reason"].required = True

    @property
    def yuan(self) -> Decimal | None:
        """The amount in yuan."""
        return in_yuan(self.cleaned_data["amount"])


class VerifyMoneyForm(forms.Form):
    """Verify reported money, or return it."""

    verdict = forms.ChoiceField(choices=Verification.Verdict.choices)
    note = forms.CharField(label=_("note (needed to return)"), max_length=300, required=False)


class BlockerForm(forms.Form):
    """What keeps a project from moving on."""

    what = forms.CharField(label=_("what blocks it"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    since = forms.DateField(label=_("since"), widget=_Day())
    helper = forms.ModelChoiceField(
        label=_("who helps"), queryset=Organisation.objects.all(), required=False, empty_label=_("nobody yet")
    )


class CorrectBlockerForm(BlockerForm):
    """What a blocker should have said, and why; one that was closed is open again."""

    withdrawn = forms.BooleanField(label=_("it never was one: take it back"), required=False)
    reason = forms.CharField(label=_("why it is corrected"), max_length=300)


class TakeBackForm(forms.Form):
    """Why a project is taken back, or taken up again."""

    reason = forms.CharField(label=_("why"), max_length=300)


class CloseForm(forms.Form):
    """How a blocker was solved."""

    on = forms.DateField(label=_("closed on"), widget=_Day())
    how = forms.CharField(label=_("how it was solved"), max_length=300)


class LinkForm(forms.Form):
    """The code of a promise, and for which member of its scope the work counts."""

    target = forms.CharField(label=_("code of the promise"), max_length=60)
    member = forms.CharField(label=_("for which member"), max_length=60, required=False)


class TableForm(forms.Form):
    """The table that comes back."""

    file = forms.FileField(
        label=_("Table"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("Choose the table that was exported and filled in.")},
    )


class ApplyForm(forms.Form):
    """The word to go ahead."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


def in_yuan(wan: Decimal | None) -> Decimal | None:
    """Return 万元 as yuan, exact to the fen."""
    return None if wan is None else (wan * _WAN).quantize(Decimal("0.01"))


def ground_known(account: Account, month: date) -> dict[str, Any]:
    """Return who says so as the forms open: the body of whoever reports."""
    post = account.post
    body = post.organisation.name if post and post.organisation else ""
    return {"source_title": f"{body}项目进度报告（{month:%Y年%m月}）"[:300], "publisher": body, "published_on": month}
