"""The demonstration's data, made through the product's own use cases."""

from kefu_lab.seed.estate import CUSTOMERS, Estate, Premises, ensure, password_of
from kefu_lab.seed.places import HOTLINE, TENANT_NAME
from kefu_lab.seed.service_desk import REST
from kefu_lab.seed.staff import SYNTHETIC, VISITORS

__all__ = [
    "CUSTOMERS",
    "HOTLINE",
    "REST",
    "SYNTHETIC",
    "TENANT_NAME",
    "VISITORS",
    "Estate",
    "Premises",
    "ensure",
    "password_of",
]
