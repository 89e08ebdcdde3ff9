package org.tikilivechat.openfire;

import org.xmpp.component.IQResultListener;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.Message;

/**
 * What the plugin needs of the chat server, so that its rules can be tested without one. {@link OpenfireServer} is the
 * real one.
 */
interface ChatServer {
    /** The server's own XMPP domain. */
    String domain();

    /** Whether somebody serves this address at this moment. */
    boolean isConnected(JID component);

    /** The shared secret of the component of this subdomain, or null. */
    String secretOf(String subdomain);

    /**
     * Sends a question.
     *
     * @param listener    is called at most once, on any thread
     * @param forgetAfter milliseconds after which the listener may be dropped
     */
    void send(IQ question, IQResultListener listener, long forgetAfter);

    /** Sends a message to somebody who is connected; to nobody else. */
    void send(Message message);

    /** Whether the chat's own password of this prepared username fits. */
    boolean nativePasswordFits(String username, String password);

    boolean isAdmin(String username);

    /** Whether an admin of the chat has locked this account at this moment; such an attempt is recorded. */
    boolean isLockedOut(String username);

    boolean accountExists(String username);
}
