"""A plain view of the database, for whoever runs the server. It changes nothing: changes are actions."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest

HIDDEN = {"key", "token_hash", "secret", "payload", "packed"}


class ReadOnlyAdmin(admin.ModelAdmin):
    """Read-only, and without secrets or packed bytes."""

    list_per_page = 50
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in self.model._meta.fields if field.name not in HIDDEN]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.get_fields(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


for model in apps.get_app_config("elicit").get_models():
    if model._meta.model_name not in {"vote", "ballot"}:  # who voted what is nobody's to browse
        admin.site.register(model, ReadOnlyAdmin)
