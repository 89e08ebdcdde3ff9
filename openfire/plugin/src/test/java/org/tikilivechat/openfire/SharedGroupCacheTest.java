package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedGroupCacheTest {
    private final Map<String, String> cache = new HashMap<>();
    private final SharedGroupCache groups = new SharedGroupCache(cache);

    @BeforeEach
    void fill() {
        for (String key : Arrays.asList("alicesmith", "bob", "PUBLIC_GROUPS")) {
            cache.put(key, "remembered");
        }
    }

    @Test
    void aMemberIsForgottenByUsername() {
        groups.memberAdded(null, Collections.singletonMap("member", "alicesmith@chat.test"));
        assertEquals(new HashSet<>(Arrays.asList("bob", "PUBLIC_GROUPS")), cache.keySet());
        groups.memberRemoved(null, Collections.singletonMap("member", "bob@chat.test"));
        assertEquals(Collections.singleton("PUBLIC_GROUPS"), cache.keySet());
    }

    @Test
    void anAdminOfAGroupIsForgottenToo() {
        groups.adminAdded(null, Collections.singletonMap("admin", "alicesmith@chat.test"));
        groups.adminRemoved(null, Collections.singletonMap("admin", "bob@chat.test"));
        assertEquals(Collections.singleton("PUBLIC_GROUPS"), cache.keySet());
    }

    @Test
    void whenSharingChangesEverythingIsForgotten() {
        groups.groupModified(null, Collections.singletonMap("propertyKey", "description"));
        assertEquals(3, cache.size());
        groups.groupModified(null, Collections.singletonMap("propertyKey", "sharedRoster.showInRoster"));
        assertTrue(cache.isEmpty());
    }

    @Test
    void whatIsNoJidIsNobody() {
        groups.memberAdded(null, Collections.singletonMap("member", "@@"));
        groups.memberAdded(null, Collections.emptyMap());
        assertEquals(3, cache.size());
    }
}
