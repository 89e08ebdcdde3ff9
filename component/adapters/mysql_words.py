"""What is said of an error of a database: the server's or the driver's words, and what to do."""

from pymysql.constants import ER

_CLIENT_ERRORS = range(2000, 3000)
_ADVICE: dict[object, str] = {
    ER.ACCESS_DENIED_ERROR: "set user and password as the server has them, or have the user made "
    "(tiki-livechat grants)",
    ER.DBACCESS_DENIED_ERROR: "set the database's name as the server has it, or give the user its "
    "rights (tiki-livechat grants)",
    ER.BAD_DB_ERROR: "set the database's name as the server has it; the component's own is made by "
    "tiki-livechat grants",
    ER.TABLEACCESS_DENIED_ERROR: "give the user its rights (tiki-livechat grants)",
}


def reason_of(error: Exception) -> str:
    """Say what the server or the driver said; neither repeats a password."""
    if error.args and error.args[0] in _CLIENT_ERRORS and len(error.args) > 1:
        return str(error.args[1])
    return " ".join(str(argument) for argument in error.args) or type(error).__name__


def advice_on(code: object) -> str:
    """Say what to do about an error of the server.

    Args:
        code: Its number.

    Returns:
        The advice; '' where the error says it itself.
    """
    return _ADVICE.get(code, "")
