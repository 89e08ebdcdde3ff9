"""tiki-livechat: TikiWiki logins for an Openfire chat, as an XMPP external component."""

__version__ = "0.1.0"
