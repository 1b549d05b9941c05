"""What the addresses of these pages may ask for."""

from __future__ import annotations

from django import forms

from jinxiu.plan.ledger.comparing.adapters import Change
from jinxiu.plan.ledger.comparing.queries import GROUPS

_MOST = 2**31 - 1
_CHANGES = [(code, code) for code in (*GROUPS, *Change)]


class VersionsForm(forms.Form):
    """Two documents and what narrows their differences."""

    old = forms.IntegerField(required=False, min_value=1, max_value=_MOST)
    new = forms.IntegerField(required=False, min_value=1, max_value=_MOST)
    change = forms.ChoiceField(required=False, choices=_CHANGES)


class ClashesForm(forms.Form):
    """The documents to look at."""

    document = forms.IntegerField(required=False, min_value=1, max_value=_MOST)
    year = forms.IntegerField(required=False, min_value=1900, max_value=2200)
