"""Where people and servers reach the bridge: XMPP and the shell."""
