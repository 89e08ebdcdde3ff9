package org.tikilivechat.openfire;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugin's settings: Openfire system properties whose names begin with {@code tikiLivechat.}. They are read at
 * every use, so a change in the admin console takes effect at once. An unreadable value means the default, and is
 * logged once. What {@link Installation} remembers is no setting and is not here.
 */
final class Settings {
    static final String PREFIX = "tikiLivechat.";
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
    /** One or more DNS labels (RFC 1035, section 2.3.1). */
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    /** Who may sign in, by the chat's own password, while the component cannot be asked. */
    enum WhenUnavailable { ADMINS, NATIVE, NOBODY }

    private final UnaryOperator<String> properties;
    private final Map<String, String> warnedAbout = new ConcurrentHashMap<>();

    /** @param properties from a property's name to its value, or null */
    Settings(UnaryOperator<String> properties) {
        this.properties = properties;
    }

    /** The component's subdomain below the chat's domain. */
    String component() {
        String value = text("component", "tiki").toLowerCase(Locale.ROOT);
        return isSubdomain(value) ? value : unreadable("component", value, "tiki");
    }

    static boolean isSubdomain(String text) {
        return SUBDOMAIN.matcher(text).matches();
    }

    /** How long one login waits for the component. */
    long timeoutMillis() {
        return number("timeoutMillis", 5000, 100, 60_000);
    }

    /** How long one of several components may be silent until another one is asked the same. */
    long secondQuestionMillis() {
        return number("secondQuestionMillis", 1000, 50, 60_000);
    }

    /** How many questions in a row must fail slowly before the component is left alone. */
    int breakerFailures() {
        return (int) number("breakerFailures", 5, 1, 10_000);
    }

    /** How long the component is then left alone. */
    long breakerPauseMillis() {
        return number("breakerPauseMillis", 3000, 100, 3_600_000);
    }

    WhenUnavailable whenUnavailable() {
        String value = text("whenUnavailable", "admins");
        for (WhenUnavailable choice : WhenUnavailable.values()) {
            if (choice.name().equalsIgnoreCase(value)) {
                return choice;
            }
        }
        return unreadable("whenUnavailable", value, WhenUnavailable.ADMINS);
    }

    private long number(String name, long fallback, long least, long most) {
        String value = text(name, Long.toString(fallback));
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number that is out of bounds.
        }
        return unreadable(name, value, fallback);
    }

    private String text(String name, String fallback) {
        String value = properties.apply(PREFIX + name);
        return value == null || value.trim().isEmpty() ? fallback : value.trim();
    }

    private <T> T unreadable(String name, String value, T fallback) {
        if (!value.equals(warnedAbout.put(name, value))) {
            LOG.warn("The property " + PREFIX + name + " has the unreadable value '{}'. Using {} instead.",
                    SaslName.forLog(value), String.valueOf(fallback).toLowerCase(Locale.ROOT));
        }
        return fallback;
    }
}
