package org.tikilivechat.openfire;

import java.util.concurrent.TimeUnit;
import org.jivesoftware.openfire.IQRouter;
import org.jivesoftware.openfire.XMPPServer;
import org.jivesoftware.openfire.admin.AdminManager;
import org.jivesoftware.openfire.auth.DefaultAuthProvider;
import org.jivesoftware.openfire.auth.UnauthorizedException;
import org.jivesoftware.openfire.component.ExternalComponentManager;
import org.jivesoftware.openfire.lockout.LockOutManager;
import org.jivesoftware.openfire.user.UserManager;
import org.jivesoftware.openfire.user.UserNotFoundException;
import org.xmpp.component.IQResultListener;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.Message;

/** The running Openfire behind {@link ChatServer}. Calls only what 4.2.0 and 5.1.1 both have; no rules here. */
final class OpenfireServer implements ChatServer {
    /** How long the component's secret is taken for current: Openfire reads it from its database each time. */
    private static final long SECRET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DefaultAuthProvider nativeLogins = new DefaultAuthProvider();
    private volatile KnownSecret knownSecret;

    @Override
    public String domain() {
        return XMPPServer.getInstance().getServerInfo().getXMPPDomain();
    }

    @Override
    public boolean isConnected(JID component) {
        return XMPPServer.getInstance().getRoutingTable().hasComponentRoute(component);
    }

    @Override
    public String secretOf(String subdomain) {
        KnownSecret known = knownSecret;
        long now = System.nanoTime();
        if (known == null || !known.subdomain.equals(subdomain) || now - known.readAt > SECRET_NANOS) {
            known = new KnownSecret(subdomain, ExternalComponentManager.getSecretForComponent(subdomain), now);
            knownSecret = known;
        }
        return known.secret;
    }

    private static final class KnownSecret {
        private final String subdomain;
        private final String secret;
        private final long readAt;

        KnownSecret(String subdomain, String secret, long readAt) {
            this.subdomain = subdomain;
            this.secret = secret;
            this.readAt = readAt;
        }
    }

    @Override
    public void send(IQ question, IQResultListener listener, long forgetAfter) {
        IQRouter router = XMPPServer.getInstance().getIQRouter();
        router.addIQResultListener(question.getID(), listener, forgetAfter);
        router.route(question);
    }

    @Override
    public void send(Message message) {
        XMPPServer.getInstance().getRoutingTable().routePacket(message.getTo(), message, false);
    }

    @Override
    public boolean nativePasswordFits(String username, String password) {
        try {
            nativeLogins.authenticate(username, password);
            return true;
        } catch (UnauthorizedException e) {
            return false;
        }
    }

    @Override
    public boolean isAdmin(String username) {
        // true: on a server that never named an admin, 'admin' is the one, as for the admin console itself.
        return AdminManager.getInstance().isUserAdmin(username, true);
    }

    @Override
    public boolean isLockedOut(String username) {
        LockOutManager lockOuts = LockOutManager.getInstance();
        if (!lockOuts.isAccountDisabled(username)) {
            return false;
        }
        lockOuts.recordFailedLogin(username);
        return true;
    }

    @Override
    public boolean accountExists(String username) {
        try {
            return UserManager.getUserProvider().loadUser(username) != null;
        } catch (UserNotFoundException e) {
            return false;
        }
    }
}
