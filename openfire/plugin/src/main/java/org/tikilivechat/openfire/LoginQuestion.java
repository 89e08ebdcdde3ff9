package org.tikilivechat.openfire;

import java.security.SecureRandom;
import org.dom4j.Element;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;

/**
 * The stanza that asks the component about one login. How its content is encrypted is in {@link LoginSeal}, how it is
 * sent in {@link ComponentLogin}.
 *
 * <p>Rule: the component protocol, version 1.
 */
final class LoginQuestion {
    static final String NAMESPACE = "urn:tiki-livechat:login:1";
    static final String ELEMENT = "login";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Asks which component is there, see {@link Replicas}. */
    static final String WHO = "who";

    private LoginQuestion() {
    }

    /** An id that was never used and that nobody can guess: 128 random bits, in hex, behind a fixed prefix. */
    static String newId() {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        StringBuilder id = new StringBuilder("tlc-");
        for (byte b : bits) {
            id.append(String.format("%02x", b & 0xff));
        }
        return id.toString();
    }

    /** @param component the address that components share; one of them gets it */
    static IQ who(JID server, JID component) {
        IQ iq = new IQ(IQ.Type.get, newId());
        iq.setFrom(server);
        iq.setTo(component);
        iq.setChildElement(WHO, NAMESPACE);
        return iq;
    }

    /**
     * @param id     as from {@link #newId()}; the content was sealed with the same
     * @param server the chat server's own domain
     * @param sealed the content, base64
     */
    static IQ build(String id, JID server, JID component, String sealed) {
        IQ iq = new IQ(IQ.Type.get, id);
        iq.setFrom(server);
        iq.setTo(component);
        Element login = iq.setChildElement(ELEMENT, NAMESPACE);
        login.setText(sealed);
        return iq;
    }
}
