package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Properties;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The vector that the component's tests check too, and what must not pass. */
class LoginSealTest {
    private static Properties vector;

    @BeforeAll
    static void read() throws Exception {
        vector = new Properties();
        try (InputStream in = LoginSealTest.class.getResourceAsStream("/sealing.properties")) {
            vector.load(in);
        }
    }

    @Test
    void sealsTheVector() throws Exception {
        assertEquals(vector.getProperty("namespace"), LoginQuestion.NAMESPACE);
        assertEquals(vector.getProperty("sealed"), LoginSeal.seal(text("secret.hex"), vector.getProperty("iq.id"),
                text("name.hex"), text("password.hex"), bytes("nonce.hex")));
    }

    @Test
    void derivesTheKeyOfTheVector() throws Exception {
        assertArrayEquals(bytes("key.hex"), LoginSeal.key(text("secret.hex")));
    }

    @Test
    void theVectorOpens() throws Exception {
        String[] opened = Opener.open(text("secret.hex"), vector.getProperty("iq.id"), vector.getProperty("sealed"));
        assertArrayEquals(new String[] {text("name.hex"), text("password.hex")}, opened);
    }

    @Test
    void anotherIdDoesNotOpen() throws Exception {
        assertThrows(AEADBadTagException.class,
                () -> Opener.open(text("secret.hex"), "269-7", vector.getProperty("sealed")));
    }

    @Test
    void anotherSecretDoesNotOpen() throws Exception {
        assertThrows(AEADBadTagException.class,
                () -> Opener.open("another", vector.getProperty("iq.id"), vector.getProperty("sealed")));
    }

    @Test
    void everySealHasItsOwnNonce() throws Exception {
        String one = LoginSeal.seal("s", "id", "bob", "pw");
        String two = LoginSeal.seal("s", "id", "bob", "pw");
        assertNotEquals(head(one), head(two));
        assertArrayEquals(new String[] {"bob", "pw"}, Opener.open("s", "id", one));
    }

    @Test
    void anyTextComesThroughWhole() throws Exception {
        char[] many = new char[10_000];
        Arrays.fill(many, '\u00e9');
        for (String odd : new String[] {"<a & 'b'>\"]]>", "\u0001\u001f\ufffe", "\ud83d\udc11", new String(many), ""}) {
            assertArrayEquals(new String[] {odd, odd}, Opener.open("s", "i", LoginSeal.seal("s", "i", odd, odd)));
        }
    }

    @Test
    void halfACharacterIsRefused() {
        assertThrows(CharacterCodingException.class, () -> LoginSeal.seal("s", "i", "bob", "\ud83d"));
    }

    private static String head(String sealed) {
        return sealed.substring(0, 16);
    }

    private static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String name) {
        String hex = vector.getProperty(name);
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }

    /** What the component does with a sealed login; the plugin itself never opens one. */
    static final class Opener {
        static String[] open(String secret, String id, String sealed) throws Exception {
            byte[] all = Base64.getDecoder().decode(sealed);
            javax.crypto.Cipher cipher = javax.crypto.Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(javax.crypto.Cipher.DECRYPT_MODE,
                    new javax.crypto.spec.SecretKeySpec(LoginSeal.key(secret), "AES"),
                    new javax.crypto.spec.GCMParameterSpec(128, all, 0, 12));
            cipher.updateAAD(id.getBytes(StandardCharsets.UTF_8));
            return new String(cipher.doFinal(all, 12, all.length - 12), StandardCharsets.UTF_8).split("\0", 2);
        }
    }
}
