package org.tikilivechat.openfire;

import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.packet.JID;

/**
 * Asks the component about one login and waits for its answer on the calling thread. What the answer means is decided
 * in {@link Gatekeeper}; how several components are asked about one login, in {@link LoginInquiry}.
 *
 * <p>There is deliberately no bound of its own on how many logins wait at once. Openfire's thread pools are one
 * already, and a login that waits for its turn holds its thread just as one that waits for its answer: a second bound
 * could only refuse people whose password is right.
 */
final class ComponentLogin {
    /** The largest content that is sent. A name and password that need more are refused here. */
    static final int LARGEST_SEALED = 64 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(ComponentLogin.class);

    private final ChatServer server;
    private final Settings settings;
    private final CircuitBreaker breaker;
    /** By subdomain, which may be changed. */
    private final Map<String, Replicas> replicas = new ConcurrentHashMap<>();
    private final LongSupplier clockMillis;
    private volatile String trouble = "";

    /** @param clockMillis a clock that never goes back */
    ComponentLogin(ChatServer server, Settings settings, LongSupplier clockMillis) {
        this.server = server;
        this.settings = settings;
        this.clockMillis = clockMillis;
        this.breaker = new CircuitBreaker(settings::breakerFailures, settings::breakerPauseMillis, clockMillis);
    }

    /**
     * @param name     as typed
     * @param password as typed
     * @return the decision, or why there is none; never null, never an exception
     */
    LoginAnswer ask(String name, String password) {
        LoginAnswer answer;
        try {
            answer = askIfConnected(name, password);
        } catch (RuntimeException e) {
            // Not its message: it might quote what was sealed.
            LOG.error("Asking the component about a login failed: {}", e.getClass().getName());
            answer = LoginAnswer.unavailable(LoginAnswer.INTERNAL);
        }
        logChange(answer);
        return answer;
    }

    private LoginAnswer askIfConnected(String name, String password) {
        String subdomain = settings.component();
        JID component = new JID(null, subdomain + "." + server.domain(), null);
        // Openfire would try a server-to-server connection to an address that nobody serves.
        if (!server.isConnected(component)) {
            return LoginAnswer.unavailable(LoginAnswer.NOT_CONNECTED);
        }
        if (!breaker.mayPass()) {
            return LoginAnswer.unavailable(LoginAnswer.BREAKER_OPEN);
        }
        boolean heldUp = false;
        try {
            long started = clockMillis.getAsLong();
            LoginAnswer answer = askConnected(subdomain, component, name, password);
            // Only what holds a login thread counts against the component. If quick errors did, anybody could shut
            // everybody out with a few names that the component cannot read.
            heldUp = answer.kind() == LoginAnswer.Kind.UNAVAILABLE
                    && clockMillis.getAsLong() - started >= settings.timeoutMillis() / 2;
            return answer;
        } finally {
            if (heldUp) {
                breaker.failed();
            } else {
                breaker.succeeded();
            }
        }
    }

    private LoginAnswer askConnected(String subdomain, JID component, String name, String password) {
        String secret = server.secretOf(subdomain);
        if (secret == null || secret.isEmpty()) {
            return LoginAnswer.unavailable(LoginAnswer.NO_SECRET);
        }
        try {
            if (LoginSeal.seal(secret, LoginQuestion.newId(), name, password).length() > LARGEST_SEALED) {
                return LoginAnswer.refuse("too-long");
            }
            Replicas known = replicas.computeIfAbsent(subdomain, s -> new Replicas(clockMillis));
            LoginInquiry inquiry = new LoginInquiry(server, settings, known, clockMillis, component);
            return inquiry.ask(secret, name, password);
        } catch (CharacterCodingException e) {
            return LoginAnswer.refuse("not-text");
        }
    }

    /** One line when trouble begins, changes or ends; in between a login storm would fill the log. */
    private void logChange(LoginAnswer answer) {
        String now = answer.kind() == LoginAnswer.Kind.UNAVAILABLE ? answer.reason() : "";
        String before = trouble;
        if (now.equals(before)) {
            return;
        }
        trouble = now;
        if (now.isEmpty()) {
            LOG.info("The component answers logins again.");
        } else {
            LOG.warn("The component cannot be asked about logins: {}.", now);
        }
    }
}
