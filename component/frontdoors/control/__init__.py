"""The control door: commands for the component that runs, over a Unix socket.

Openfire lets only one connection of a component's name in, so a shell command cannot do by itself
what takes the stream. `socket_file` makes the socket, `protocol` says what goes through it,
`server` and `client` are its two sides. `commands` and, for those of the desk, `desk_commands`
describe what can be asked for, once for both.
"""
