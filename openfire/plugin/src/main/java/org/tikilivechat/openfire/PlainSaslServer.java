package org.tikilivechat.openfire;

import java.io.IOException;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.jivesoftware.openfire.sasl.Failure;
import org.jivesoftware.openfire.sasl.SaslFailureException;

/**
 * The server's side of one SASL PLAIN exchange: from the client's message to the username that the session gets. Who
 * that is, is decided in {@link Gatekeeper}; here is only whether it is the account the client asked for.
 *
 * <p>Openfire's own PLAIN cannot do this. It asks for another username only if the SASL name has no {@code @}, it
 * lets any of several policies say yes, and it tells a client that should try again later that its password is wrong.
 *
 * <p>Rules: RFC 4616 for the exchange, RFC 6120, section 6.5 for the conditions. An authorization identity that is the
 * typed name itself, letter by letter, is no request: old clients always send it.
 */
final class PlainSaslServer implements SaslServer {
    private final Gatekeeper gatekeeper;
    private final ChatServer server;
    private final CallbackHandler openfire;
    private boolean promptedOnce;
    private boolean finished;
    private String username;

    /** @param openfire decides whether somebody with a native password may act as the account they ask for */
    PlainSaslServer(Gatekeeper gatekeeper, ChatServer server, CallbackHandler openfire) {
        this.gatekeeper = gatekeeper;
        this.server = server;
        this.openfire = openfire;
    }

    @Override
    public byte[] evaluateResponse(byte[] response) throws SaslException {
        if (finished) {
            throw new IllegalStateException("this exchange is over");
        }
        if (response.length == 0 && !promptedOnce) {
            promptedOnce = true;
            return null;
        }
        finished = true;
        PlainMessage message = PlainMessage.parse(response);
        if (message == null) {
            throw new SaslFailureException(Failure.MALFORMED_REQUEST, "not a PLAIN message");
        }
        try {
            username = enter(message);
            return null;
        } catch (LoginRefused e) {
            throw new SaslFailureException(condition(e.kind()), "login refused: " + e.getMessage());
        }
    }

    private String enter(PlainMessage message) throws LoginRefused {
        Gatekeeper.Admission admission = gatekeeper.admit(message.authcid(), message.password());
        String wanted = message.authzid().equals(message.authcid()) ? "" : message.authzid();
        if (wanted.isEmpty() || admission.username().equals(SaslName.localPart(wanted, server.domain()))) {
            return openfireAgrees(admission, admission.username());
        }
        if (!admission.byNativePassword()) {
            throw new LoginRefused(LoginRefused.Kind.OTHER_ACCOUNT, "other-account");
        }
        return openfireAgrees(admission, wanted);
    }

    /** Whom the component accepted, it accepted for good; for others Openfire's mappings and policies have the say. */
    private String openfireAgrees(Gatekeeper.Admission admission, String wanted) throws LoginRefused {
        if (!admission.byNativePassword()) {
            return admission.username();
        }
        AuthorizeCallback authorize = new AuthorizeCallback(admission.username(), wanted);
        try {
            openfire.handle(new Callback[] {authorize});
        } catch (IOException | UnsupportedCallbackException e) {
            throw new LoginRefused(LoginRefused.Kind.OTHER_ACCOUNT, "authorization-failed");
        }
        String authorized = authorize.isAuthorized() ? authorize.getAuthorizedID() : null;
        if (authorized == null || authorized.isEmpty()) {
            throw new LoginRefused(LoginRefused.Kind.OTHER_ACCOUNT, "other-account");
        }
        String prepared = SaslName.localPart(authorized, server.domain());
        // 4.2.0 answers a locked-out account with a failure, and then goes on as if it had signed in.
        if (prepared == null || server.isLockedOut(prepared)) {
            throw new LoginRefused(LoginRefused.Kind.LOCKED_OUT, "locked-out");
        }
        return prepared;
    }

    private static Failure condition(LoginRefused.Kind kind) {
        switch (kind) {
            case LOCKED_OUT:
                return Failure.ACCOUNT_DISABLED;
            case OTHER_ACCOUNT:
                return Failure.INVALID_AUTHZID;
            case TRY_LATER:
                return Failure.TEMPORARY_AUTH_FAILURE;
            default:
                return Failure.NOT_AUTHORIZED;
        }
    }

    @Override
    public String getMechanismName() {
        return PlainSaslServerFactory.MECHANISM;
    }

    @Override
    public boolean isComplete() {
        return username != null;
    }

    @Override
    public String getAuthorizationID() {
        if (username == null) {
            throw new IllegalStateException("nobody has signed in");
        }
        return username;
    }

    @Override
    public byte[] unwrap(byte[] incoming, int offset, int length) {
        throw new IllegalStateException("PLAIN has no security layer");
    }

    @Override
    public byte[] wrap(byte[] outgoing, int offset, int length) {
        throw new IllegalStateException("PLAIN has no security layer");
    }

    @Override
    public Object getNegotiatedProperty(String name) {
        if (username == null) {
            throw new IllegalStateException("nobody has signed in");
        }
        return Sasl.QOP.equals(name) ? "auth" : null;
    }

    @Override
    public void dispose() {
        username = null;
        finished = true;
    }
}
