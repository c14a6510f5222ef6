from django.apps import AppConfig


class MandataConfig(AppConfig):
    """One app: topics are packages in it and share one migration history."""

    name = "mandata"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mandata import registries  # noqa: F401  (importing fills the registries of policies and measures)
        from mandata.shared import folding  # noqa: F401  (importing teaches each connection)
