package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.xmpp.packet.IQ;
import org.xmpp.packet.PacketError;

/** Asking, and every way of not getting an answer. */
class ComponentLoginTest {
    private final FakeServer server = new FakeServer();
    private final Map<String, String> properties = new HashMap<>();
    private final ComponentLogin login = new ComponentLogin(server, new Settings(properties::get),
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));

    @Test
    void bringsTheDecision() {
        server.accepts("Alice Smith", "pw", "alicesmith");
        assertEquals("alicesmith", login.ask("Alice Smith", "pw").username());
        assertEquals("wrong-password", login.ask("Alice Smith", "no").reason());
    }

    @Test
    void showsThePasswordToNobody() {
        login.ask("bobby", "hunter2!");
        assertFalse(server.sent.get(0).toXML().contains("hunter2!"));
        assertFalse(server.sent.get(0).toXML().contains("bobby"));
    }

    @Test
    void asksNobodyWhoIsNotThere() {
        server.connected = false;
        assertEquals(LoginAnswer.NOT_CONNECTED, login.ask("bob", "pw").reason());
        assertTrue(server.sent.isEmpty());
    }

    @Test
    void asksNobodyWithoutASecret() {
        server.secret = null;
        assertEquals(LoginAnswer.NO_SECRET, login.ask("bob", "pw").reason());
        server.secret = "";
        assertEquals(LoginAnswer.NO_SECRET, login.ask("bob", "pw").reason());
        assertTrue(server.sent.isEmpty());
    }

    @Test
    void waitsNoLongerThanTheTimeoutAndThenOpensTheBreaker() {
        properties.put("tikiLivechat.timeoutMillis", "300");
        properties.put("tikiLivechat.breakerFailures", "2");
        properties.put("tikiLivechat.breakerPauseMillis", "400");
        server.component = (question, listener) -> { };
        long start = System.nanoTime();
        assertEquals(LoginAnswer.TIMEOUT, login.ask("bob", "pw").reason());
        assertEquals(LoginAnswer.TIMEOUT, login.ask("bob", "pw").reason());
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(3));
        assertEquals(LoginAnswer.BREAKER_OPEN, login.ask("bob", "pw").reason());
        assertEquals(2, server.sent.size());
    }

    @Test
    void quickErrorsNeverOpenTheBreaker() {
        properties.put("tikiLivechat.breakerFailures", "1");
        server.component = (question, listener) -> {
            IQ error = IQ.createResultIQ(question);
            error.setError(PacketError.Condition.bad_request);
            listener.receivedAnswer(error);
        };
        for (int i = 0; i < 5; i++) {
            assertEquals("iq-error-bad-request", login.ask("bob", "pw").reason());
        }
        server.component = (question, listener) -> {
            throw new IllegalStateException("broken");
        };
        for (int i = 0; i < 5; i++) {
            assertEquals(LoginAnswer.INTERNAL, login.ask("bob", "pw").reason());
        }
    }

    @Test
    void noticesThatTheComponentWentAway() {
        server.component = (question, listener) -> server.connected = false;
        long start = System.nanoTime();
        assertEquals(LoginAnswer.NOT_CONNECTED, login.ask("bob", "pw").reason());
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(3));
    }

    @Test
    void refusesWhatIsTooLongOrNotText() {
        assertEquals("too-long", login.ask(new String(new char[60_000]), "pw").reason());
        assertEquals("not-text", login.ask("bob", "\udc11").reason());
        assertTrue(server.sent.isEmpty());
        assertEquals(LoginAnswer.Kind.REFUSE, login.ask(new String(new char[10_000]).replace('\0', 'x'), "pw").kind());
        assertEquals(1, server.sent.size());
    }

    @Test
    void asksTheConfiguredComponent() {
        properties.put("tikiLivechat.component", "other");
        assertEquals(LoginAnswer.NOT_CONNECTED, login.ask("bob", "pw").reason());
        properties.put("tikiLivechat.component", "not a host name");
        assertEquals("wrong-password", login.ask("bob", "pw").reason());
    }
}
