package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.dom4j.DocumentHelper;
import org.junit.jupiter.api.Test;
import org.xmpp.packet.IQ;

/** Whom a login goes to. */
class ReplicasTest {
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final Replicas replicas = new Replicas(clock::get);

    private List<String> order(String key) {
        return replicas.order(key, name -> true, 100);
    }

    @Test
    void theSharedAddressIsAskedWhileNobodyIsKnown() {
        assertEquals(Collections.singletonList(Replicas.ANY), order("alice"));
        replicas.answered(Replicas.ANY);
        clock.addAndGet(10_000);
        assertEquals(Collections.singletonList(Replicas.ANY), order("alice"));
    }

    @Test
    void aNameIsAlwaysDealtToTheSameAndNamesAreSpreadOverAll() {
        replicas.answered("tiki-a");
        replicas.answered("tiki-b");
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            List<String> order = order("name" + i);
            assertEquals(2, order.size());
            assertEquals(order, order("name" + i));
            counts.merge(order.get(0), 1, Integer::sum);
        }
        assertTrue(counts.get("tiki-a") > 400 && counts.get("tiki-b") > 400, counts::toString);
    }

    @Test
    void onlyTheNamesOfWhoHasGoneMove() {
        for (String name : Arrays.asList("tiki-a", "tiki-b", "tiki-c")) {
            replicas.answered(name);
        }
        for (int i = 0; i < 300; i++) {
            List<String> before = order("name" + i);
            List<String> after = replicas.order("name" + i, name -> !"tiki-b".equals(name), 100);
            assertEquals("tiki-b".equals(before.get(0)) ? before.get(1) : before.get(0), after.get(0));
            assertFalse(after.contains("tiki-b"));
            replicas.answered("tiki-b");
        }
    }

    @Test
    void onceASecondSomebodyNewIsLookedForIfThereAreSeveral() {
        clock.addAndGet(5000);
        assertFalse(replicas.mayLookForNew());
        replicas.answered("tiki-a");
        assertTrue(replicas.mayLookForNew());
        assertFalse(replicas.mayLookForNew());
        clock.addAndGet(1000);
        assertTrue(replicas.mayLookForNew());
    }

    @Test
    void whoIsSilentIsLeftAloneThenTriedByOneAndIsWellOnceItAnswers() {
        replicas.answered("tiki-a");
        replicas.answered("tiki-b");
        replicas.leaveAlone("tiki-a", 5000);
        clock.addAndGet(4999);
        assertEquals(Collections.singletonList("tiki-b"), order("alice"));
        clock.addAndGet(1);
        assertEquals(Arrays.asList("tiki-a", "tiki-b"), order("alice"));
        assertEquals(Collections.singletonList("tiki-b"), order("bob"));
        assertFalse(replicas.hasAnsweredSince("tiki-a", clock.get()));
        replicas.answered("tiki-a");
        assertTrue(replicas.hasAnsweredSince("tiki-a", clock.get()));
        assertEquals(2, order("alice").size());
    }

    @Test
    void theSharedAddressIsAskedIfAllAreSilent() {
        replicas.answered("tiki-a");
        replicas.leaveAlone("tiki-a", 5000);
        assertEquals(Collections.singletonList(Replicas.ANY), order("alice"));
    }

    @Test
    void nobodyFillsTheMemory() {
        for (int i = 0; i < 1000; i++) {
            replicas.answered("tiki-" + i);
        }
        assertEquals(32, order("alice").size());
    }

    @Test
    void onlySubdomainsAreNames() throws Exception {
        assertEquals("tiki-a", Replicas.nameIn(answer("result", "by='tiki-a'")));
        for (String attributes : Arrays.asList("", "by=''", "by='a b'", "by='x@y'", "by='Tiki'", "by='a/b'")) {
            assertEquals(Replicas.ANY, Replicas.nameIn(answer("result", attributes)));
        }
        assertEquals(Replicas.ANY, Replicas.nameIn(answer("error", "by='tiki-a'")));
    }

    private static IQ answer(String type, String attributes) throws Exception {
        return new IQ(DocumentHelper.parseText("<iq type='" + type + "' from='tiki.chat.test' to='chat.test' id='1'>"
                + "<login xmlns='urn:tiki-livechat:login:1' " + attributes + "/></iq>").getRootElement());
    }
}
