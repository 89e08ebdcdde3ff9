package org.tikilivechat.openfire;

import java.util.Map;
import org.jivesoftware.openfire.event.GroupEventDispatcher;
import org.jivesoftware.openfire.event.GroupEventListener;
import org.jivesoftware.openfire.group.Group;
import org.jivesoftware.util.cache.Cache;
import org.jivesoftware.util.cache.CacheFactory;
import org.xmpp.packet.JID;

/**
 * Makes Openfire look again which shared groups somebody sees, whenever that may have changed. It changes no group.
 *
 * <p>Openfire 4.2.0 remembers a person's shared groups by username, but forgets them by JID, and does not forget them
 * at all when a group begins to be shared. Rosters that are loaded later then lack a whole group until the cache
 * expires. Groups that follow from Tiki change all the time, so it would show.
 */
final class SharedGroupCache implements GroupEventListener {
    /** The name that Openfire's GroupManager gave the cache; asking for it again gives the same one. */
    private static final String NAME = "Group Metadata Cache";
    private static final String SHARING = "sharedRoster.";

    private final Map<?, ?> cache;

    /** @param cache from usernames, among other keys, to what is remembered of their groups */
    SharedGroupCache(Map<?, ?> cache) {
        this.cache = cache;
    }

    static SharedGroupCache ofOpenfire() {
        Cache<?, ?> cache = CacheFactory.createCache(NAME);
        return new SharedGroupCache(cache);
    }

    void install() {
        GroupEventDispatcher.addListener(this);
    }

    void remove() {
        GroupEventDispatcher.removeListener(this);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void memberAdded(Group group, Map params) {
        forget(params.get("member"));
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void memberRemoved(Group group, Map params) {
        forget(params.get("member"));
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void adminAdded(Group group, Map params) {
        forget(params.get("admin"));
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void adminRemoved(Group group, Map params) {
        forget(params.get("admin"));
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void groupModified(Group group, Map params) {
        Object property = params.get("propertyKey");
        if (property instanceof String && ((String) property).startsWith(SHARING)) {
            cache.clear();
        }
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void groupCreated(Group group, Map params) {
        // Nobody sees it yet.
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void groupDeleting(Group group, Map params) {
        cache.clear();
    }

    private void forget(Object jid) {
        try {
            String username = jid instanceof String ? new JID((String) jid).getNode() : null;
            if (username != null) {
                cache.remove(username);
            }
        } catch (IllegalArgumentException e) {
            // Some other plugin's event about what is no JID: nobody's groups have changed.
        }
    }
}
