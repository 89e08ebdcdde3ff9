package org.tikilivechat.openfire;

import java.security.Provider;
import java.security.Security;

/**
 * Puts {@link PlainSaslServerFactory} before Openfire's own PLAIN in Java's list of security providers, and takes it
 * out again. It provides nothing else, so no other user of that list notices.
 */
final class PlainSaslProvider extends Provider {
    private static final long serialVersionUID = 1L;
    private static final String NAME = "TikiLivechat";

    @SuppressWarnings("deprecation") // Java 8 knows no other constructor.
    private PlainSaslProvider() {
        super(NAME, 1.0, "SASL PLAIN that asks the tiki-livechat component");
        put("SaslServerFactory." + PlainSaslServerFactory.MECHANISM, PlainSaslServerFactory.class.getName());
    }

    static void install() {
        remove();
        Security.insertProviderAt(new PlainSaslProvider(), 1);
    }

    static void remove() {
        Security.removeProvider(NAME);
    }
}
