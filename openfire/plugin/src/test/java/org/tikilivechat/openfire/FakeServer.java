package org.tikilivechat.openfire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.dom4j.Element;
import org.xmpp.component.IQResultListener;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.Message;

/** A chat server in memory. By default the component is connected and answers with {@link #attributes}. */
final class FakeServer implements ChatServer {
    volatile boolean connected = true;
    /** Subdomains of components that can be asked alone, too. */
    final Set<String> replicas = ConcurrentHashMap.newKeySet();
    String secret = "s3cret";
    /** Attributes of the answer, by {@code name/password}. */
    final Map<String, String[]> attributes = new HashMap<>();
    final Map<String, String> nativePasswords = new HashMap<>();
    final Set<String> admins = new HashSet<>();
    final Set<String> lockedOut = new HashSet<>();
    final Set<String> accounts = new HashSet<>();
    final List<IQ> sent = Collections.synchronizedList(new ArrayList<>());
    final List<Message> messages = Collections.synchronizedList(new ArrayList<>());
    /** Whether messages cannot be sent. */
    boolean isBroken;
    BiConsumer<IQ, IQResultListener> component = this::answer;

    @Override
    public String domain() {
        return "chat.test";
    }

    @Override
    public boolean isConnected(JID address) {
        String subdomain = address.toString().replaceFirst("\\.chat\\.test$", "");
        return connected && "tiki".equals(subdomain) || replicas.contains(subdomain);
    }

    @Override
    public String secretOf(String subdomain) {
        return secret;
    }

    @Override
    public synchronized void send(IQ question, IQResultListener listener, long forgetAfter) {
        sent.add(question);
        component.accept(question, listener);
    }

    @Override
    public void send(Message message) {
        if (isBroken) {
            throw new IllegalStateException("the server is broken");
        }
        messages.add(message);
    }

    void answer(IQ question, IQResultListener listener) {
        answer(question, listener, null);
    }

    /** @param by which component it is that answers; null if it does not say */
    void answer(IQ question, IQResultListener listener, String by) {
        try {
            String[] login = LoginSealTest.Opener.open(secret, question.getID(), question.getChildElement().getText());
            IQ result = IQ.createResultIQ(question);
            Element element = result.setChildElement("login", LoginQuestion.NAMESPACE);
            String[] pairs = attributes.getOrDefault(login[0] + "/" + login[1],
                    new String[] {"decision", "refuse", "reason", "wrong-password"});
            for (int i = 0; i < pairs.length; i += 2) {
                element.addAttribute(pairs[i], pairs[i + 1]);
            }
            if (by != null) {
                result.setFrom("tiki.chat.test");
                element.addAttribute("by", by);
            }
            listener.receivedAnswer(result);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void accepts(String name, String password, String username) {
        attributes.put(name + "/" + password, new String[] {"decision", "accept", "username", username});
        accounts.add(username);
    }

    void leavesToNative(String name, String password, boolean fits) {
        attributes.put(name + "/" + password, new String[] {"decision", "native"});
        if (fits) {
            nativePasswords.put(SaslName.localPart(name, domain()), password);
        }
    }

    @Override
    public boolean nativePasswordFits(String username, String password) {
        return password.equals(nativePasswords.get(username));
    }

    @Override
    public boolean isAdmin(String username) {
        return admins.contains(username);
    }

    @Override
    public boolean isLockedOut(String username) {
        return lockedOut.contains(username);
    }

    @Override
    public boolean accountExists(String username) {
        return accounts.contains(username);
    }
}
