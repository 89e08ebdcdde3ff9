"""Statements carry the id of the request that they are made for, as a comment.

So that a database's list of processes, its slow log and its general log can be told apart by it.
"""

from component import request


def marked(statement: str) -> str:
    """Put the id of the current request before a statement; between requests it stays as it is.

    An id has lower case letters, digits and hyphens only, so it cannot end the comment.
    """
    name = request.current_id()
    return f"/* {name} */ {statement}" if name else statement
