package org.tikilivechat.openfire;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a typed name and a password into the chat username that they belong to, or refuses. Whether that username is
 * the one the caller wanted is for the callers to decide: {@link PlainSaslServer} and {@link TikiAuthProvider}.
 *
 * <p>Every result is about the account that is entered, never about the typed name: it is not locked out, and if the
 * component named it, it exists.
 */
final class Gatekeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Gatekeeper.class);

    private final ChatServer server;
    private final Settings settings;
    private final ComponentLogin component;

    Gatekeeper(ChatServer server, Settings settings, ComponentLogin component) {
        this.server = server;
        this.settings = settings;
        this.component = component;
    }

    /**
     * @param typed    the name as it came from the client
     * @param password the password as it came from the client
     * @throws LoginRefused also when the component cannot be asked and the settings let nobody else decide
     */
    Admission admit(String typed, String password) throws LoginRefused {
        LoginAnswer answer = component.ask(typed, password);
        // The component logs the login under the same id.
        String id = answer.question().isEmpty() ? "" : " [" + answer.question() + "]";
        try {
            Admission admission = decideOrSayLater(answer, typed, password);
            LOG.info("Login as '{}' accepted{}", SaslName.forLog(typed), id);
            return admission;
        } catch (LoginRefused e) {
            if (e.kind() == LoginRefused.Kind.TRY_LATER) {
                // In an outage there may be thousands; that there is one is logged by ComponentLogin.
                LOG.debug("Login as '{}' not possible now: {}", SaslName.forLog(typed), e.getMessage() + id);
            } else {
                LOG.info("Login as '{}' refused: {}", SaslName.forLog(typed), e.getMessage() + id);
            }
            throw e;
        }
    }

    private Admission decideOrSayLater(LoginAnswer answer, String typed, String password) throws LoginRefused {
        try {
            return decide(answer, typed, password);
        } catch (RuntimeException e) {
            // A broken database, say. Whose password is right must not be told that it is wrong.
            LOG.error("Checking a login failed: {}", e.getClass().getName());
            throw new LoginRefused(LoginRefused.Kind.TRY_LATER, LoginAnswer.INTERNAL);
        }
    }

    private Admission decide(LoginAnswer answer, String typed, String password) throws LoginRefused {
        switch (answer.kind()) {
            case ACCEPT:
                return accepted(answer.username());
            case NATIVE:
                return nativeLogin(typed, password);
            case UNAVAILABLE:
                return withoutComponent(typed, password, answer.reason());
            default:
                throw new LoginRefused(LoginRefused.Kind.NO, answer.reason());
        }
    }

    private Admission accepted(String username) throws LoginRefused {
        refuseLockedOut(username);
        if (!server.accountExists(username)) {
            LOG.warn("The component accepted a login as '{}', but there is no such chat account (yet).",
                    SaslName.forLog(username));
            throw new LoginRefused(LoginRefused.Kind.TRY_LATER, "no-chat-account");
        }
        return new Admission(username, false);
    }

    private Admission nativeLogin(String typed, String password) throws LoginRefused {
        String username = SaslName.localPart(typed, server.domain());
        if (username == null || !server.nativePasswordFits(username, password)) {
            throw new LoginRefused(LoginRefused.Kind.NO, "native-password");
        }
        refuseLockedOut(username);
        return new Admission(username, true);
    }

    private Admission withoutComponent(String typed, String password, String why) throws LoginRefused {
        Settings.WhenUnavailable rule = settings.whenUnavailable();
        String username = SaslName.localPart(typed, server.domain());
        boolean mayTry = username != null && (rule == Settings.WhenUnavailable.NATIVE
                || rule == Settings.WhenUnavailable.ADMINS && server.isAdmin(username));
        // A wrong password is answered like a name that may not even try: nobody learns who the admins are.
        if (!mayTry || !server.nativePasswordFits(username, password)) {
            throw new LoginRefused(LoginRefused.Kind.TRY_LATER, why);
        }
        refuseLockedOut(username);
        LOG.warn("'{}' signed in by the chat's own password, as the component cannot be asked: {}.",
                SaslName.forLog(username), why);
        return new Admission(username, true);
    }

    private void refuseLockedOut(String username) throws LoginRefused {
        if (server.isLockedOut(username)) {
            throw new LoginRefused(LoginRefused.Kind.LOCKED_OUT, "locked-out");
        }
    }

    /** Who somebody turned out to be. */
    static final class Admission {
        private final String username;
        private final boolean byNativePassword;

        Admission(String username, boolean byNativePassword) {
            this.username = username;
            this.byNativePassword = byNativePassword;
        }

        /** A prepared JID local part. */
        String username() {
            return username;
        }

        /** Whether the chat's own password decided, so that Openfire's own authorization rules apply. */
        boolean byNativePassword() {
            return byNativePassword;
        }
    }
}
