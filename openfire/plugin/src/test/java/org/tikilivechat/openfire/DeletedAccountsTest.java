package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.jivesoftware.openfire.user.User;
import org.junit.jupiter.api.Test;

class DeletedAccountsTest {
    private final List<String> signedOut = new ArrayList<>();
    private final DeletedAccounts accounts = new DeletedAccounts(signedOut::add);
    private final User alice = new User("alicesmith", "Alice", null, new Date(), new Date());

    @Test
    void whoeverIsDeletedIsSignedOut() {
        accounts.userDeleting(alice, Collections.emptyMap());
        assertEquals(Collections.singletonList("alicesmith"), signedOut);
    }

    @Test
    void whoeverStaysIsNot() {
        accounts.userCreated(alice, Collections.emptyMap());
        accounts.userModified(alice, Collections.emptyMap());
        assertEquals(Collections.emptyList(), signedOut);
    }
}
