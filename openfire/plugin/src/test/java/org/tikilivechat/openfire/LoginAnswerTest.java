package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.dom4j.DocumentHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.PacketError;

/** Literal stanzas, and the question's own. */
class LoginAnswerTest {
    private static final JID COMPONENT = new JID("tiki.chat.test");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "decision='accept' username='alicesmith'            | ACCEPT",
        "decision='native'                                  | NATIVE",
        "decision='refuse' reason='suspended'               | REFUSE",
        "decision='refuse'                                  | REFUSE",
        "decision='accept'                                  | UNAVAILABLE",
        "decision='accept' username=''                      | UNAVAILABLE",
        "decision='accept' username='Alice'                 | UNAVAILABLE",
        "decision='accept' username='a b'                   | UNAVAILABLE",
        "decision='accept' username='a@b'                   | UNAVAILABLE",
        "decision='accept' username='a/b'                   | UNAVAILABLE",
        "decision='Accept' username='alice'                 | UNAVAILABLE",
        "decision=''                                        | UNAVAILABLE",
        "username='alice'                                   | UNAVAILABLE",
    })
    void readsADecision(String attributes, LoginAnswer.Kind expected) throws Exception {
        assertEquals(expected, parse(result("<login xmlns='urn:tiki-livechat:login:1' " + attributes + "/>")).kind());
    }

    @Test
    void keepsTheDetails() throws Exception {
        assertEquals("alicesmith", parse(result(
                "<login xmlns='urn:tiki-livechat:login:1' decision='accept' username='alicesmith'/>")).username());
        assertEquals("suspended", parse(result(
                "<login xmlns='urn:tiki-livechat:login:1' decision='refuse' reason='suspended'/>")).reason());
    }

    @Test
    void aReasonCannotForgeALogLine() throws Exception {
        assertEquals("unknown", parse(result(
                "<login xmlns='urn:tiki-livechat:login:1' decision='refuse' reason='x&#10;ERROR all is lost'/>"))
                .reason());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''",
        "<login decision='native' xmlns='urn:tiki-livechat:login:2'/>",
        "<logon decision='native' xmlns='urn:tiki-livechat:login:1'/>",
        "<query decision='native'/>",
    })
    void anythingElseIsNoDecision(String child) throws Exception {
        assertEquals(LoginAnswer.MALFORMED, parse(result(child)).reason());
    }

    @Test
    void aUsernameLongerThanTheColumnIsNoDecision() throws Exception {
        String username = new String(new char[65]).replace('\0', 'a');
        assertEquals(LoginAnswer.MALFORMED, parse(result("<login xmlns='urn:tiki-livechat:login:1' decision='accept' "
                + "username='" + username + "'/>")).reason());
    }

    @Test
    void anErrorIsNoDecisionWhateverItContains() throws Exception {
        IQ error = result("<login xmlns='urn:tiki-livechat:login:1' decision='accept' username='alice'/>");
        error.setError(PacketError.Condition.forbidden);
        assertEquals("iq-error-forbidden", parse(error).reason());
    }

    @Test
    void nobodyElseCanAnswer() throws Exception {
        for (String from : new String[] {"chat.test", "tiki.chat.test/x", "a@tiki.chat.test", "mallory@chat.test/r"}) {
            IQ iq = result("<login xmlns='urn:tiki-livechat:login:1' decision='native'/>");
            iq.setFrom(from);
            assertEquals(LoginAnswer.MALFORMED, parse(iq).reason());
        }
        IQ iq = result("<login xmlns='urn:tiki-livechat:login:1' decision='native'/>");
        iq.setFrom((JID) null);
        assertEquals(LoginAnswer.MALFORMED, parse(iq).reason());
    }

    @Test
    void theQuestionIsTheProtocols() throws Exception {
        IQ iq = LoginQuestion.build("a<\"b", new JID("chat.test"), COMPONENT, "AA==&<");
        IQ again = new IQ(DocumentHelper.parseText(iq.toXML()).getRootElement());
        assertEquals(IQ.Type.get, again.getType());
        assertEquals("a<\"b", again.getID());
        assertEquals("chat.test", again.getFrom().toString());
        assertEquals("tiki.chat.test", again.getTo().toString());
        assertEquals("login", again.getChildElement().getName());
        assertEquals("urn:tiki-livechat:login:1", again.getChildElement().getNamespaceURI());
        assertEquals("AA==&<", again.getChildElement().getText());
        assertNull(again.getChildElement().attributeValue("decision"));
    }

    @Test
    void idsDiffer() {
        assertNotEquals(LoginQuestion.newId(), LoginQuestion.newId());
        assertEquals(36, LoginQuestion.newId().length());
        assertFalse(LoginQuestion.newId().contains(" "));
    }

    private static LoginAnswer parse(IQ iq) {
        return LoginAnswer.parse(iq, COMPONENT, COMPONENT);
    }

    private static IQ result(String child) throws Exception {
        return new IQ(DocumentHelper.parseText(
                "<iq type='result' from='tiki.chat.test' to='chat.test' id='1'>" + child + "</iq>").getRootElement());
    }
}
