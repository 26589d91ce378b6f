"""Mail servers, over SMTP."""
