"""How Reflex builds and runs the desk; what may differ from machine to machine comes from the settings."""

import reflex as rx

from robson_app.i18n.build import LanguagePlugin
from robson_app.serving.same_origin import BAKED, SameOriginPlugin
from robson_app.settings import Settings

settings = Settings.from_env()

config = rx.Config(
    app_name="robson_app",
    api_url=BAKED,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    state_manager_mode="memory",  # the disk manager pickles every session and slows with each
    trusted_proxy_hops=settings.proxy_hops,
    cors_allowed_origins=settings.origins,
    frontend_compression_formats=["brotli", "gzip"],
    default_color_mode="dark",
    plugins=[LanguagePlugin(), SameOriginPlugin()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
