"""The command `tiki-livechat`."""
