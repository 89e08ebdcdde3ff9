package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.sasl.SaslException;
import org.apache.log4j.AppenderSkeleton;
import org.apache.log4j.Level;
import org.apache.log4j.Logger;
import org.apache.log4j.spi.LoggingEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every kind of login leaves in the log, at the most talkative level. */
class LogTest {
    private static final String PASSWORD = "correct-horse-battery";
    private final FakeServer server = new FakeServer();
    private final Map<String, String> properties = new HashMap<>();
    private final Bridge bridge = new Bridge(server, new Settings(properties::get));
    private final Logger logger = Logger.getLogger("org.tikilivechat");
    private final List<String> lines = new ArrayList<>();
    private final AppenderSkeleton appender = new AppenderSkeleton() {
        @Override
        protected void append(LoggingEvent event) {
            String[] trace = event.getThrowableStrRep();
            lines.add(event.getLevel() + " " + event.getRenderedMessage()
                    + (trace == null ? "" : String.join("\n", trace)));
        }

        @Override
        public void close() {
            // Nothing is open.
        }

        @Override
        public boolean requiresLayout() {
            return false;
        }
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.ALL);
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.removeAppender(appender);
        logger.setLevel(null);
    }

    @Test
    void noLoginLeavesItsPassword() {
        server.accepts("accepted", PASSWORD, "accepted");
        server.accepts("elsewhere", PASSWORD, "other");
        server.accepts("missing", PASSWORD, "missing");
        server.accounts.remove("missing");
        server.leavesToNative("native", PASSWORD, true);
        server.leavesToNative("wrong", PASSWORD, false);
        server.lockedOut.add("locked");
        server.accepts("locked", PASSWORD, "locked");
        server.admins.add("admin");
        server.nativePasswords.put("admin", PASSWORD);
        for (String name : new String[] {"accepted", "elsewhere", "missing", "native", "wrong", "locked", "refused"}) {
            login("x", name);
            login("", name);
        }
        server.connected = false;
        login("", "admin");
        server.connected = true;
        server.component = (question, listener) -> {
            throw new IllegalStateException(PASSWORD);
        };
        login("", "broken");
        assertTrue(lines.size() > 8, lines.toString());
        for (String line : lines) {
            assertFalse(line.contains(PASSWORD), line);
        }
    }

    @Test
    void aNameCannotForgeALine() {
        login("", "bob\nERROR all is lost\u2028");
        assertEquals("INFO Login as 'bob?ERROR all is lost?' refused: wrong-password" + idOfLastQuestion(), lines.get(0));
    }

    @Test
    void everyAnswerIsLoggedUnderTheIdOfItsQuestion() {
        server.accepts("accepted", PASSWORD, "accepted");
        login("", "accepted");
        assertEquals("INFO Login as 'accepted' accepted" + idOfLastQuestion(), lines.get(0));
        login("", "refused");
        assertEquals("INFO Login as 'refused' refused: wrong-password" + idOfLastQuestion(), lines.get(1));
        server.connected = false;
        server.admins.add("admin");
        server.nativePasswords.put("admin", PASSWORD);
        login("", "admin");
        assertTrue(lines.contains("INFO Login as 'admin' accepted"), "nothing was asked, so there is no id: " + lines);
    }

    @Test
    void anOutageIsLoggedOnceAndSoIsItsEnd() {
        server.connected = false;
        for (int i = 0; i < 50; i++) {
            login("", "bob");
        }
        server.connected = true;
        login("", "bob");
        lines.removeIf(line -> line.startsWith("DEBUG"));
        assertEquals(3, lines.size(), lines.toString());
        assertEquals("WARN The component cannot be asked about logins: not-connected.", lines.get(0));
        assertEquals("INFO The component answers logins again.", lines.get(1));
    }

    @Test
    void anUnreadableSettingIsLoggedOnce() {
        properties.put("tikiLivechat.whenUnavailable", "some\nbody");
        server.connected = false;
        login("", "bob");
        login("", "bob");
        lines.removeIf(line -> !line.contains("unreadable"));
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).contains("'some?body'"));
    }

    private String idOfLastQuestion() {
        String id = server.sent.get(server.sent.size() - 1).getID();
        assertTrue(id.matches("tlc-[0-9a-f]{32}"), id);
        return " [" + id + "]";
    }

    private void login(String authzid, String name) {
        try {
            new PlainSaslServer(bridge.gatekeeper(), server, callbacks -> { }).evaluateResponse(
                    (authzid + "\0" + name + "\0" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        } catch (SaslException e) {
            assertFalse(e.toString().contains(PASSWORD));
        }
    }
}
