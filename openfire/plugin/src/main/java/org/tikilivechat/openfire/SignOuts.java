package org.tikilivechat.openfire;

import java.util.Map;
import java.util.function.Consumer;
import org.jivesoftware.openfire.SessionManager;
import org.jivesoftware.openfire.event.UserEventDispatcher;
import org.jivesoftware.openfire.event.UserEventListener;
import org.jivesoftware.openfire.session.ClientSession;
import org.jivesoftware.openfire.user.User;

/**
 * Signs people out who have no account any more to go on with. Openfire 4.2.0 lets those go on whose account is deleted:
 * nobody sees them, and what they do ends in errors, until they sign out by themselves. And it has no command for those
 * whose Live Chat ID is another one now: the component has Openfire tell of a modification of its own kind.
 */
final class SignOuts implements UserEventListener {
    /** Kind of a user's modification by which the component signs somebody out. */
    static final String SIGN_OUT = "tikiLivechat.signOut";

    private final Consumer<String> signOut;

    /** @param signOut ends all sessions of a username */
    SignOuts(Consumer<String> signOut) {
        this.signOut = signOut;
    }

    static SignOuts ofOpenfire() {
        return new SignOuts(
                username -> SessionManager.getInstance().getSessions(username).forEach(ClientSession::close));
    }

    void install() {
        UserEventDispatcher.addListener(this);
    }

    void remove() {
        UserEventDispatcher.removeListener(this);
    }

    @Override
    public void userDeleting(User user, Map<String, Object> params) {
        signOut.accept(user.getUsername());
    }

    @Override
    public void userCreated(User user, Map<String, Object> params) {
        // Nobody is signed in yet.
    }

    @Override
    public void userModified(User user, Map<String, Object> params) {
        if (SIGN_OUT.equals(params.get("type"))) {
            signOut.accept(user.getUsername());
        }
    }
}
