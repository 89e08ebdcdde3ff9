package org.tikilivechat.openfire;

import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.xmpp.component.IQResultListener;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;

/**
 * The questions about one login; whom they go to is told by {@link Replicas}. The first decision counts.
 *
 * <p>A second component is asked if the first one goes away, cannot decide, or is silent: it has answered nobody since
 * it was asked. One that is only busy is waited for, so that a storm of logins does not become two. Asking twice does
 * no harm: a login changes nothing the second time, and each component counts a failure of its own once.
 */
final class LoginInquiry {
    /** How often a waiting login looks whether those are still there whom it has asked. */
    private static final long LOOK_MILLIS = 100;
    /** How many components are asked about one login, at most. */
    private static final int MOST_QUESTIONS = 3;

    private final ChatServer server;
    private final Settings settings;
    private final Replicas replicas;
    private final LongSupplier clockMillis;
    private final JID component;
    private final BlockingQueue<Given> answers = new LinkedBlockingQueue<>();
    private final Deque<String> left = new ArrayDeque<>();
    /** Who has been asked and has not answered yet, and since when. */
    private final Map<String, Long> asked = new LinkedHashMap<>();
    private Question question;
    private boolean askedAgain;
    private LoginAnswer last = LoginAnswer.unavailable(LoginAnswer.TIMEOUT);

    /** @param component the address that all components share */
    LoginInquiry(ChatServer server, Settings settings, Replicas replicas, LongSupplier clockMillis, JID component) {
        this.server = server;
        this.settings = settings;
        this.replicas = replicas;
        this.clockMillis = clockMillis;
        this.component = component;
    }

    /**
     * Asks, and waits no longer than the timeout of the settings. To be called once.
     *
     * @param secret that the questions are sealed with
     * @return the decision, or why there is none
     * @throws CharacterCodingException the name or the password is not text
     */
    LoginAnswer ask(String secret, String name, String password) throws CharacterCodingException {
        long end = clockMillis.getAsLong() + settings.timeoutMillis();
        List<String> order = replicas.order(SaslName.spelledAlike(name, server.domain()), this::isConnected,
                2 * settings.secondQuestionMillis());
        left.addAll(order.subList(0, Math.min(order.size(), MOST_QUESTIONS)));
        if (replicas.mayLookForNew()) {
            server.send(LoginQuestion.who(new JID(null, server.domain(), null), component), new Newcomer(),
                    settings.timeoutMillis());
        }
        question = id -> LoginSeal.seal(secret, id, name, password);
        askNext();
        try {
            for (long rest = end - clockMillis.getAsLong(); rest > 0; rest = end - clockMillis.getAsLong()) {
                Given given = answers.poll(Math.min(rest, LOOK_MILLIS), TimeUnit.MILLISECONDS);
                if (given == null) {
                    look();
                } else {
                    asked.remove(given.replica);
                    last = given.answer;
                    if (!last.isWorthAnotherTry()) {
                        return last;
                    }
                    tryAnother(given.replica);
                }
                if (asked.isEmpty()) {
                    return last;
                }
            }
            return LoginAnswer.unavailable(LoginAnswer.TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return LoginAnswer.unavailable(LoginAnswer.INTERRUPTED);
        }
    }

    /** The id has to be a new one each time: the content is sealed with it. */
    private void askNext() throws CharacterCodingException {
        String replica = left.removeFirst();
        JID to = addressOf(replica);
        String id = LoginQuestion.newId();
        IQ iq = LoginQuestion.build(id, new JID(null, server.domain(), null), to, question.sealed(id));
        asked.put(replica, clockMillis.getAsLong());
        server.send(iq, new Listener(replica, to), settings.timeoutMillis());
    }

    /** Asks another one, or at the shared address once more, if nobody was there any more behind it. */
    private void tryAnother(String replica) throws CharacterCodingException {
        if (left.isEmpty() && !askedAgain && Replicas.ANY.equals(replica) && last.isFromTheServer()
                && isConnected(replica)) {
            askedAgain = true;
            left.add(replica);
        }
        if (!left.isEmpty()) {
            askNext();
        }
    }

    /** Looks who has gone away, and who is silent. */
    private void look() throws CharacterCodingException {
        for (Map.Entry<String, Long> one : new ArrayList<>(asked.entrySet())) {
            String replica = one.getKey();
            if (!isConnected(replica)) {
                asked.remove(replica);
                last = LoginAnswer.unavailable(LoginAnswer.NOT_CONNECTED);
                tryAnother(replica);
            } else if (!left.isEmpty() && isSilent(replica, one.getValue())) {
                replicas.leaveAlone(replica, settings.breakerPauseMillis());
                askNext();
            }
        }
    }

    private boolean isSilent(String replica, long since) {
        return clockMillis.getAsLong() - since >= settings.secondQuestionMillis()
                && !replicas.hasAnsweredSince(replica, since);
    }

    private boolean isConnected(String replica) {
        return server.isConnected(addressOf(replica));
    }

    private JID addressOf(String replica) {
        return Replicas.ANY.equals(replica) ? component : new JID(null, replica + "." + server.domain(), null);
    }

    /** The content of a question with a given id. */
    private interface Question {
        String sealed(String id) throws CharacterCodingException;
    }

    /** What a component has answered. */
    private static final class Given {
        private final String replica;
        private final LoginAnswer answer;

        Given(String replica, LoginAnswer answer) {
            this.replica = replica;
            this.answer = answer;
        }
    }

    /** Nobody waits for its answer. */
    private final class Newcomer implements IQResultListener {
        @Override
        public void receivedAnswer(IQ iq) {
            if (component.equals(iq.getFrom())) {
                replicas.answered(Replicas.nameIn(iq));
            }
        }

        @Override
        public void answerTimeout(String packetId) {
            // The next one is asked in a moment.
        }
    }

    /** Hands Openfire's call-back over to the thread that waits. What nobody waits for any more still tells of life. */
    private final class Listener implements IQResultListener {
        private final String replica;
        private final JID to;

        Listener(String replica, JID to) {
            this.replica = replica;
            this.to = to;
        }

        @Override
        public void receivedAnswer(IQ iq) {
            LoginAnswer answer;
            try {
                answer = LoginAnswer.parse(iq, component, to).to(iq.getID());
                if (!answer.isFromTheServer() && !LoginAnswer.MALFORMED.equals(answer.reason())) {
                    String name = Replicas.nameIn(iq);
                    replicas.answered(Replicas.ANY.equals(name) ? replica : name);
                }
            } catch (RuntimeException e) {
                answer = LoginAnswer.unavailable(LoginAnswer.MALFORMED);
            }
            answers.add(new Given(replica, answer));
        }

        @Override
        public void answerTimeout(String packetId) {
            // Whoever waits keeps the time.
        }
    }
}
