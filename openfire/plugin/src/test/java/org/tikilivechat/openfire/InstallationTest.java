package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The AuthProvider's property through installs, restarts, crashes and removals. */
class InstallationTest {
    private static final String HYBRID = "org.jivesoftware.openfire.auth.HybridAuthProvider";
    private final Map<String, String> properties = new HashMap<>();
    private final List<String> providersSet = new ArrayList<>();
    private final Installation installation = new Installation(properties::get, (name, value) -> {
        properties.put(name, value);
        if (name.equals(Installation.AUTH_PROVIDER)) {
            providersSet.add(value);
        }
    }, properties::remove);

    @Test
    void aServerThatNeverHadAProviderIsAsBefore() {
        installation.install();
        assertEquals(Installation.OURS, provider());
        installation.remove();
        assertTrue(properties.isEmpty());
        assertEquals(Installation.DEFAULT, last(), "4.2.0 does not notice a deletion");
    }

    @Test
    void anotherProviderComesBack() {
        properties.put(Installation.AUTH_PROVIDER, HYBRID);
        installation.install();
        installation.install(); // restart
        installation.install(); // crash and restart
        assertEquals(Installation.OURS, provider());
        installation.remove();
        assertEquals(HYBRID, provider());
        assertEquals(1, properties.size());
    }

    @Test
    void theClassIsLoadedAnewEvenIfItsNameIsTheSame() {
        properties.put(Installation.AUTH_PROVIDER, Installation.OURS);
        installation.install();
        assertEquals(Installation.DEFAULT, providersSet.get(0));
        assertEquals(Installation.OURS, providersSet.get(1));
    }

    @Test
    void aChoiceMadeSinceStands() {
        installation.install();
        properties.put(Installation.AUTH_PROVIDER, HYBRID);
        installation.remove();
        assertEquals(HYBRID, provider());
        assertNull(properties.get(Installation.BEFORE));
    }

    @Test
    void whatWasThereLongAgoIsForgotten() {
        properties.put(Installation.BEFORE, "left.over.from.an.Older");
        installation.install();
        installation.remove();
        assertNull(provider());
    }

    @Test
    void anExplicitDefaultStaysExplicit() {
        properties.put(Installation.AUTH_PROVIDER, Installation.DEFAULT);
        installation.install();
        installation.remove();
        assertEquals(Installation.DEFAULT, provider());
    }

    private String provider() {
        return properties.get(Installation.AUTH_PROVIDER);
    }

    private String last() {
        return providersSet.get(providersSet.size() - 1);
    }
}
