package org.tikilivechat.openfire;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dom4j.Element;
import org.dom4j.Namespace;
import org.dom4j.QName;
import org.jivesoftware.openfire.session.ClientSession;
import org.jivesoftware.openfire.user.PresenceEventDispatcher;
import org.jivesoftware.openfire.user.PresenceEventListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.packet.JID;
import org.xmpp.packet.Message;
import org.xmpp.packet.Presence;

/**
 * Tells components at once which clients become available and unavailable, and nothing in between. {@link WatchCommand}
 * is how a component asks for it; it is told until it is not connected any more.
 *
 * <p>Openfire's own command {@code packets_notification} would tell of presences too. But where hundreds of people see
 * each other, 4.2.0 then sets every single one of the presences between them aside for copying, loses those beyond
 * 10,000, and logs an error with a stack trace for each.
 *
 * <p>Rule: the component protocol, presences, version 1. A message from the server holds one element,
 * {@code available} or {@code unavailable}, whose {@code jid} is the client; {@code xml:lang} is that of its presence.
 */
final class PresenceWatch implements PresenceEventListener {
    static final String NAMESPACE = "urn:tiki-livechat:presence:1";
    private static final Logger LOG = LoggerFactory.getLogger(PresenceWatch.class);
    private static final QName LANGUAGE = new QName("lang", Namespace.XML_NAMESPACE);

    private final ChatServer server;
    private final Set<JID> watchers = ConcurrentHashMap.newKeySet();

    PresenceWatch(ChatServer server) {
        this.server = server;
    }

    void install() {
        PresenceEventDispatcher.addListener(this);
    }

    void remove() {
        PresenceEventDispatcher.removeListener(this);
        watchers.clear();
    }

    /** Tells this component from now on. Harmless if it is told already. */
    void add(JID component) {
        watchers.add(component);
    }

    @Override
    public void availableSession(ClientSession session, Presence presence) {
        tell("available", session, presence.getElement().attributeValue(LANGUAGE));
    }

    @Override
    public void unavailableSession(ClientSession session, Presence presence) {
        tell("unavailable", session, null);
    }

    /** Openfire calls this on the thread that reads from the client, whose presence must not fail for it. */
    private void tell(String what, ClientSession session, String language) {
        try {
            watchers.removeIf(watcher -> !server.isConnected(watcher));
            if (!session.isAnonymousUser()) {
                watchers.forEach(watcher -> server.send(message(what, session.getAddress(), language, watcher)));
            }
        } catch (RuntimeException e) {
            LOG.error("The component was not told who comes and goes.", e);
        }
    }

    private Message message(String what, JID client, String language, JID watcher) {
        Message message = new Message();
        message.setFrom(new JID(null, server.domain(), null));
        message.setTo(watcher);
        Element element = message.addChildElement(what, NAMESPACE);
        element.addAttribute("jid", client.toString());
        element.addAttribute(LANGUAGE, language);
        return message;
    }

    @Override
    public void presenceChanged(ClientSession session, Presence presence) {
        // It is there all the same.
    }

    @Override
    public void subscribedToPresence(JID subscriberJID, JID authorizerJID) {
        // Nobody comes or goes by that.
    }

    @Override
    public void unsubscribedToPresence(JID unsubscriberJID, JID recipientJID) {
        // Nobody comes or goes by that.
    }
}
