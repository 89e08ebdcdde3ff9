package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.dom4j.DocumentHelper;
import org.dom4j.Element;
import org.dom4j.Namespace;
import org.dom4j.QName;
import org.jivesoftware.openfire.commands.SessionData;
import org.jivesoftware.openfire.session.ClientSession;
import org.junit.jupiter.api.Test;
import org.xmpp.packet.JID;
import org.xmpp.packet.Presence;

class PresenceWatchTest {
    private static final JID COMPONENT = new JID("tiki.chat.test");
    private static final JID OTHER = new JID("tiki-b.chat.test");
    private static final QName LANGUAGE = new QName("lang", Namespace.XML_NAMESPACE);

    private final FakeServer server = new FakeServer();
    private final PresenceWatch watch = new PresenceWatch(server);
    private final ClientSession phone = session("bob@chat.test/phone", false);

    @Test
    void aComponentThatAskedIsToldOfFirstAndLastPresences() {
        watch.add(COMPONENT);
        watch.availableSession(phone, presence(null));
        watch.unavailableSession(phone, new Presence(Presence.Type.unavailable));

        assertEquals(Arrays.asList("available bob@chat.test/phone", "unavailable bob@chat.test/phone"), told());
        assertEquals("chat.test", server.messages.get(0).getFrom().toString());
        assertEquals(COMPONENT, server.messages.get(0).getTo());
    }

    @Test
    void theLanguageOfThePresenceIsTold() {
        watch.add(COMPONENT);
        watch.availableSession(phone, presence("de-AT"));
        watch.availableSession(phone, presence(null));

        assertEquals("de-AT", content(0).attributeValue(LANGUAGE));
        assertNull(content(1).attributeValue(LANGUAGE));
    }

    @Test
    void nothingInBetweenIsTold() {
        watch.add(COMPONENT);
        watch.presenceChanged(phone, presence(null));
        watch.subscribedToPresence(phone.getAddress(), phone.getAddress());
        watch.unsubscribedToPresence(phone.getAddress(), phone.getAddress());

        assertTrue(server.messages.isEmpty());
    }

    @Test
    void anonymousUsersAreNobody() {
        watch.add(COMPONENT);
        watch.availableSession(session("4f2a@chat.test/4f2a", true), presence(null));

        assertTrue(server.messages.isEmpty());
    }

    @Test
    void eachComponentIsToldOnceAndOnlyWhileItIsConnected() {
        server.replicas.add("tiki-b");
        watch.add(COMPONENT);
        watch.add(COMPONENT);
        watch.add(OTHER);
        watch.availableSession(phone, presence(null));
        assertEquals(2, server.messages.size());

        server.replicas.clear();
        watch.unavailableSession(phone, presence(null));
        assertEquals(3, server.messages.size());
        server.replicas.add("tiki-b");
        watch.availableSession(phone, presence(null));
        assertEquals(4, server.messages.size(), "it has to ask again");
    }

    @Test
    void aPresenceDoesNotFailIfTheComponentCannotBeTold() {
        watch.add(COMPONENT);
        server.isBroken = true;
        watch.availableSession(phone, presence(null));

        assertTrue(server.messages.isEmpty());
    }

    @Test
    void whoHasCarriedOutTheCommandIsTold() {
        WatchCommand command = new WatchCommand(watch);
        SessionData session = new SessionData("s", COMPONENT);
        assertEquals(1, command.getMaxStages(session));
        command.addStageInformation(session, DocumentHelper.createElement("command"));
        watch.availableSession(phone, presence(null));
        assertTrue(server.messages.isEmpty());

        Element answer = DocumentHelper.createElement("command");
        command.execute(session, answer);
        watch.availableSession(phone, presence(null));

        assertEquals("info", answer.element("note").attributeValue("type"));
        assertEquals(1, server.messages.size());
    }

    @Test
    void noPersonMayWatchOthers() {
        assertFalse(new WatchCommand(watch).hasPermission(new JID("admin@chat.test/console")));
    }

    private List<String> told() {
        return server.messages.stream()
                .map(message -> message.getElement().elements().get(0))
                .map(element -> (Element) element)
                .map(element -> element.getName() + " " + element.attributeValue("jid"))
                .collect(Collectors.toList());
    }

    private Element content(int number) {
        return server.messages.get(number).getChildElement("available", PresenceWatch.NAMESPACE);
    }

    private static Presence presence(String language) {
        Presence presence = new Presence();
        presence.getElement().addAttribute(LANGUAGE, language);
        return presence;
    }

    private static ClientSession session(String jid, boolean isAnonymous) {
        return (ClientSession) Proxy.newProxyInstance(PresenceWatchTest.class.getClassLoader(),
                new Class<?>[] {ClientSession.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "getAddress":
                            return new JID(jid);
                        case "isAnonymousUser":
                            return isAnonymous;
                        default:
                            throw new UnsupportedOperationException(method.getName());
                    }
                });
    }
}
