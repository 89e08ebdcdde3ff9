package org.tikilivechat.openfire;

import org.jivesoftware.openfire.auth.AuthProvider;
import org.jivesoftware.openfire.auth.ConnectionException;
import org.jivesoftware.openfire.auth.DefaultAuthProvider;
import org.jivesoftware.openfire.auth.UnauthorizedException;
import org.jivesoftware.openfire.user.UserNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers everybody who checks a password other than by SASL PLAIN: the admin console, jabber:iq:auth, other plugins.
 * Chat clients come by {@link PlainSaslServer}.
 *
 * <p>Those callers go on with the name that was typed. So here a login counts only if the account it belongs to is the
 * typed name itself: whoever typed {@code admin} and was accepted as {@code admin2} is refused, not let in as
 * {@code admin}.
 *
 * <p>Nothing of a stored password is given out, which is what keeps every mechanism but PLAIN from going around the
 * component. That has to be so in the getters too: 4.2.0 offers only what {@link #isScramSupported()} and
 * {@link #supportsPasswordRetrieval()} allow, but carries out what a client picks unasked.
 */
public final class TikiAuthProvider implements AuthProvider {
    private static final Logger LOG = LoggerFactory.getLogger(TikiAuthProvider.class);

    private final DefaultAuthProvider nativeLogins = new DefaultAuthProvider();

    @Override
    public void authenticate(String username, String password) throws UnauthorizedException, ConnectionException {
        Bridge bridge = Bridge.running();
        if (bridge == null) {
            throw new ConnectionException("tiki-livechat is not running");
        }
        if (username == null || password == null) {
            throw new UnauthorizedException();
        }
        Gatekeeper.Admission admission;
        try {
            admission = bridge.gatekeeper().admit(username, password);
        } catch (LoginRefused e) {
            if (e.kind() == LoginRefused.Kind.TRY_LATER) {
                throw new ConnectionException(e.getMessage());
            }
            throw new UnauthorizedException(e.getMessage());
        }
        if (!admission.username().equals(SaslName.localPart(username, bridge.server().domain()))) {
            LOG.info("Login as '{}' refused: it belongs to another account, and this way of signing in cannot change it.",
                    SaslName.forLog(username));
            throw new UnauthorizedException("other-account");
        }
    }

    @Override
    public void setPassword(String username, String password) throws UserNotFoundException {
        nativeLogins.setPassword(username, password);
    }

    @Override
    public boolean supportsPasswordRetrieval() {
        return false;
    }

    @Override
    public boolean isScramSupported() {
        return false;
    }

    @Override
    public String getPassword(String username) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String getSalt(String username) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getIterations(String username) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String getServerKey(String username) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String getStoredKey(String username) {
        throw new UnsupportedOperationException();
    }
}
