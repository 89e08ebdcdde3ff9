"""Settings: the file, the environment over it, and errors that name places and never values."""

from pathlib import Path

import pytest

from component import config
from component.config import load
from component.domain.login import Window
from tests.contract.certificates import Authority
from tests.unit.config_file import FILE, SECRETS, in_block, problems_of, written


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.ENV_FILE, raising=False)


def test_the_least_file_is_enough_and_the_rest_has_defaults() -> None:
    settings = load(written())
    assert settings.xmpp.jid == "tiki.livechat.test"
    assert settings.xmpp.secret.get_secret_value() == "xmpp-secret"
    assert settings.tiki.write.password.get_secret_value() == "tiki-write"
    assert settings.login.window is Window.OPEN
    assert settings.login.native_only == ["admin"]
    assert settings.groups == []


def test_the_environment_stands_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKI_LIVECHAT_XMPP__SECRET", "other")
    monkeypatch.setenv("TIKI_LIVECHAT_XMPP__PORT", "5276")
    monkeypatch.setenv("TIKI_LIVECHAT_TIKI__WRITE__PASSWORD", "another")
    monkeypatch.setenv("TIKI_LIVECHAT_LOGIN__WINDOW", "refusing")
    settings = load(written())
    assert settings.xmpp.secret.get_secret_value() == "other"
    assert settings.xmpp.port == 5276
    assert settings.xmpp.domain == "livechat.test"
    assert settings.tiki.write.password.get_secret_value() == "another"
    assert settings.tiki.write.user == "tw"
    assert settings.tiki.password.get_secret_value() == "tiki-read"
    assert settings.login.window is Window.REFUSING


def test_the_file_may_be_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKI_LIVECHAT_CONFIG", str(written()))
    assert load().xmpp.domain == "livechat.test"


def test_the_file_in_the_folder_is_found() -> None:
    written().rename("tiki-livechat.toml")
    assert load().xmpp.domain == "livechat.test"


def test_the_environment_alone_may_do(monkeypatch: pytest.MonkeyPatch) -> None:
    block = ""
    for line in FILE.split("\n"):
        name, _, value = line.partition(" = ")
        if line.startswith("["):
            block = line.strip("[]").replace(".", "__")
        elif value:
            monkeypatch.setenv(f"TIKI_LIVECHAT_{block}__{name}".upper(), value.strip('"'))
    assert load() == load(written())


SHORT = FILE.replace(
    'password = "tiki-write"\ndatabase = "tiki"', 'password = "tiki-write"'
).replace('password = "chat-write"\ndatabase = "openfire"', 'password = "chat-write"')
"""As `FILE`, without what the writing blocks need not say."""


def test_who_writes_is_in_the_database_of_who_reads(authority: Path) -> None:
    around = (
        'host = "db.test"\nport = 3307\ncharset = "latin1"\nmax_connections = 3\n'
        f'tls = true\ntls_ca = "{authority}"\ntls_server_name = "db"\n'
        "connect_timeout = 1.5\nquery_timeout = 4\n"
    )
    path = written(file=SHORT.replace("[tiki]\n", f"[tiki]\n{around}"))
    tiki = load(path).tiki
    write = tiki.write
    assert (write.user, write.password.get_secret_value()) == ("tw", "tiki-write")
    own = {"user": "tw", "password": write.password}
    assert write.model_dump() == tiki.model_dump(include=set(write.model_fields_set)) | own
    assert (write.port, write.charset, write.tls, write.tls_ca) == (3307, "latin1", True, authority)
    openfire = load(path).openfire
    assert (openfire.write.database, openfire.write.port) == ("openfire", 3306)


def test_who_writes_may_be_elsewhere() -> None:
    write = load(in_block("tiki.write", 'host = "primary.test"\nport = 3308')).tiki.write
    assert (write.host, write.port, write.database) == ("primary.test", 3308, "tiki")


def test_who_writes_is_in_the_database_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TIKI_LIVECHAT_TIKI__HOST", "db.test")
    monkeypatch.setenv("TIKI_LIVECHAT_OPENFIRE__WRITE__PORT", "3309")
    settings = load(written(file=SHORT))
    assert settings.tiki.write.host == "db.test"
    assert settings.openfire.write.port == 3309


def test_what_is_wrong_is_said_of_the_block_where_it_stands() -> None:
    text = problems_of(written(file=SHORT.replace('database = "tiki"', "port = 0")))
    assert [line.split(": ")[0] for line in text.splitlines()[1:]] == [
        "  tiki.port",
        "  tiki.database",
    ]
    assert "tiki.write.user: " in problems_of(written(file=SHORT.replace('user = "tw"\n', "")))
    assert "tiki.write: " in problems_of(
        written(file=SHORT.replace('[tiki.write]\nuser = "tw"\npassword = "tiki-write"', "write=1"))
    )


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """A PEM file with an authority's certificate."""
    return Authority("an authority").write(tmp_path / "ca.pem")


def test_authorities_are_read_when_the_settings_are(tmp_path: Path, authority: Path) -> None:
    def with_ca(path: Path) -> Path:
        return in_block("openfire", f'tls = true\ntls_ca = "{path}"')

    assert load(with_ca(authority)).openfire.tls_ca == authority
    assert load(in_block("openfire", "tls = true")).openfire.tls_ca is None
    bad = tmp_path / "bad.pem"
    bad.write_text("no certificate", "utf-8")
    text = problems_of(with_ca(bad))
    assert f"openfire.tls_ca: Value error, {bad} is not a PEM file with certificates" in text
    assert "openfire.write" not in text
    text = problems_of(with_ca(tmp_path / "nowhere.pem"))
    assert "nowhere.pem cannot be read: No such file or directory" in text


def test_an_authority_without_tls_is_a_mistake(authority: Path) -> None:
    for line in (f'tls_ca = "{authority}"', 'tls_server_name = "db.test"'):
        text = problems_of(in_block("state", line))
        assert f"state.{line.split()[0]}: " in text
        assert "nothing is encrypted without tls = true" in text


def test_an_authority_for_mails_in_clear_is_a_mistake(authority: Path) -> None:
    text = problems_of(written(f"[mail]\ntls = 'none'\ntls_ca = '{authority}'"))
    assert 'mail.tls_ca: Value error, nothing is encrypted with tls = "none"' in text


@pytest.mark.parametrize(
    ("more", "site_url", "name"),
    [
        ("", "", "livechat.test"),
        ("", 'site_url = "https://www.example.org/tiki"', "www.example.org"),
        ('[web]\nsite_name = "Our Site"', 'site_url = "https://www.example.org"', "Our Site"),
    ],
)
def test_the_site_has_a_name_whatever_is_set(more: str, site_url: str, name: str) -> None:
    file = FILE.replace("[tiki]\n", f"[tiki]\n{site_url}\n")
    assert load(written(more, file)).site_name == name


def test_every_missing_setting_is_named() -> None:
    text = problems_of(written(file='[xmpp]\ndomain = "x"\n[tiki]\nuser = "t"\n'))
    for place in ("xmpp.secret", "tiki.password", "tiki.write", "openfire", "state"):
        assert f"\n  {place}: " in text


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("[nonsense]\nx = 1", "nonsense: there is no such setting"),
        ("[login]\nwindows = 'open'", "login.windows: there is no such setting"),
        ("[login]\nwindow = 'ajar'", "login.window: "),
        ("[login]\nfailures_per_account = 'often'", "login.failures_per_account: "),
        ("[login]\nfailures_overall = ''", "login.failures_overall: "),
        ("[login]\nhash_queue = 0", "login.hash_queue: "),
        ("[login]\nmost_at_once = 200", "login: Value error, most_at_once has to be more than"),
        ("[login]\nhash_queue = 5000", "login: Value error, most_at_once has to be more than"),
        ("[login]\nremember_seconds = -1", "login.remember_seconds: "),
        ("[login]\nunmigrated_tiki = 'maybe'", "login.unmigrated_tiki: "),
        ("[login]\nnative_only = ['Robot']", "login.native_only.0: Value error, write it as it is"),
        (
            "[login]\nnative_only = ['a@b']",
            "login.native_only.0: Value error, write what may stand",
        ),
        ("[purge]\nkeep = ['Bot-*']", "purge.keep.0: Value error, write it as it is used: bot-*"),
        ("[purge]\nkeep = ['']", "purge.keep.0: "),
        ("[live_chat_ids]\nreserved = ['Board']", "live_chat_ids.reserved.0: "),
        ("[live_chat_ids]\nreserved = ['mod[9-0]']", "live_chat_ids.reserved.0: "),
        ("[provisioning]\npatience = 'long'", "provisioning.patience: "),
        ("[log]\nlevel = 'LOUD'", "log.level: "),
        ("[web]\npublic_url = 'http://example.org'", "web.public_url: Value error, write https"),
        ("[web]\ntrusted_proxies = ['proxy']", "web.trusted_proxies.0"),
        ("[migration]\nold_account = 'burn'", "migration.old_account: "),
        ("[reminders]\naddress = 'Accounts'", "reminders.address: Value error, write it as it is"),
        ("[reminders]\naddress = 'a b'", "reminders.address: Value error, write what may stand"),
        ("[reminders]\nintervals_days = []", "reminders.intervals_days: "),
        ("[reminders]\nintervals_days = [3, 1]", "reminders.intervals_days: Value error, no"),
        ("[mail]\nhost = 'mail.test'", "mail.sender: Value error, mails need an address"),
        ("[mail]\ntls = 'none'\nuser = 'u'", "mail.user: Value error, its password would go out"),
        ("[mail]\nsender = 'a@b.c, d@e.f'", "mail.sender: Value error, write one plain"),
    ],
)
def test_a_wrong_setting_is_named(more: str, place: str) -> None:
    assert place in problems_of(written(more))


@pytest.mark.parametrize(
    ("variable", "value", "place"),
    [
        ("TIKI_LIVECHAT_XMPP__PORT", "70000", "xmpp.port: "),
        ("TIKI_LIVECHAT_XMPP__SECRETS", "xmpp-secret", "xmpp.secrets: there is no such setting"),
        ("TIKI_LIVECHAT_STATE__CONNECT_TIMEOUT", "0", "state.connect_timeout: "),
        ("TIKI_LIVECHAT_TIKI__CHARSET", "koi8r", "tiki.charset: "),
        ("TIKI_LIVECHAT_TIKI__TLS", "perhaps", "tiki.tls: "),
        ("TIKI_LIVECHAT_ADMINS__JIDS", "alice@livechat.test", "admins: lists and blocks are "),
        ("TIKI_LIVECHAT_API__TOKENS", "xmpp-secret", "api: lists and blocks are "),
        ("TIKI_LIVECHAT_LOG", "INFO", "log: lists and blocks are "),
    ],
)
def test_a_wrong_variable_is_named(
    variable: str, value: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    assert place in problems_of(written())


def test_a_secret_of_a_wrong_type_is_not_repeated() -> None:
    text = problems_of(written(file=FILE.replace('"xmpp-secret"', '["xmpp-secret"]')))
    assert "xmpp.secret: " in text


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    assert "nowhere.toml cannot be read" in problems_of(tmp_path / "nowhere.toml")
    assert "cannot be read" in problems_of(tmp_path)


def test_who_names_no_file_is_told_how() -> None:
    text = problems_of(None)
    assert "there is no settings file: name it with --config" in text
    assert config.ENV_FILE in text
    assert "\n  xmpp: " in text


@pytest.mark.parametrize("content", [b"[xmpp\n", b"\xff\xfe", b"secret = 'xmpp-secret\n"])
def test_a_file_that_is_not_toml_is_said_to_be(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    assert "bad.toml is not a TOML file" in problems_of(path)


def test_no_way_of_showing_settings_shows_a_secret() -> None:
    settings = load(written())
    shown = [repr(settings), str(settings), settings.model_dump_json(), repr(vars(settings))]
    for text in shown:
        assert "livechat.test" in text
        assert not [secret for secret in SECRETS if secret in text]
