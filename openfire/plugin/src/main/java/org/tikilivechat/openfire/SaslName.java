package org.tikilivechat.openfire;

import java.text.Normalizer;
import java.util.Locale;
import org.xmpp.packet.JID;

/**
 * What can be said of a name as a person typed it: which chat username it is, if any, and how it may be shown in a
 * log. Whose name it is, is decided by the component.
 *
 * <p>Rules: nodeprep (RFC 6122, appendix A) as Openfire's own JID class does it.
 */
final class SaslName {
    private static final int LONGEST_IN_LOG = 64;

    private SaslName() {
    }

    /**
     * @param typed  a bare username, or one with the chat's own domain behind it
     * @param domain the chat's own domain
     * @return the prepared JID local part, or null if the name cannot be one
     */
    static String localPart(String typed, String domain) {
        String name = typed;
        int at = name.lastIndexOf('@');
        if (at >= 0) {
            if (!name.substring(at + 1).toLowerCase(Locale.ROOT).equals(domain.toLowerCase(Locale.ROOT))) {
                return null;
            }
            name = name.substring(0, at);
        }
        try {
            String prepared = JID.nodeprep(name);
            return prepared == null || prepared.isEmpty() ? null : prepared;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * What the spellings of a name have in common that mean one account, as a rule: its letters and digits in lower
     * case, without the chat's own domain. So {@code Alice Smith} is {@code alicesmith}, her Live Chat ID.
     *
     * @return never empty; the name itself if it has neither letters nor digits
     */
    static String spelledAlike(String typed, String domain) {
        String own = '@' + domain.toLowerCase(Locale.ROOT);
        String name = Normalizer.normalize(typed, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        String local = JID.unescapeNode(name.endsWith(own) ? name.substring(0, name.length() - own.length()) : name);
        StringBuilder alike = new StringBuilder();
        local.codePoints().filter(Character::isLetterOrDigit).forEach(alike::appendCodePoint);
        return alike.length() == 0 ? typed : alike.toString();
    }

    /** The name with everything that could forge or hide a log line replaced, cut to a bounded length. */
    static String forLog(String name) {
        if (name == null) {
            return "(none)";
        }
        StringBuilder shown = new StringBuilder();
        int end = name.offsetByCodePoints(0, Math.min(LONGEST_IN_LOG, name.codePointCount(0, name.length())));
        name.substring(0, end).codePoints().forEach(c -> shown.appendCodePoint(isPrintable(c) ? c : '?'));
        return end < name.length() ? shown + "... (" + name.length() + " characters)" : shown.toString();
    }

    private static boolean isPrintable(int codePoint) {
        switch (Character.getType(codePoint)) {
            case Character.CONTROL:
            case Character.FORMAT:
            case Character.LINE_SEPARATOR:
            case Character.PARAGRAPH_SEPARATOR:
            case Character.SURROGATE:
            case Character.PRIVATE_USE:
            case Character.UNASSIGNED:
                return false;
            default:
                return true;
        }
    }
}
