package org.tikilivechat.openfire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The one message of SASL PLAIN, taken apart. No toString: it holds a password.
 *
 * <p>Rule: RFC 4616, section 2: {@code [authzid] NUL authcid NUL passwd} in UTF-8, the last two not empty.
 */
final class PlainMessage {
    private final String authzid;
    private final String authcid;
    private final String password;

    private PlainMessage(String authzid, String authcid, String password) {
        this.authzid = authzid;
        this.authcid = authcid;
        this.password = password;
    }

    /** @return the parts, or null if the bytes are not such a message */
    static PlainMessage parse(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
        String[] parts = text.split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            return null;
        }
        return new PlainMessage(parts[0], parts[1], parts[2]);
    }

    /** The account that the client asks to act as; empty if it leaves that to the server. */
    String authzid() {
        return authzid;
    }

    /** The name whose password this is. */
    String authcid() {
        return authcid;
    }

    String password() {
        return password;
    }
}
