from django.apps import AppConfig


class ElicitConfig(AppConfig):
    name = "elicit"

    def ready(self) -> None:
        from elicit import celery  # noqa: F401  tasks find their app whichever door started the process
