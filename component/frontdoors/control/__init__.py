"""The control door: commands for the component that runs, over a Unix socket.

Openfire lets only one connection of a component's name in, so a shell command cannot do by itself
what takes the stream. `socket_file` makes the socket, `protocol` says what goes through it,
`server` and `client` are its two sides, and `commands` describes the commands, once for both.
"""
