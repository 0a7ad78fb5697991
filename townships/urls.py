"""Pages of townships."""

from talentportal.core.register_urls import register_urls

from .registers import REGISTERS

urlpatterns = register_urls(REGISTERS)
