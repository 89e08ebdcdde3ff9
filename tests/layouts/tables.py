"""DDL of Tikis of all ages, by the columns of facts/tiki.md §1: what they share is written once.

Tiki 24 is the demo's. Columns that the bridge never touches are left out of all tables but
`users_users`, whose rows are compared as a whole.
"""

from importlib import resources

TIKI_24 = (resources.files("openfire.demo") / "tiki24.sql").read_text("utf-8")

_USERS = """
  userId int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  email varchar(200) DEFAULT NULL,
  {login},
  provpass varchar(30) DEFAULT NULL,
  default_group varchar(255) DEFAULT NULL,
  lastLogin int DEFAULT NULL,
  currentLogin int DEFAULT NULL,
  registrationDate int DEFAULT NULL,
  created int DEFAULT NULL,
  avatarName varchar(80) DEFAULT NULL,
  avatarSize int DEFAULT NULL,
  avatarFileType varchar(250) DEFAULT NULL,
  avatarData longblob,
  avatarLibName varchar(200) DEFAULT NULL,
  avatarType char(1) DEFAULT NULL,
  hash varchar({hash_width}) DEFAULT NULL,
"""
UNTIL_14 = "score int NOT NULL DEFAULT 0, KEY score (score),"
UNTIL_15 = "password varchar(30) DEFAULT '', challenge varchar(32) DEFAULT NULL,"
DEADLINE = "pass_due int DEFAULT NULL,"
"""1.9 only."""
SINCE_1_10 = """
  pass_confirm int DEFAULT NULL,
  email_confirm int DEFAULT NULL,
  valid varchar(32) DEFAULT NULL,
  unsuccessful_logins int DEFAULT 0,
"""
UNTIL_28 = "openid_url varchar(255) DEFAULT NULL,"
SINCE_2 = "waiting char(1) DEFAULT NULL,"
SINCE_21 = "twoFactorSecret varchar(16) DEFAULT NULL,"
SINCE_29 = "last_mfa_date bigint DEFAULT NULL,"
LIVECHAT_ID = "livechat_id varchar(191) DEFAULT NULL, UNIQUE KEY livechat_id (livechat_id)"
"""As the bridge has it added."""

_GROUPS_UNTIL_3 = """
CREATE TABLE users_groups (
  groupName varchar(255) NOT NULL DEFAULT '',
  groupDesc varchar(255) DEFAULT NULL,
  PRIMARY KEY (groupName(30))
) {options};
CREATE TABLE users_usergroups (
  userId int NOT NULL DEFAULT 0,
  groupName varchar(255) NOT NULL DEFAULT '',
  PRIMARY KEY (userId, groupName(30))
) {options};
CREATE TABLE tiki_group_inclusion (
  groupName varchar(255) NOT NULL DEFAULT '',
  includeGroup varchar(255) NOT NULL DEFAULT '',
  PRIMARY KEY (groupName(30), includeGroup(30))
) {options};
"""

_GROUPS_SINCE_6 = """
CREATE TABLE users_groups (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  groupName varchar(255) NOT NULL DEFAULT '',
  groupDesc varchar(255) DEFAULT NULL,
  {role}
  expireAfter int DEFAULT 0,
  UNIQUE KEY groupName (groupName(191))
) {options};
CREATE TABLE users_usergroups (
  userId int NOT NULL DEFAULT 0,
  groupName varchar(255) NOT NULL DEFAULT '',
  created int DEFAULT NULL,
  expire int DEFAULT NULL,
  PRIMARY KEY (userId, groupName(183))
) {options};
CREATE TABLE tiki_group_inclusion (
  groupName varchar(255) NOT NULL DEFAULT '',
  includeGroup varchar(255) NOT NULL DEFAULT '',
  PRIMARY KEY (groupName(120), includeGroup(120))
) {options};
"""

_PREFERENCES = """
CREATE TABLE tiki_preferences (
  name varchar({name_width}) NOT NULL DEFAULT '',
  value {value},
  PRIMARY KEY ({name_key})
) {options};
CREATE TABLE tiki_user_preferences (
  user varchar({user_width}) NOT NULL DEFAULT '',
  prefName varchar(40) NOT NULL DEFAULT '',
  value {value},
  PRIMARY KEY ({user_key}, prefName)
) {options};
"""


def login(width: int, key: str = "") -> str:
    """The column `login`, with a key or none."""
    return f"login varchar({width}) NOT NULL DEFAULT ''" + (key and f", {key}")


def users(login_column: str, hash_width: int, *more: str, options: str) -> str:
    """The table `users_users`: the columns that all have, then `more`."""
    columns = _USERS.format(login=login_column, hash_width=hash_width)
    return f"CREATE TABLE users_users ({columns}{' '.join(more)}\n) {options};"


def groups_until_3(options: str) -> str:
    """Groups that are known by the first 30 characters of their names."""
    return _GROUPS_UNTIL_3.format(options=options)


def groups_since_6(options: str, *, with_roles: bool) -> str:
    """Groups with a number, and memberships that end."""
    role = "isRole char(1) DEFAULT 'n'," if with_roles else ""
    return _GROUPS_SINCE_6.format(options=options, role=role)


def preferences_until_3(options: str, *, value: str, user_width: int = 200) -> str:
    """The preferences of the site and of people."""
    return _PREFERENCES.format(
        options=options,
        value=value,
        name_width=40,
        name_key="name",
        user_width=user_width,
        user_key="user",
    )


def preferences_since_4(options: str, *, name_key: str = "name", user_key: str = "user") -> str:
    """The same with longer names, whose keys have to be cut in utf8mb4."""
    return _PREFERENCES.format(
        options=options,
        value="text",
        name_width=255,
        name_key=name_key,
        user_width=200,
        user_key=user_key,
    )
