package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import org.jivesoftware.openfire.Connection;
import org.jivesoftware.openfire.Connection.TLSPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsTest {
    @ParameterizedTest
    @CsvSource({
        "required, false, true",
        "required, true, false",
        "optional, false, false",
        "disabled, false, false",
        ", false, false",
    })
    void aPasswordInClearIsNotCheckedWhereTlsIsRequired(TLSPolicy policy, boolean secure, boolean lacks) {
        assertEquals(lacks, PlainSaslServerFactory.lacksTls(connection(policy, secure)));
    }

    private static Connection connection(TLSPolicy policy, boolean secure) {
        return (Connection) Proxy.newProxyInstance(TlsTest.class.getClassLoader(), new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.getName().equals("isSecure") ? (Object) secure : policy);
    }
}
