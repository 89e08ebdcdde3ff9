package org.tikilivechat.openfire;

import java.util.Map;
import java.util.function.Consumer;
import org.jivesoftware.openfire.SessionManager;
import org.jivesoftware.openfire.event.UserEventDispatcher;
import org.jivesoftware.openfire.event.UserEventListener;
import org.jivesoftware.openfire.session.ClientSession;
import org.jivesoftware.openfire.user.User;

/**
 * Signs people out whose account is deleted. Openfire 4.2.0 lets them go on without one: nobody sees them, and what
 * they do ends in errors, until they sign out by themselves.
 */
final class DeletedAccounts implements UserEventListener {
    private final Consumer<String> signOut;

    /** @param signOut ends all sessions of a username */
    DeletedAccounts(Consumer<String> signOut) {
        this.signOut = signOut;
    }

    static DeletedAccounts ofOpenfire() {
        return new DeletedAccounts(
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
        // The account stays.
    }
}
