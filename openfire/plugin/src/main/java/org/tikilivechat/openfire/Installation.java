package org.tikilivechat.openfire;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Names {@link TikiAuthProvider} as Openfire's AuthProvider, remembers what was there before, and puts that back. Knows
 * nothing but the two properties.
 *
 * <p>Openfire loads another AuthProvider when the property is set to a class name other than that of the one in use.
 * Hence two steps each way: by way of Openfire's default, so that also a newer version of this plugin's class is
 * loaded; and to a class name before the property is deleted, as 4.2.0 does not notice a deletion.
 */
final class Installation {
    static final String AUTH_PROVIDER = "provider.auth.className";
    /** What {@link #AUTH_PROVIDER} was before. It outlives restarts, and is deleted when the plugin is removed. */
    static final String BEFORE = Settings.PREFIX + "before." + AUTH_PROVIDER;
    static final String DEFAULT = "org.jivesoftware.openfire.auth.DefaultAuthProvider";
    static final String OURS = TikiAuthProvider.class.getName();

    private final UnaryOperator<String> get;
    private final BiConsumer<String, String> set;
    private final Consumer<String> delete;

    Installation(UnaryOperator<String> get, BiConsumer<String, String> set, Consumer<String> delete) {
        this.get = get;
        this.set = set;
        this.delete = delete;
    }

    void install() {
        String now = get.apply(AUTH_PROVIDER);
        if (OURS.equals(now)) {
            // After a restart, or after a crash. What was before is remembered already.
            set.accept(AUTH_PROVIDER, DEFAULT);
        } else {
            if (isNamed(now)) {
                set.accept(BEFORE, now);
            } else {
                delete.accept(BEFORE);
            }
            if (!DEFAULT.equals(now)) {
                set.accept(AUTH_PROVIDER, DEFAULT);
            }
        }
        set.accept(AUTH_PROVIDER, OURS);
    }

    void remove() {
        String before = get.apply(BEFORE);
        // Somebody may have chosen another provider since: then that choice stands.
        if (OURS.equals(get.apply(AUTH_PROVIDER))) {
            set.accept(AUTH_PROVIDER, DEFAULT);
            if (!isNamed(before)) {
                delete.accept(AUTH_PROVIDER);
            } else if (!DEFAULT.equals(before)) {
                set.accept(AUTH_PROVIDER, before);
            }
        }
        delete.accept(BEFORE);
    }

    private static boolean isNamed(String value) {
        return value != null && !value.trim().isEmpty();
    }
}
