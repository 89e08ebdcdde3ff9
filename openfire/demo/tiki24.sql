-- The tables of a Tiki 24 that the bridge reads, by the columns of facts/tiki.md §1, and livechat_id.
CREATE TABLE users_users (
  userId int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  email varchar(200) DEFAULT NULL,
  login varchar(200) NOT NULL DEFAULT '',
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
  hash varchar(60) DEFAULT NULL,
  pass_confirm int DEFAULT NULL,
  email_confirm int DEFAULT NULL,
  valid varchar(32) DEFAULT NULL,
  unsuccessful_logins int DEFAULT 0,
  openid_url varchar(255) DEFAULT NULL,
  waiting char(1) DEFAULT NULL,
  twoFactorSecret varchar(16) DEFAULT NULL,
  livechat_id varchar(191) DEFAULT NULL,
  UNIQUE KEY login (login(191)),
  UNIQUE KEY livechat_id (livechat_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE users_groups (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  groupName varchar(255) NOT NULL DEFAULT '',
  groupDesc varchar(255) DEFAULT NULL,
  isRole char(1) DEFAULT 'n',
  expireAfter int DEFAULT 0,
  UNIQUE KEY groupName (groupName(191))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE users_usergroups (
  userId int NOT NULL,
  groupName varchar(255) NOT NULL DEFAULT '',
  created int DEFAULT NULL,
  expire int DEFAULT NULL,
  PRIMARY KEY (userId, groupName(191))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE tiki_group_inclusion (
  groupName varchar(255) NOT NULL DEFAULT '',
  includeGroup varchar(255) NOT NULL DEFAULT '',
  PRIMARY KEY (groupName(120), includeGroup(120))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE tiki_preferences (
  name varchar(40) NOT NULL DEFAULT '' PRIMARY KEY,
  value mediumtext
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE tiki_user_preferences (
  user varchar(200) NOT NULL DEFAULT '',
  prefName varchar(40) NOT NULL DEFAULT '',
  value text,
  PRIMARY KEY (user(151), prefName)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
