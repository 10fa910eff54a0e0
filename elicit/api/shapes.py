"""Shapes that several subjects of the API share."""

from __future__ import annotations

from rest_framework import serializers


class StatementOut(serializers.Serializer):
    id = serializers.IntegerField(source="number")
    text = serializers.CharField()
    language = serializers.CharField()
    is_seed = serializers.BooleanField()


class ErrorOut(serializers.Serializer):
    code = serializers.CharField()
    detail = serializers.CharField()
    fields = serializers.DictField(required=False)
