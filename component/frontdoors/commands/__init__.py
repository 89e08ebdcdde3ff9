"""Commands for people: each described once, offered by ad-hoc forms, by chat text and in the shell.

`description` says what a command is. `desk` leads somebody through one, step by step, and is the
one place that checks who may. What the commands do is in modules of their own; the doors show the
steps: `xmpp.adhoc`, `xmpp.chat_text`, and `control` with `cli` for the shell.
"""
