package org.tikilivechat.openfire;

import java.util.concurrent.TimeUnit;
import org.jivesoftware.util.JiveGlobals;

/**
 * The running plugin's objects, for the classes that Openfire and Java make by name and that therefore cannot be
 * handed anything: {@link TikiAuthProvider} and {@link PlainSaslServerFactory}.
 */
final class Bridge {
    private static volatile Bridge running;

    private final ChatServer server;
    private final Gatekeeper gatekeeper;

    Bridge(ChatServer server, Settings settings) {
        this.server = server;
        ComponentLogin component = new ComponentLogin(server, settings,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        this.gatekeeper = new Gatekeeper(server, settings, component);
    }

    static Bridge toOpenfire() {
        return new Bridge(new OpenfireServer(), new Settings(JiveGlobals::getProperty));
    }

    /** @return null if the plugin is not running (any more) */
    static Bridge running() {
        return running;
    }

    static void run(Bridge bridge) {
        running = bridge;
    }

    static void stop() {
        running = null;
    }

    ChatServer server() {
        return server;
    }

    Gatekeeper gatekeeper() {
        return gatekeeper;
    }
}
