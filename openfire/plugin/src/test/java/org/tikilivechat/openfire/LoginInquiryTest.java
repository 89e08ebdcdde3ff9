package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xmpp.component.IQResultListener;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.PacketError;

/** Two components behind one subdomain, one of which does not do its part. */
class LoginInquiryTest {
    private static final String FIRST = "tiki-a";
    private static final String SECOND = "tiki-b";
    private static final LongSupplier CLOCK = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());

    private final FakeServer server = new FakeServer();
    private final Map<String, String> properties = new HashMap<>();
    private final Replicas replicas = new Replicas(CLOCK);
    private IQResultListener firstListener;
    private IQ firstQuestion;
    private String name;

    @BeforeEach
    void dealANameToTheFirst() {
        properties.put("tikiLivechat.timeoutMillis", "3000");
        properties.put("tikiLivechat.secondQuestionMillis", "200");
        server.replicas.addAll(Arrays.asList(FIRST, SECOND));
        replicas.answered(FIRST);
        replicas.answered(SECOND);
        assertTrue(replicas.mayLookForNew());
        for (int i = 0; name == null; i++) {
            name = FIRST.equals(order("person" + i).get(0)) ? "person" + i : null;
        }
        server.accepts(name, "pw", "somebody");
        long answered = CLOCK.getAsLong();
        while (CLOCK.getAsLong() == answered) {
            Thread.yield(); // What they answered in the millisecond of a question would count as an answer after it.
        }
    }

    @Test
    void oneIsAskedWhereItAnswers() {
        server.component = (question, listener) -> server.answer(question, listener, FIRST);
        assertEquals("somebody", ask().username());
        assertEquals(Collections.singletonList(FIRST), asked());
    }

    @Test
    void anotherIsAskedIfOneIsSilentAndThatOneIsLeftAlone() {
        holdUpTheFirst(() -> { });
        long start = CLOCK.getAsLong();
        assertEquals("somebody", ask().username());
        assertTrue(CLOCK.getAsLong() - start < 2000);
        assertEquals(Arrays.asList(FIRST, SECOND), asked());
        assertNotEquals(server.sent.get(0).getID(), server.sent.get(1).getID());
        assertNotEquals(server.sent.get(0).getChildElement().getText(), server.sent.get(1).getChildElement().getText());
        assertEquals("somebody", ask().username());
        assertEquals(Arrays.asList(FIRST, SECOND, SECOND), asked());
    }

    @Test
    void aLateAnswerTellsThatItIsWellAgain() {
        holdUpTheFirst(() -> { });
        assertEquals("somebody", ask().username());
        server.answer(firstQuestion, firstListener, FIRST);
        assertEquals(FIRST, order(name).get(0));
    }

    @Test
    void oneThatIsOnlyBusyIsWaitedFor() {
        holdUpTheFirst(() -> later(100, () -> replicas.answered(FIRST)),
                () -> later(600, () -> server.answer(firstQuestion, firstListener, FIRST)));
        assertEquals("somebody", ask().username());
        assertEquals(Collections.singletonList(FIRST), asked());
    }

    @Test
    void anotherIsAskedAtOnceIfOneGoesAway() {
        properties.put("tikiLivechat.secondQuestionMillis", "2000");
        holdUpTheFirst(() -> server.replicas.remove(FIRST));
        long start = CLOCK.getAsLong();
        assertEquals("somebody", ask().username());
        assertTrue(CLOCK.getAsLong() - start < 1500);
        assertEquals(Arrays.asList(FIRST, SECOND), asked());
    }

    @Test
    void anotherIsAskedIfOneCannotDecide() {
        errorsOfTheFirst(PacketError.Condition.internal_server_error);
        assertEquals("somebody", ask().username());
        assertEquals(Arrays.asList(FIRST, SECOND), asked());
    }

    @Test
    void whatIsWrongForAllIsAskedOnce() {
        for (PacketError.Condition condition : Arrays.asList(PacketError.Condition.bad_request,
                PacketError.Condition.not_authorized, PacketError.Condition.forbidden)) {
            server.sent.clear();
            errorsOfTheFirst(condition);
            assertEquals("iq-error-" + condition.toXMPP(), ask().reason());
            assertEquals(1, server.sent.size());
        }
    }

    @Test
    void aRefusalIsADecision() {
        server.component = (question, listener) -> server.answer(question, listener, FIRST);
        assertEquals("wrong-password", ask("another").reason());
        assertEquals(1, server.sent.size());
    }

    @Test
    void theTimeIsUpForAllTogetherAndTheLastErrorIsTold() {
        properties.put("tikiLivechat.timeoutMillis", "600");
        server.component = (question, listener) -> { };
        long start = CLOCK.getAsLong();
        assertEquals(LoginAnswer.TIMEOUT, ask().reason());
        assertTrue(CLOCK.getAsLong() - start < 2000);
        assertEquals(Arrays.asList(FIRST, SECOND), asked());
        server.component = (question, listener) -> listener.receivedAnswer(
                error(question, PacketError.Condition.internal_server_error));
        assertEquals("iq-error-internal-server-error", ask().reason());
    }

    @Test
    void theSharedAddressIsAskedOnceMoreIfTheServerFoundNobodyThere() {
        Replicas none = new Replicas(CLOCK);
        server.component = (question, listener) -> {
            if (server.sent.size() == 1) {
                listener.receivedAnswer(error(question, PacketError.Condition.remote_server_not_found));
            } else {
                server.answer(question, listener);
            }
        };
        assertEquals("somebody", ask(none, "pw").username());
        assertEquals(Arrays.asList("tiki", "tiki"), asked());
        server.component = (question, listener) -> listener.receivedAnswer(
                error(question, PacketError.Condition.service_unavailable));
        assertEquals("iq-error-service-unavailable", ask(none, "pw").reason());
        assertEquals(4, server.sent.size());
    }

    @Test
    void aSingleComponentIsAskedOnce() {
        Replicas none = new Replicas(CLOCK);
        properties.put("tikiLivechat.timeoutMillis", "600");
        server.component = (question, listener) -> { };
        assertEquals(LoginAnswer.TIMEOUT, ask(none, "pw").reason());
        assertEquals(1, server.sent.size());
    }

    @Test
    void oneThatHasJoinedBecomesKnown() throws InterruptedException {
        server.component = (question, listener) -> {
            if (LoginQuestion.WHO.equals(question.getChildElement().getName())) {
                IQ result = IQ.createResultIQ(question);
                result.setChildElement(LoginQuestion.WHO, LoginQuestion.NAMESPACE).addAttribute("by", "tiki-c");
                listener.receivedAnswer(result);
            } else {
                server.answer(question, listener, FIRST);
            }
        };
        server.replicas.add("tiki-c");
        Thread.sleep(Replicas.LOOK_FOR_NEW_MILLIS);
        ask();
        assertEquals("tiki.chat.test", server.sent.get(0).getTo().toString());
        assertTrue(order(name).contains("tiki-c"));
    }

    private LoginAnswer ask() {
        return ask("pw");
    }

    private LoginAnswer ask(String password) {
        return ask(replicas, password);
    }

    private LoginAnswer ask(Replicas among, String password) {
        try {
            return new LoginInquiry(server, new Settings(properties::get), among, CLOCK,
                    new JID("tiki.chat.test")).ask("s3cret", name, password);
        } catch (CharacterCodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> order(String key) {
        return replicas.order(key, one -> true, 100);
    }

    private List<String> asked() {
        return server.sent.stream().filter(iq -> !LoginQuestion.WHO.equals(iq.getChildElement().getName())).map(iq -> iq.getTo().toString().replace(".chat.test", ""))
                .collect(Collectors.toList());
    }

    /** The first one keeps its question, and something happens; the second one answers. */
    private void holdUpTheFirst(Runnable... happenings) {
        server.component = (question, listener) -> {
            if (question.getTo().toString().startsWith(FIRST)) {
                firstQuestion = question;
                firstListener = listener;
                for (Runnable happening : happenings) {
                    happening.run();
                }
            } else {
                server.answer(question, listener, SECOND);
            }
        };
    }

    private void errorsOfTheFirst(PacketError.Condition condition) {
        server.component = (question, listener) -> {
            if (question.getTo().toString().startsWith(FIRST)) {
                listener.receivedAnswer(error(question, condition));
            } else {
                server.answer(question, listener, SECOND);
            }
        };
    }

    private static IQ error(IQ question, PacketError.Condition condition) {
        IQ error = IQ.createResultIQ(question);
        error.setError(condition);
        return error;
    }

    private static void later(long millis, Runnable what) {
        Thread thread = new Thread(() -> {
            try {
                Thread.sleep(millis);
                what.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
