-- The tables of Openfire 4.2.0 (schema version 26) and the rows that it expects at its first start.
-- Points in time are milliseconds since 1970 in 15 digits. Long keys are indexed by prefix.

CREATE TABLE ofVersion (
    name VARCHAR(50) NOT NULL PRIMARY KEY,
    version INT NOT NULL
);
CREATE TABLE ofID (
    idType INT NOT NULL PRIMARY KEY,
    id BIGINT NOT NULL
);
CREATE TABLE ofProperty (
    name VARCHAR(100) NOT NULL PRIMARY KEY,
    propValue TEXT NOT NULL,
    encrypted INT NULL DEFAULT 0
);

CREATE TABLE ofUser (
    username VARCHAR(64) NOT NULL PRIMARY KEY,
    storedKey VARCHAR(32) NULL,
    serverKey VARCHAR(32) NULL,
    salt VARCHAR(32) NULL,
    iterations INT NULL,
    plainPassword VARCHAR(32) NULL,
    encryptedPassword VARCHAR(255) NULL,
    name VARCHAR(100) NULL,
    email VARCHAR(100) NULL,
    creationDate CHAR(15) NOT NULL,
    modificationDate CHAR(15) NOT NULL,
    INDEX ofUser_creationDate (creationDate)
);
CREATE TABLE ofUserProp (
    username VARCHAR(64) NOT NULL,
    name VARCHAR(100) NOT NULL,
    propValue TEXT NOT NULL,
    PRIMARY KEY (username, name)
);
CREATE TABLE ofUserFlag (
    username VARCHAR(64) NOT NULL,
    name VARCHAR(100) NOT NULL,
    startTime CHAR(15) NULL,
    endTime CHAR(15) NULL,
    PRIMARY KEY (username, name),
    INDEX ofUserFlag_startTime (startTime),
    INDEX ofUserFlag_endTime (endTime)
);
CREATE TABLE ofVCard (
    username VARCHAR(64) NOT NULL PRIMARY KEY,
    vcard MEDIUMTEXT NOT NULL
);
CREATE TABLE ofOffline (
    username VARCHAR(64) NOT NULL,
    messageID BIGINT NOT NULL,
    creationDate CHAR(15) NOT NULL,
    messageSize INT NOT NULL,
    stanza TEXT NOT NULL,
    PRIMARY KEY (username, messageID)
);
CREATE TABLE ofPresence (
    username VARCHAR(64) NOT NULL PRIMARY KEY,
    offlinePresence TEXT NULL,
    offlineDate CHAR(15) NOT NULL
);
CREATE TABLE ofPrivate (
    username VARCHAR(64) NOT NULL,
    name VARCHAR(100) NOT NULL,
    namespace VARCHAR(200) NOT NULL,
    privateData TEXT NOT NULL,
    PRIMARY KEY (username, name, namespace)
);
CREATE TABLE ofPrivacyList (
    username VARCHAR(64) NOT NULL,
    name VARCHAR(100) NOT NULL,
    isDefault TINYINT NOT NULL,
    list TEXT NOT NULL,
    PRIMARY KEY (username, name),
    INDEX ofPrivacyList_default (username, isDefault)
);
CREATE TABLE ofSASLAuthorized (
    username VARCHAR(64) NOT NULL,
    principal TEXT NOT NULL,
    PRIMARY KEY (username, principal(200))
);
CREATE TABLE ofSecurityAuditLog (
    msgID BIGINT NOT NULL PRIMARY KEY,
    username VARCHAR(64) NOT NULL,
    entryStamp BIGINT NOT NULL,
    summary VARCHAR(255) NOT NULL,
    node VARCHAR(255) NOT NULL,
    details TEXT NULL,
    INDEX ofSecurityAuditLog_entryStamp (entryStamp),
    INDEX ofSecurityAuditLog_username (username)
);

CREATE TABLE ofGroup (
    groupName VARCHAR(50) NOT NULL PRIMARY KEY,
    description VARCHAR(255) NULL
);
CREATE TABLE ofGroupProp (
    groupName VARCHAR(50) NOT NULL,
    name VARCHAR(100) NOT NULL,
    propValue TEXT NOT NULL,
    PRIMARY KEY (groupName, name)
);
CREATE TABLE ofGroupUser (
    groupName VARCHAR(50) NOT NULL,
    username VARCHAR(100) NOT NULL,
    administrator TINYINT NOT NULL,
    PRIMARY KEY (groupName, username, administrator)
);
CREATE TABLE ofRoster (
    rosterID BIGINT NOT NULL PRIMARY KEY,
    username VARCHAR(64) NOT NULL,
    jid VARCHAR(1024) NOT NULL,
    sub TINYINT NOT NULL,
    ask TINYINT NOT NULL,
    recv TINYINT NOT NULL,
    nick VARCHAR(255) NULL,
    INDEX ofRoster_username (username),
    INDEX ofRoster_jid (jid(255))
);
CREATE TABLE ofRosterGroups (
    rosterID BIGINT NOT NULL,
    rank TINYINT NOT NULL,
    groupName VARCHAR(255) NOT NULL,
    PRIMARY KEY (rosterID, rank)
);

CREATE TABLE ofExtComponentConf (
    subdomain VARCHAR(255) NOT NULL PRIMARY KEY,
    wildcard TINYINT NOT NULL,
    secret VARCHAR(255) NULL,
    permission VARCHAR(10) NOT NULL
);
CREATE TABLE ofRemoteServerConf (
    xmppDomain VARCHAR(255) NOT NULL PRIMARY KEY,
    remotePort INT NULL,
    permission VARCHAR(10) NOT NULL
);

CREATE TABLE ofMucService (
    serviceID BIGINT NOT NULL,
    subdomain VARCHAR(255) NOT NULL PRIMARY KEY,
    description VARCHAR(255) NULL,
    isHidden TINYINT NOT NULL,
    INDEX ofMucService_serviceID (serviceID)
);
CREATE TABLE ofMucServiceProp (
    serviceID BIGINT NOT NULL,
    name VARCHAR(100) NOT NULL,
    propValue TEXT NOT NULL,
    PRIMARY KEY (serviceID, name)
);
CREATE TABLE ofMucRoom (
    serviceID BIGINT NOT NULL,
    roomID BIGINT NOT NULL,
    creationDate CHAR(15) NOT NULL,
    modificationDate CHAR(15) NOT NULL,
    name VARCHAR(50) NOT NULL,
    naturalName VARCHAR(255) NOT NULL,
    description VARCHAR(255) NULL,
    lockedDate CHAR(15) NOT NULL,
    emptyDate CHAR(15) NULL,
    canChangeSubject TINYINT NOT NULL,
    maxUsers INT NOT NULL,
    publicRoom TINYINT NOT NULL,
    moderated TINYINT NOT NULL,
    membersOnly TINYINT NOT NULL,
    canInvite TINYINT NOT NULL,
    roomPassword VARCHAR(50) NULL,
    canDiscoverJID TINYINT NOT NULL,
    logEnabled TINYINT NOT NULL,
    subject VARCHAR(100) NULL,
    rolesToBroadcast TINYINT NOT NULL,
    useReservedNick TINYINT NOT NULL,
    canChangeNick TINYINT NOT NULL,
    canRegister TINYINT NOT NULL,
    allowpm TINYINT NULL,
    PRIMARY KEY (serviceID, name),
    INDEX ofMucRoom_roomID (roomID),
    INDEX ofMucRoom_serviceID (serviceID)
);
CREATE TABLE ofMucRoomProp (
    roomID BIGINT NOT NULL,
    name VARCHAR(100) NOT NULL,
    propValue TEXT NOT NULL,
    PRIMARY KEY (roomID, name)
);
CREATE TABLE ofMucAffiliation (
    roomID BIGINT NOT NULL,
    jid TEXT NOT NULL,
    affiliation TINYINT NOT NULL,
    PRIMARY KEY (roomID, jid(70))
);
CREATE TABLE ofMucMember (
    roomID BIGINT NOT NULL,
    jid TEXT NOT NULL,
    nickname VARCHAR(255) NULL,
    firstName VARCHAR(100) NULL,
    lastName VARCHAR(100) NULL,
    url VARCHAR(100) NULL,
    email VARCHAR(100) NULL,
    faqentry VARCHAR(100) NULL,
    PRIMARY KEY (roomID, jid(70))
);
CREATE TABLE ofMucConversationLog (
    roomID BIGINT NOT NULL,
    messageID BIGINT NOT NULL,
    sender TEXT NOT NULL,
    nickname VARCHAR(255) NULL,
    logTime CHAR(15) NOT NULL,
    subject VARCHAR(255) NULL,
    body TEXT NULL,
    stanza TEXT NULL,
    INDEX ofMucConversationLog_logTime (logTime),
    INDEX ofMucConversationLog_messageID (messageID)
);

CREATE TABLE ofPubsubNode (
    serviceID VARCHAR(100) NOT NULL,
    nodeID VARCHAR(100) NOT NULL,
    leaf TINYINT NOT NULL,
    creationDate CHAR(15) NOT NULL,
    modificationDate CHAR(15) NOT NULL,
    parent VARCHAR(100) NULL,
    deliverPayloads TINYINT NOT NULL,
    maxPayloadSize INT NULL,
    persistItems TINYINT NULL,
    maxItems INT NULL,
    notifyConfigChanges TINYINT NOT NULL,
    notifyDelete TINYINT NOT NULL,
    notifyRetract TINYINT NOT NULL,
    presenceBased TINYINT NOT NULL,
    sendItemSubscribe TINYINT NOT NULL,
    publisherModel VARCHAR(15) NOT NULL,
    subscriptionEnabled TINYINT NOT NULL,
    configSubscription TINYINT NOT NULL,
    accessModel VARCHAR(10) NOT NULL,
    payloadType VARCHAR(100) NULL,
    bodyXSLT VARCHAR(100) NULL,
    dataformXSLT VARCHAR(100) NULL,
    creator VARCHAR(255) NOT NULL,
    description VARCHAR(255) NULL,
    language VARCHAR(255) NULL,
    name VARCHAR(50) NULL,
    replyPolicy VARCHAR(15) NULL,
    associationPolicy VARCHAR(15) NULL,
    maxLeafNodes INT NULL,
    PRIMARY KEY (serviceID, nodeID)
);
CREATE TABLE ofPubsubNodeJIDs (
    serviceID VARCHAR(100) NOT NULL,
    nodeID VARCHAR(100) NOT NULL,
    jid VARCHAR(255) NOT NULL,
    associationType VARCHAR(20) NOT NULL,
    PRIMARY KEY (serviceID, nodeID, jid(70))
);
CREATE TABLE ofPubsubNodeGroups (
    serviceID VARCHAR(100) NOT NULL,
    nodeID VARCHAR(100) NOT NULL,
    rosterGroup VARCHAR(100) NOT NULL,
    INDEX ofPubsubNodeGroups_node (serviceID, nodeID)
);
CREATE TABLE ofPubsubAffiliation (
    serviceID VARCHAR(100) NOT NULL,
    nodeID VARCHAR(100) NOT NULL,
    jid VARCHAR(255) NOT NULL,
    affiliation VARCHAR(10) NOT NULL,
    PRIMARY KEY (serviceID, nodeID, jid(70))
);
CREATE TABLE ofPubsubItem (
    serviceID VARCHAR(100) NOT NULL,
    nodeID VARCHAR(100) NOT NULL,
    id VARCHAR(100) NOT NULL,
    jid VARCHAR(255) NOT NULL,
    creationDate CHAR(15) NOT NULL,
    payload MEDIUMTEXT NULL,
    PRIMARY KEY (serviceID, nodeID, id)
);
CREATE TABLE ofPubsubSubscription (
    serviceID VARCHAR(100) NOT NULL,
    nodeID VARCHAR(100) NOT NULL,
    id VARCHAR(100) NOT NULL,
    jid VARCHAR(255) NOT NULL,
    owner VARCHAR(255) NOT NULL,
    state VARCHAR(15) NOT NULL,
    deliver TINYINT NOT NULL,
    digest TINYINT NOT NULL,
    digest_frequency INT NOT NULL,
    expire CHAR(15) NULL,
    includeBody TINYINT NOT NULL,
    showValues VARCHAR(30) NULL,
    subscriptionType VARCHAR(10) NOT NULL,
    subscriptionDepth TINYINT NOT NULL,
    keyword VARCHAR(200) NULL,
    PRIMARY KEY (serviceID, nodeID, id)
);
CREATE TABLE ofPubsubDefaultConf (
    serviceID VARCHAR(100) NOT NULL,
    leaf TINYINT NOT NULL,
    deliverPayloads TINYINT NOT NULL,
    maxPayloadSize INT NOT NULL,
    persistItems TINYINT NOT NULL,
    maxItems INT NOT NULL,
    notifyConfigChanges TINYINT NOT NULL,
    notifyDelete TINYINT NOT NULL,
    notifyRetract TINYINT NOT NULL,
    presenceBased TINYINT NOT NULL,
    sendItemSubscribe TINYINT NOT NULL,
    publisherModel VARCHAR(15) NOT NULL,
    subscriptionEnabled TINYINT NOT NULL,
    accessModel VARCHAR(10) NOT NULL,
    language VARCHAR(255) NULL,
    replyPolicy VARCHAR(15) NULL,
    associationPolicy VARCHAR(15) NOT NULL,
    maxLeafNodes INT NOT NULL,
    PRIMARY KEY (serviceID, leaf)
);

INSERT INTO ofVersion (name, version) VALUES ('openfire', 26);
INSERT INTO ofID (idType, id) VALUES (18, 1), (19, 1), (23, 1), (26, 2);
INSERT INTO ofMucService (serviceID, subdomain, description, isHidden)
    VALUES (1, 'conference', NULL, 0);
