package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.Security;
import java.util.Collections;
import java.util.Map;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslServer;
import org.jivesoftware.openfire.sasl.Failure;
import org.jivesoftware.openfire.sasl.SaslFailureException;
import org.jivesoftware.openfire.sasl.SaslProvider;
import org.jivesoftware.openfire.sasl.SaslServerPlainImpl;
import org.jivesoftware.openfire.session.LocalSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which PLAIN Java finds: the real lookup, with Openfire's own provider in the list. */
class SaslDiscoveryTest {
    private final FakeServer server = new FakeServer();

    @BeforeEach
    void openfireIsThere() {
        Security.addProvider(new SaslProvider());
    }

    @AfterEach
    void cleanUp() {
        PlainSaslProvider.remove();
        Security.removeProvider(new SaslProvider().getName());
        Bridge.stop();
    }

    @Test
    void oursComesFirstAndGoesAgain() throws Exception {
        Bridge.run(new Bridge(server, new Settings(name -> null)));
        PlainSaslProvider.install();
        assertEquals(PlainSaslServer.class, create(Collections.emptyMap()).getClass());
        PlainSaslProvider.install(); // an update
        assertEquals(PlainSaslServer.class, create(Collections.emptyMap()).getClass());
        PlainSaslProvider.remove();
        assertEquals(SaslServerPlainImpl.class, create(Collections.emptyMap()).getClass());
    }

    @Test
    void withoutTheBridgeItIsOpenfires() throws Exception {
        PlainSaslProvider.install();
        assertEquals(SaslServerPlainImpl.class, create(Collections.emptyMap()).getClass());
    }

    @Test
    void anotherServersConnectionGetsNone() {
        Bridge.run(new Bridge(server, new Settings(name -> null)));
        PlainSaslProvider.install();
        Map<String, Object> props = Collections.singletonMap(LocalSession.class.getCanonicalName(), new Object());
        assertEquals(Failure.INVALID_MECHANISM,
                assertThrows(SaslFailureException.class, () -> create(props)).getFailure());
    }

    @Test
    void itTakesNothingElseOver() throws Exception {
        PlainSaslProvider.install();
        assertEquals(1, Security.getProvider("TikiLivechat").getServices().size());
        assertTrue(new PlainSaslServerFactory().getMechanismNames(null).length == 1);
    }

    private static SaslServer create(Map<String, ?> props) throws Exception {
        SaslServer sasl = Sasl.createSaslServer("PLAIN", "xmpp", "chat.test", props, callbacks -> { });
        assertNotNull(sasl);
        return sasl;
    }
}
