package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.jivesoftware.openfire.user.User;
import org.junit.jupiter.api.Test;

class SignOutsTest {
    private final List<String> signedOut = new ArrayList<>();
    private final SignOuts signOuts = new SignOuts(signedOut::add);
    private final User alice = new User("alicesmith", "Alice", null, new Date(), new Date());

    @Test
    void whoeverIsDeletedIsSignedOut() {
        signOuts.userDeleting(alice, Collections.emptyMap());
        assertEquals(Collections.singletonList("alicesmith"), signedOut);
    }

    @Test
    void whoeverTheComponentSignsOutIs() {
        signOuts.userModified(alice, Collections.singletonMap("type", "tikiLivechat.signOut"));
        assertEquals(Collections.singletonList("alicesmith"), signedOut);
    }

    @Test
    void whoeverStaysIsNot() {
        signOuts.userCreated(alice, Collections.emptyMap());
        signOuts.userModified(alice, Collections.emptyMap());
        signOuts.userModified(alice, Collections.singletonMap("type", "nameModified"));
        assertEquals(Collections.emptyList(), signedOut);
    }
}
