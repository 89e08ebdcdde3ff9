package org.tikilivechat.openfire;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.dom4j.Element;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.PacketError;

/**
 * What came of asking the component: its decision, or why there is none. What follows from it is decided in
 * {@link Gatekeeper}.
 *
 * <p>Rule: the component protocol, version 1. Reading is strict: whatever is not exactly a decision counts as
 * "could not ask", never as a yes.
 */
final class LoginAnswer {
    enum Kind { ACCEPT, NATIVE, REFUSE, UNAVAILABLE }

    /** The words that a log shows when the component could not be asked. */
    static final String NOT_CONNECTED = "not-connected";
    static final String NO_SECRET = "no-secret";
    static final String BREAKER_OPEN = "breaker-open";
    static final String TIMEOUT = "timeout";
    static final String MALFORMED = "malformed-answer";
    static final String IQ_ERROR = "iq-error";
    static final String INTERRUPTED = "interrupted";
    static final String INTERNAL = "internal-error";

    /** ofUser.username is a varchar(64). */
    private static final int LONGEST_USERNAME = 64;
    private static final Set<String> SAME_EVERYWHERE = new HashSet<>(Arrays.asList(
            IQ_ERROR + "-bad-request", IQ_ERROR + "-not-authorized", IQ_ERROR + "-forbidden"));
    private static final Set<String> FROM_THE_SERVER = new HashSet<>(Arrays.asList(
            IQ_ERROR + "-service-unavailable", IQ_ERROR + "-recipient-unavailable",
            IQ_ERROR + "-remote-server-not-found", IQ_ERROR + "-remote-server-timeout"));
    private static final Pattern REASON = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private final Kind kind;
    private final String detail;
    private final String question;

    private LoginAnswer(Kind kind, String detail, String question) {
        this.kind = kind;
        this.detail = detail;
        this.question = question;
    }

    static LoginAnswer accept(String username) {
        return new LoginAnswer(Kind.ACCEPT, username, "");
    }

    static LoginAnswer askNative() {
        return new LoginAnswer(Kind.NATIVE, "", "");
    }

    static LoginAnswer refuse(String reason) {
        return new LoginAnswer(Kind.REFUSE, reason, "");
    }

    static LoginAnswer unavailable(String why) {
        return new LoginAnswer(Kind.UNAVAILABLE, why, "");
    }

    /** The same answer, with the id of the question that was sent. */
    LoginAnswer to(String id) {
        return new LoginAnswer(kind, detail, id);
    }

    /** The id of the question that was sent, which the component logs too; empty if none was sent. */
    String question() {
        return question;
    }

    Kind kind() {
        return kind;
    }

    /** The accepted username: a prepared JID local part. Only of {@link Kind#ACCEPT}. */
    String username() {
        if (kind != Kind.ACCEPT) {
            throw new IllegalStateException("only an accepted login has a username");
        }
        return detail;
    }

    /** Why it was refused or could not be asked: lower-case letters, digits and hyphens only. */
    String reason() {
        return kind == Kind.REFUSE || kind == Kind.UNAVAILABLE ? detail : "";
    }

    /**
     * Whether another component may know better: this one was away, had no room, or could ask nobody. What was wrong
     * with the question, or with the secret, is wrong for all of them.
     */
    boolean isWorthAnotherTry() {
        return kind == Kind.UNAVAILABLE && (detail.equals(NOT_CONNECTED)
                || detail.startsWith(IQ_ERROR) && !SAME_EVERYWHERE.contains(detail));
    }

    /** Whether the chat server itself answered, in vain of a component that had gone. */
    boolean isFromTheServer() {
        return FROM_THE_SERVER.contains(detail);
    }

    /**
     * Reads the IQ that came back.
     *
     * @param component the address that components share
     * @param asked     the address that was asked; an answer from anywhere else than these two decides nothing
     */
    static LoginAnswer parse(IQ iq, JID component, JID asked) {
        if (!component.equals(iq.getFrom()) && !asked.equals(iq.getFrom())) {
            return unavailable(MALFORMED);
        }
        if (iq.getType() == IQ.Type.error) {
            PacketError error = iq.getError();
            PacketError.Condition condition = error == null ? null : error.getCondition();
            return unavailable(condition == null ? IQ_ERROR : IQ_ERROR + "-" + condition.toXMPP());
        }
        Element login = iq.getChildElement();
        if (iq.getType() != IQ.Type.result || login == null || !LoginQuestion.ELEMENT.equals(login.getName())
                || !LoginQuestion.NAMESPACE.equals(login.getNamespaceURI())) {
            return unavailable(MALFORMED);
        }
        String decision = login.attributeValue("decision");
        if ("accept".equals(decision)) {
            String username = login.attributeValue("username");
            return isPreparedLocalPart(username) ? accept(username) : unavailable(MALFORMED);
        }
        if ("native".equals(decision)) {
            return askNative();
        }
        if ("refuse".equals(decision)) {
            String reason = login.attributeValue("reason");
            return refuse(reason != null && REASON.matcher(reason).matches() ? reason : "unknown");
        }
        return unavailable(MALFORMED);
    }

    private static boolean isPreparedLocalPart(String username) {
        if (username == null || username.isEmpty() || username.length() > LONGEST_USERNAME) {
            return false;
        }
        try {
            return username.equals(JID.nodeprep(username));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
