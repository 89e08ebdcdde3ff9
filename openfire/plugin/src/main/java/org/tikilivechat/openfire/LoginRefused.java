package org.tikilivechat.openfire;

/**
 * Somebody may not sign in. Says how the client should take it, and a word for the log; it carries neither the name,
 * nor the password, nor a cause that might.
 */
final class LoginRefused extends Exception {
    private static final long serialVersionUID = 1L;

    enum Kind {
        /** The name and the password do not get anybody in. */
        NO,
        /** They do, but an admin of the chat has locked the account. */
        LOCKED_OUT,
        /** They do, but not as the account that was asked for. */
        OTHER_ACCOUNT,
        /** Nobody could tell. The same login may succeed a moment later. */
        TRY_LATER
    }

    private final Kind kind;

    LoginRefused(Kind kind, String word) {
        super(word, null, false, false);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
