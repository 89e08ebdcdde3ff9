package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.AuthorizeCallback;
import org.jivesoftware.openfire.auth.ConnectionException;
import org.jivesoftware.openfire.auth.UnauthorizedException;
import org.jivesoftware.openfire.sasl.Failure;
import org.jivesoftware.openfire.sasl.SaslFailureException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets which session, by SASL PLAIN and by the other way in. */
class PlainSaslServerTest {
    private final FakeServer server = new FakeServer();
    private final Map<String, String> properties = new HashMap<>();
    private final Bridge bridge = new Bridge(server, new Settings(properties::get));
    /** Stands for Openfire's policies: everybody may act as anybody. */
    private final CallbackHandler lenient = callbacks -> {
        for (Callback callback : callbacks) {
            AuthorizeCallback authorize = (AuthorizeCallback) callback;
            authorize.setAuthorized(true);
            authorize.setAuthorizedID(authorize.getAuthorizationID());
        }
    };

    @BeforeEach
    void people() {
        server.accepts("bob", "pw1", "bob");
        server.accepts("bob", "pw2", "bob2");
        server.accepts("admin", "tiki", "admin2");
        server.accepts("Alice Smith", "pw", "alicesmith");
        server.accepts("alice@example.org", "pw", "alicesmith");
        server.leavesToNative("Carl", "native", true);
        server.leavesToNative("carl", "wrong", false);
        server.nativePasswords.put("admin", "chat");
        server.admins.add("admin");
        Bridge.run(bridge);
    }

    @AfterEach
    void stop() {
        Bridge.stop();
    }

    @Test
    void thePasswordDecidesWhoBobIs() throws Exception {
        assertEquals("bob", login("", "bob", "pw1"));
        assertEquals("bob2", login("", "bob", "pw2"));
        assertEquals(Failure.NOT_AUTHORIZED, failure("", "bob", "pw3"));
    }

    @Test
    void anyTypedNameBecomesTheAcceptedOne() throws Exception {
        assertEquals("alicesmith", login("", "Alice Smith", "pw"));
        assertEquals("alicesmith", login("", "alice@example.org", "pw"));
    }

    @Test
    void nobodyIsLetInAsSomebodyElse() throws Exception {
        assertEquals(Failure.INVALID_AUTHZID, failure("bob@chat.test", "bob", "pw2"));
        assertEquals(Failure.INVALID_AUTHZID, failure("BOB@chat.test", "bob", "pw2"));
        assertEquals(Failure.INVALID_AUTHZID, failure("admin", "bob", "pw1"));
        assertEquals(Failure.INVALID_AUTHZID, failure("bob@elsewhere.test", "bob", "pw1"));
        assertEquals(Failure.INVALID_AUTHZID, failure("admin@chat.test", "admin", "tiki"));
    }

    @Test
    void theAcceptedAccountMayBeAskedFor() throws Exception {
        assertEquals("bob2", login("bob2", "bob", "pw2"));
        assertEquals("bob2", login("BOB2@Chat.Test", "bob", "pw2"));
        assertEquals("bob2", login("bob", "bob", "pw2"), "the typed name again is no request");
    }

    @Test
    void aLockedAccountStaysOutWhateverWasTyped() throws Exception {
        server.lockedOut.add("alicesmith");
        assertEquals(Failure.ACCOUNT_DISABLED, failure("", "Alice Smith", "pw"));
        server.lockedOut.add("bob");
        assertEquals("bob2", login("", "bob", "pw2"));
        server.lockedOut.add("carl");
        assertEquals(Failure.ACCOUNT_DISABLED, failure("", "CARL", "native", "Carl"));
    }

    @Test
    void anAccountThatIsNotThereYetMeansLater() throws Exception {
        server.accounts.remove("alicesmith");
        assertEquals(Failure.TEMPORARY_AUTH_FAILURE, failure("", "Alice Smith", "pw"));
    }

    @Test
    void nativeLoginsGoByOpenfiresRules() throws Exception {
        assertEquals("carl", login("", "Carl", "native"));
        assertEquals("other", login("other", "Carl", "native"), "the lenient policy says so");
        assertEquals(Failure.NOT_AUTHORIZED, failure("", "carl", "wrong"));
        CallbackHandler strict = callbacks -> { };
        assertThrows(SaslFailureException.class, () -> new PlainSaslServer(bridge.gatekeeper(), server, strict)
                .evaluateResponse(message("", "Carl", "native")));
        server.lockedOut.add("other");
        assertEquals(Failure.ACCOUNT_DISABLED, failure("other", "Carl", "native"));
    }

    @Test
    void withoutTheComponentOnlyAdminsByDefault() throws Exception {
        server.connected = false;
        assertEquals("admin", login("", "ADMIN@chat.test", "chat"));
        assertEquals(Failure.TEMPORARY_AUTH_FAILURE, failure("", "admin", "wrong"));
        assertEquals(Failure.TEMPORARY_AUTH_FAILURE, failure("", "Carl", "native"));
        assertEquals(Failure.TEMPORARY_AUTH_FAILURE, failure("", "bob", "pw1"));
        properties.put("tikiLivechat.whenUnavailable", "native");
        assertEquals("carl", login("", "Carl", "native"));
        properties.put("tikiLivechat.whenUnavailable", "nobody");
        assertEquals(Failure.TEMPORARY_AUTH_FAILURE, failure("", "admin", "chat"));
        properties.put("tikiLivechat.whenUnavailable", "everybody");
        assertEquals(Failure.TEMPORARY_AUTH_FAILURE, failure("", "Carl", "native"));
    }

    @Test
    void onlyAPlainMessageIsOne() {
        for (String raw : new String[] {"x", "a\0b", "\0\0pw", "\0bob\0", "\0bob\0pw\0", "a\0b\0c\0d"}) {
            assertNull(PlainMessage.parse(raw.getBytes(StandardCharsets.UTF_8)));
        }
        assertNull(PlainMessage.parse(new byte[] {0, 'b', 0, (byte) 0xff}));
    }

    @Test
    void promptsOnceAndEndsAfterOneTry() throws Exception {
        PlainSaslServer sasl = new PlainSaslServer(bridge.gatekeeper(), server, lenient);
        assertNull(sasl.evaluateResponse(new byte[0]));
        assertFalse(sasl.isComplete());
        assertThrows(SaslFailureException.class, () -> sasl.evaluateResponse(message("", "bob", "no")));
        assertThrows(IllegalStateException.class, () -> sasl.evaluateResponse(message("", "bob", "pw1")));
        assertThrows(IllegalStateException.class, sasl::getAuthorizationID);
    }

    @Test
    void callersThatKeepTheTypedNameGetNoOtherAccount() throws Exception {
        TikiAuthProvider provider = new TikiAuthProvider();
        provider.authenticate("bob", "pw1");
        provider.authenticate("Carl", "native");
        assertThrows(UnauthorizedException.class, () -> provider.authenticate("admin", "tiki"));
        assertThrows(UnauthorizedException.class, () -> provider.authenticate("bob", "pw2"));
        assertThrows(UnauthorizedException.class, () -> provider.authenticate("Alice Smith", "pw"));
        assertThrows(UnauthorizedException.class, () -> provider.authenticate("bob", null));
        server.connected = false;
        assertThrows(ConnectionException.class, () -> provider.authenticate("bob", "pw1"));
        Bridge.stop();
        assertThrows(ConnectionException.class, () -> provider.authenticate("bob", "pw1"));
    }

    @Test
    void nothingOfAStoredPasswordIsGivenOut() {
        TikiAuthProvider provider = new TikiAuthProvider();
        assertFalse(provider.isScramSupported());
        assertFalse(provider.supportsPasswordRetrieval());
        assertThrows(UnsupportedOperationException.class, () -> provider.getPassword("bob"));
        assertThrows(UnsupportedOperationException.class, () -> provider.getSalt("bob"));
        assertThrows(UnsupportedOperationException.class, () -> provider.getIterations("bob"));
        assertThrows(UnsupportedOperationException.class, () -> provider.getStoredKey("bob"));
        assertThrows(UnsupportedOperationException.class, () -> provider.getServerKey("bob"));
    }

    @Test
    void noExceptionCarriesThePassword() {
        for (String password : new String[] {"pw2", "nope-nope"}) {
            SaslFailureException e = assertThrows(SaslFailureException.class, () -> login("x", "bob", password));
            assertFalse(e.toString().contains(password));
            assertNull(e.getCause());
        }
    }

    private String login(String authzid, String authcid, String password) throws Exception {
        PlainSaslServer sasl = new PlainSaslServer(bridge.gatekeeper(), server, lenient);
        sasl.evaluateResponse(message(authzid, authcid, password));
        assertTrue(sasl.isComplete());
        return sasl.getAuthorizationID();
    }

    private Failure failure(String authzid, String typed, String password) {
        return failure(authzid, typed, password, typed);
    }

    private Failure failure(String authzid, String typed, String password, String knownAs) {
        server.attributes.computeIfAbsent(typed + "/" + password, k -> server.attributes.get(knownAs + "/" + password));
        return assertThrows(SaslFailureException.class, () -> login(authzid, typed, password)).getFailure();
    }

    private static byte[] message(String authzid, String authcid, String password) {
        return (authzid + "\0" + authcid + "\0" + password).getBytes(StandardCharsets.UTF_8);
    }
}
