package org.tikilivechat.openfire;

import java.util.Map;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.jivesoftware.openfire.Connection;
import org.jivesoftware.openfire.sasl.Failure;
import org.jivesoftware.openfire.sasl.SaslFailureException;
import org.jivesoftware.openfire.session.ClientSession;
import org.jivesoftware.openfire.session.LocalSession;

/**
 * Makes a {@link PlainSaslServer} for each login of a chat client. Java's {@code Sasl} finds it through
 * {@link PlainSaslProvider} and makes one instance whenever it likes, hence no state here.
 */
public final class PlainSaslServerFactory implements SaslServerFactory {
    static final String MECHANISM = "PLAIN";

    /** @return null, which means Openfire's own PLAIN, once the plugin is gone */
    @Override
    public SaslServer createSaslServer(String mechanism, String protocol, String serverName, Map<String, ?> props,
            CallbackHandler openfire) throws SaslException {
        Bridge bridge = Bridge.running();
        if (bridge == null || !MECHANISM.equals(mechanism) || !"xmpp".equals(protocol)) {
            return null;
        }
        Object session = props == null ? null : props.get(LocalSession.class.getCanonicalName());
        if (session != null && !(session instanceof ClientSession)) {
            // 4.2.0 lets another server's connection try PLAIN, with a person's password.
            throw new SaslFailureException(Failure.INVALID_MECHANISM, "PLAIN is for chat clients only");
        }
        if (session instanceof LocalSession && lacksTls(((LocalSession) session).getConnection())) {
            throw new SaslFailureException(Failure.ENCRYPTION_REQUIRED, "TLS is required of chat clients");
        }
        return new PlainSaslServer(bridge.gatekeeper(), bridge.server(), openfire);
    }

    /**
     * Whether Openfire requires TLS of this connection and does not have it. Openfire itself lets such a client ask
     * whether a password is right, and refuses it the session only afterwards.
     */
    static boolean lacksTls(Connection connection) {
        try {
            return connection != null && connection.getTlsPolicy() == Connection.TLSPolicy.required
                    && !connection.isSecure();
        } catch (NoSuchMethodError e) {
            // 5.x has other names for both; there it stays as Openfire does it.
            return false;
        }
    }

    @Override
    public String[] getMechanismNames(Map<String, ?> props) {
        return new String[] {MECHANISM};
    }
}
