package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values as an admin, and names as a person, may type them. */
class SettingsAndNamesTest {
    private final Map<String, String> properties = new HashMap<>();
    private final Settings settings = new Settings(properties::get);

    @Test
    void defaults() {
        assertEquals("tiki", settings.component());
        assertEquals(5000, settings.timeoutMillis());
        assertEquals(1000, settings.secondQuestionMillis());
        assertEquals(5, settings.breakerFailures());
        assertEquals(3000, settings.breakerPauseMillis());
        assertEquals(Settings.WhenUnavailable.ADMINS, settings.whenUnavailable());
    }

    @Test
    void aChangeTakesEffectAtOnceAndBlanksDoNotMatter() {
        properties.put("tikiLivechat.timeoutMillis", " 700 ");
        properties.put("tikiLivechat.whenUnavailable", " Nobody ");
        properties.put("tikiLivechat.component", "Bridge");
        assertEquals(700, settings.timeoutMillis());
        assertEquals(Settings.WhenUnavailable.NOBODY, settings.whenUnavailable());
        assertEquals("bridge", settings.component());
    }

    @Test
    void anUnreadableValueMeansTheDefault() {
        for (String value : new String[] {"five", "-1", "0", "99999999999999999999", "5.0", "5e3"}) {
            properties.put("tikiLivechat.timeoutMillis", value);
            properties.put("tikiLivechat.breakerFailures", value);
            properties.put("tikiLivechat.whenUnavailable", value);
            assertEquals(5000, settings.timeoutMillis());
            assertEquals(5, settings.breakerFailures());
            assertEquals(Settings.WhenUnavailable.ADMINS, settings.whenUnavailable());
        }
        for (String value : new String[] {"-a", "a b", "a..b", "a@b", "a/b", "\u00e9"}) {
            properties.put("tikiLivechat.component", value);
            assertEquals("tiki", settings.component());
        }
    }

    @Test
    void aNameIsPreparedOrNone() {
        assertEquals("bob", SaslName.localPart("Bob", "chat.test"));
        assertEquals("bob", SaslName.localPart("BOB@CHAT.test", "chat.test"));
        assertEquals("alice\\20smith", SaslName.localPart("Alice\\20Smith", "chat.test"));
        for (String name : new String[] {"", "@chat.test", "a b", "bob@example.org", "a@b@chat.test", "a/b", "\u0001",
            new String(new char[2000]).replace('\0', 'x')}) {
            assertNull(SaslName.localPart(name, "chat.test"));
        }
    }

    @Test
    void spellingsOfANameAreAlike() {
        for (String name : new String[] {"alicesmith", "Alice Smith", "ALICE  smith", "alice.smith", "Alice\\20Smith",
            "alicesmith@chat.test", "Alice Smith@CHAT.test", "\uff21lice Smith"}) {
            assertEquals("alicesmith", SaslName.spelledAlike(name, "chat.test"));
        }
        assertEquals("bobexampleorg", SaslName.spelledAlike("Bob@example.org", "chat.test"));
        assertEquals("\u0438\u0432\u0430\u043d", SaslName.spelledAlike("\u0418\u0432\u0430\u043d", "chat.test"));
        for (String name : new String[] {"", " ", "@", "\u0001", "\ud800"}) {
            assertEquals(name, SaslName.spelledAlike(name, "chat.test"));
        }
    }

    @Test
    void aLoggedNameCannotForgeALine() {
        assertEquals("bob??ERROR?", SaslName.forLog("bob\r\nERROR\u2028"));
        assertEquals("a?b?", SaslName.forLog("a\u202eb\ud800"));
        assertEquals("\ud83d\udc11", SaslName.forLog("\ud83d\udc11"));
        assertTrue(SaslName.forLog(new String(new char[10_000]).replace('\0', 'x')).length() < 100);
        assertEquals("(none)", SaslName.forLog(null));
    }
}
