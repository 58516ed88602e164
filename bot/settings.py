"""Settings from the environment (prefix `BOAI_`) and `.env`. Every setting is listed in docs/settings.md."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent
TIMEZONE = ZoneInfo("Asia/Shanghai")


class Settings(BaseSettings):
    """All settings with their defaults."""

    model_config = SettingsConfigDict(env_prefix="BOAI_", env_file=PROJECT / ".env", extra="ignore")

    home: Path = Field(PROJECT / "var", description="database, keys, uploads, logs")
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite in the home folder")
    key_file: Path | None = Field(None, description="key of the personal data; made on first start, mode 0600")
    files: Path | None = Field(None, description="folder of files that are given out; unset: in the home folder")
    now: datetime | None = Field(None, description="fixes the clock, for tests and demonstrations")
    now_file: Path | None = Field(None, description="fixes the clock at the moment in a file, read at every look")
    host: str = Field("127.0.0.1", description="address the web page listens on")
    port: int = Field(8080, ge=0, le=65535, description="web port")
    rasa_port: int = Field(0, ge=0, le=65535, description="Rasa's port on loopback; 0: a free one")
    actions_port: int = Field(0, ge=0, le=65535, description="the action server's port on loopback; 0: a free one")
    model: Path | None = Field(
        None, description="trained Rasa model; unset: the one of the present inputs, trained when missing"
    )
    semantic: bool = Field(True, description="use word vectors for policy questions")
    demo: bool = Field(True, description="load the demonstration world into an empty database at the first start")
    telegram_token: SecretStr | None = Field(None, description="token of the Telegram bot; unset: no Telegram")
    telegram_api: str = Field("https://api.telegram.org", description="base URL of Telegram's Bot API")
    telegram_webhook: str = Field("", description="HTTPS address that Telegram calls; empty: long polling")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")

    @property
    def database(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'boai.db'}"

    @property
    def key_path(self) -> Path:
        """File of the key that personal data are encrypted with."""
        return self.key_file or self.home / "key"

    @property
    def files_folder(self) -> Path:
        """Folder of the files that are given out, deleted after a day."""
        return (self.files or self.home / "files").resolve()

    @property
    def uploads(self) -> Path:
        """Folder of the pictures that people sent."""
        return (self.home / "uploads").resolve()

    @property
    def logs(self) -> Path:
        """Folder of the log files, one for each part."""
        return self.home / "log"

    @property
    def run_state(self) -> Path:
        """What runs now: ports, process ids and the secret of the command line (mode 0600)."""
        return self.home / "run.json"

    def clock(self) -> datetime:
        """The present moment in Asia/Shanghai, or the fixed one of `BOAI_NOW_FILE`, else of `BOAI_NOW`.

        Raises OSError and ValueError for a file that is not there or has no moment in it.
        """
        now = self.now
        if self.now_file is not None:
            now = datetime.fromisoformat(self.now_file.read_text(encoding="utf-8").strip())
        if now is None:
            return datetime.now(TIMEZONE)
        return now.astimezone(TIMEZONE) if now.tzinfo else now.replace(tzinfo=TIMEZONE)
