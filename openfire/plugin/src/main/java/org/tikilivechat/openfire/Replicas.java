package org.tikilivechat.openfire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.dom4j.Element;
import org.xmpp.packet.IQ;

/**
 * The components that share one subdomain, and which of them is asked about a name. Each says in its answers by which
 * subdomain of its own it can be asked alone; a single component says nothing, and nobody is known then.
 *
 * <p>A name is always dealt to the same one of those that are well, so that each counts all the failures of its names
 * and remembers their passwords. One that has been silent is left alone for a while, but for one question at a time.
 * Safe for any number of threads.
 */
final class Replicas {
    /** Who is asked where nobody is known: the address that all share. */
    static final String ANY = "";
    /** The attribute of an answer that names its component. */
    static final String ATTRIBUTE = "by";
    private static final int MOST = 32;
    /** How often it is asked at the shared address who is there, so that one that has joined becomes known. */
    static final long LOOK_FOR_NEW_MILLIS = 1000;

    private final Map<String, Replica> known = new HashMap<>();
    private final LongSupplier clockMillis;
    private long lookForNewAt;

    /** @param clockMillis a clock that never goes back */
    Replicas(LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
        this.lookForNewAt = clockMillis.getAsLong();
    }

    /** @return who gave an answer; {@link #ANY} if it does not say */
    static String nameIn(IQ answer) {
        Element content = answer.getType() == IQ.Type.result ? answer.getChildElement() : null;
        String name = content == null ? null : content.attributeValue(ATTRIBUTE);
        return name != null && Settings.isSubdomain(name) ? name : ANY;
    }

    /** Notes that a component has answered: it is there, and is well. */
    synchronized void answered(String name) {
        if (ANY.equals(name) || (known.size() >= MOST && !known.containsKey(name))) {
            return;
        }
        Replica replica = known.computeIfAbsent(name, n -> new Replica());
        replica.answeredAt = clockMillis.getAsLong();
        replica.leftAloneUntil = null;
    }

    /** Whether a component has answered anything since then. */
    synchronized boolean hasAnsweredSince(String name, long millis) {
        Replica replica = known.get(name);
        return replica != null && replica.answeredAt >= millis;
    }

    /** Leaves a component alone that has been silent. */
    synchronized void leaveAlone(String name, long millis) {
        Replica replica = known.get(name);
        if (replica != null) {
            replica.leftAloneUntil = clockMillis.getAsLong() + millis;
        }
    }

    /** Whether it is time to ask who else is there. A single component is never asked. */
    synchronized boolean mayLookForNew() {
        long now = clockMillis.getAsLong();
        if (known.isEmpty() || now < lookForNewAt) {
            return false;
        }
        lookForNewAt = now + LOOK_FOR_NEW_MILLIS;
        return true;
    }

    /**
     * Tells whom to ask about a name, and forgets who is not there any more.
     *
     * @param key         what the dealing goes by: what spellings of the name have in common
     * @param isConnected whether a subdomain is served at this moment
     * @param tryMillis   how long nobody else tries one that was left alone, if this login is to do so
     * @return subdomains, or {@link #ANY} for the shared address, in the order in which they are asked; never empty.
     *         Behind the first one there is only who is well
     */
    synchronized List<String> order(String key, Predicate<String> isConnected, long tryMillis) {
        long now = clockMillis.getAsLong();
        List<String> well = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        known.keySet().removeIf(name -> !isConnected.test(name));
        known.forEach((name, replica) -> (replica.leftAloneUntil == null ? well : silent).add(name));
        well.sort(Comparator.comparingLong(name -> weight(name, key)));
        List<String> order = new ArrayList<>();
        for (String name : silent) {
            Replica replica = known.get(name);
            if (order.isEmpty() && replica.leftAloneUntil <= now) {
                replica.leftAloneUntil = now + tryMillis;
                order.add(name);
            }
        }
        order.addAll(well);
        if (order.isEmpty()) {
            order.add(ANY);
        }
        return order;
    }

    /** The one with the least weight is asked (rendezvous hashing): if one goes, only its own names move. */
    private static long weight(String name, String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((name + '\0' + key).getBytes(StandardCharsets.UTF_8));
            long weight = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                weight = weight << 8 | digest[i] & 0xff;
            }
            return weight;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Replica {
        private long answeredAt;
        /** Null: it is well. */
        private Long leftAloneUntil;
    }
}
