package org.tikilivechat.openfire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts a name and a password for the component, and nothing else: the stanza around the result is made by
 * {@link LoginQuestion}.
 *
 * <p>Rules: the component protocol, version 1 (AES-256-GCM over {@code name NUL password}, the IQ's id as associated
 * data), HKDF of RFC 5869 with SHA-256, GCM of NIST SP 800-38D. The test resource {@code sealing.properties} holds a
 * vector that the component checks too.
 */
final class LoginSeal {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String HMAC = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    private LoginSeal() {
    }

    /**
     * Seals one login under a fresh nonce.
     *
     * @param secret the component's shared secret
     * @param iqId   the id of the IQ that will carry the result
     * @return base64 of nonce, ciphertext and tag
     * @throws CharacterCodingException if the name or the password is not a Unicode text (a lone surrogate)
     */
    static String seal(String secret, String iqId, String name, String password) throws CharacterCodingException {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return seal(secret, iqId, name, password, nonce);
    }

    /** The same with a given nonce, for the test vector only: a nonce used twice would break the encryption. */
    static String seal(String secret, String iqId, String name, String password, byte[] nonce)
            throws CharacterCodingException {
        byte[] plain = join(utf8(name), new byte[1], utf8(password));
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key(secret), "AES"),
                    new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(utf8(iqId));
            return Base64.getEncoder().encodeToString(join(nonce, cipher.doFinal(plain)));
        } catch (GeneralSecurityException e) {
            // Every Java 8 runtime has AES-GCM. The cause is left out: nothing of the login may get into a log.
            throw new IllegalStateException("AES-GCM is not available: " + e.getClass().getSimpleName());
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** HKDF-SHA256 (RFC 5869) without a salt, with the namespace as info, one block of 32 bytes. */
    static byte[] key(String secret) throws CharacterCodingException {
        try {
            byte[] pseudoRandomKey = hmac(new byte[32], utf8(secret));
            return hmac(pseudoRandomKey, join(utf8(LoginQuestion.NAMESPACE), new byte[] {1}));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is not available: " + e.getClass().getSimpleName());
        }
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(key, HMAC));
        return mac.doFinal(data);
    }

    private static byte[] utf8(String text) throws CharacterCodingException {
        // Not String.getBytes: that turns every lone surrogate into the same '?', so two passwords could become one.
        ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer joined = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }
}
