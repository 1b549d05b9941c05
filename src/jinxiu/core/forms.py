"""Forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Account and password; the field names a browser's password keeper knows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Account")
        self.error_messages["invalid_login"] = _(
            "Account or password is wrong. After five failures the account is locked for 30 minutes."
        )


class AuditFilterForm(forms.Form):
    """Narrows the audit trail."""

    action = forms.CharField(label=_("Act"), required=False, max_length=80)
    actor = forms.CharField(label=_("By"), required=False, max_length=60)
