"""The layouts that the contract suite runs on: facts/tiki.md §1, from 1.9.5 to 29."""

from component.domain.generations import Generation
from tests.layouts import tables
from tests.layouts.layout import Layout

_LATIN1 = "ENGINE=MyISAM DEFAULT CHARSET=latin1"
_FORK = "ENGINE=MyISAM DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci"
_UTF8 = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_unicode_ci"
_UTF8MB4 = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci"

TIKI_1_9 = Layout(
    name="1.9.5",
    title="MyISAM, UTF-8 in latin1 columns, no key on logins",
    generation=Generation.V1_9,
    sql=tables.users(
        tables.login(40),
        32,
        *(tables.UNTIL_14, tables.UNTIL_15, tables.DEADLINE, tables.LIVECHAT_ID),
        options=_LATIN1,
    )
    + tables.groups_until_3(_LATIN1)
    + tables.preferences_until_3(_LATIN1, value="varchar(250) DEFAULT NULL", user_width=40),
    engine="MyISAM",
    text="latin1",
    collation="latin1_swedish_ci",
    login_width=40,
    hash_width=32,
    has_unique_logins=False,
)

SUMO = Layout(
    name="SUMO",
    title="Mozilla's fork of 1.10: MyISAM, utf8, logins and addresses unique, logins NULL",
    generation=Generation.V1_10,
    sql=tables.users(
        "login varchar(30) COLLATE utf8mb3_unicode_ci DEFAULT NULL,"
        " UNIQUE KEY users_users_login (login), UNIQUE KEY users_users_email (email)",
        34,
        *(tables.UNTIL_14, tables.UNTIL_15, tables.SINCE_1_10, tables.UNTIL_28),
        "livechat_id varchar(255) DEFAULT NULL, UNIQUE KEY livechat_id (livechat_id)",
        options=_FORK,
    )
    + tables.groups_until_3(_FORK)
    + tables.preferences_until_3(_FORK, value="text"),
    engine="MyISAM",
    text="utf8mb3",
    collation="utf8mb3_unicode_ci",
    login_width=30,
    hash_width=34,
    has_unique_logins=True,
    has_unique_emails=True,
)

TIKI_2 = Layout(
    name="2-3",
    title="MyISAM, UTF-8 in latin1 columns, a key on logins that is not unique",
    generation=Generation.V2,
    sql=tables.users(
        tables.login(200, "KEY login (login)"),
        34,
        *(tables.UNTIL_14, tables.UNTIL_15, tables.SINCE_1_10, tables.SINCE_2),
        *(tables.UNTIL_28, tables.LIVECHAT_ID),
        options=_LATIN1,
    )
    + tables.groups_until_3(_LATIN1)
    + tables.preferences_until_3(_LATIN1, value="text"),
    engine="MyISAM",
    text="latin1",
    collation="latin1_swedish_ci",
    login_width=200,
    hash_width=34,
    has_unique_logins=False,
)

TIKI_15 = Layout(
    name="15",
    title="InnoDB, utf8",
    generation=Generation.V4,
    sql=tables.users(
        tables.login(200, "UNIQUE KEY login (login)"),
        60,
        *(tables.UNTIL_15, tables.SINCE_1_10, tables.SINCE_2),
        *(tables.UNTIL_28, tables.LIVECHAT_ID),
        options=_UTF8,
    )
    + tables.groups_since_6(_UTF8, with_roles=False)
    + tables.preferences_since_4(_UTF8),
    engine="InnoDB",
    text="utf8mb3",
    collation="utf8mb3_unicode_ci",
    login_width=200,
    hash_width=60,
    has_unique_logins=True,
)

TIKI_24 = Layout(
    name="24",
    title="InnoDB, utf8mb4, a fresh installation",
    generation=Generation.V16,
    sql=tables.TIKI_24,
    engine="InnoDB",
    text="utf8mb4",
    collation="utf8mb4_unicode_ci",
    login_width=200,
    hash_width=60,
    has_unique_logins=True,
)

TIKI_24_BIN = Layout(
    name="24 bin",
    title="as 24, but upgraded through 16 and compared byte by byte",
    generation=Generation.V16,
    sql=tables.TIKI_24.replace("utf8mb4_unicode_ci", "utf8mb4_bin").replace(
        "hash varchar(60)", "hash varchar(255)"
    ),
    engine="InnoDB",
    text="utf8mb4",
    collation="utf8mb4_bin",
    login_width=200,
    hash_width=255,
    has_unique_logins=True,
)

TIKI_29 = Layout(
    name="29",
    title="InnoDB, utf8mb4, openid_url gone",
    generation=Generation.V16,
    sql=tables.users(
        tables.login(200, "UNIQUE KEY login (login(191))"),
        60,
        *(tables.SINCE_1_10, tables.SINCE_2, tables.SINCE_21, tables.SINCE_29),
        tables.LIVECHAT_ID,
        options=_UTF8MB4,
    )
    + tables.groups_since_6(_UTF8MB4, with_roles=True)
    + tables.preferences_since_4(_UTF8MB4, name_key="name(191)", user_key="user(151)"),
    engine="InnoDB",
    text="utf8mb4",
    collation="utf8mb4_unicode_ci",
    login_width=200,
    hash_width=60,
    has_unique_logins=True,
)

LAYOUTS = (TIKI_1_9, SUMO, TIKI_2, TIKI_15, TIKI_24, TIKI_24_BIN, TIKI_29)
