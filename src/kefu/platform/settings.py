"""Settings from the environment (prefix KEFU_)."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that an installation can set; each field is the variable KEFU_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="KEFU_")

    data_dir: Path = Path(".kefu")
    """Folder for the embedded database, the local switch, recordings, journal."""
    blob_dir: Path | None = None
    """Folder for the sound of recordings, shared by several cells; `blobs` in the data folder when unset."""
    database_url: SecretStr | None = None
    """PostgreSQL as the application's non-owner role, "postgresql://..."; unset: the embedded one."""
    database_owner_url: SecretStr | None = None
    """PostgreSQL as the owner of the schema, for migrations."""
    switches: str = ""
    """Comma-separated switches (ARI), "name=http://user:password@host:port" each; unset: a local one is started."""
    http_host: str = "127.0.0.1"
    """Address on which the product listens."""
    http_port: int = 8080
    """Port on which the product listens."""
    public_url: str = ""
    """Address at which browsers reach us, "https://kefu.example.net", for links in messages; empty: the one above."""
    billing: str = ""
    """Billing systems (BOSS), "nanjing=json+https://..., suzhou=soap+http://..., *=http://...", by local network."""
    sms: str = ""
    """Comma-separated gateways for short messages, "smpp://system_id:password@host:port?from=96296&rate=50" or
    "http+json://:secret@host/path?from=96296" each, with "name=" in front where there are several; empty: none."""
    mail: str = ""
    """Mail server for answers and scheduled reports, "smtp://user:password@host:587?from=service@example.net"
    (STARTTLS) or "smtps://..."."""
    is_secure_cookie: bool = False
    """Set when browsers reach us by https (a reverse proxy with TLS); cookies are then marked Secure."""
    secret_key_file: Path | None = None
    """Key for encryption and blind indexes; made in the data folder when unset."""
    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""
