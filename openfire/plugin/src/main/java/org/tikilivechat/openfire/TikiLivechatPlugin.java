package org.tikilivechat.openfire;

import java.io.File;
import java.util.Set;
import java.util.TreeSet;
import org.jivesoftware.openfire.XMPPServer;
import org.jivesoftware.openfire.auth.AuthFactory;
import org.jivesoftware.openfire.container.Plugin;
import org.jivesoftware.openfire.container.PluginManager;
import org.jivesoftware.openfire.net.SASLAuthentication;
import org.jivesoftware.util.JiveGlobals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Openfire loads and unloads: puts the parts in their places and takes them out again. No rules of logins here.
 *
 * <p>Both 4.2.0 and 5.1.1 load all plugins before they open the ports for clients and components, and set the context
 * class loader to the plugin's own while they do, which is how Openfire finds {@link TikiAuthProvider} by name.
 */
public final class TikiLivechatPlugin implements Plugin {
    private static final Logger LOG = LoggerFactory.getLogger(TikiLivechatPlugin.class);

    private final Installation installation =
            new Installation(JiveGlobals::getProperty, JiveGlobals::setProperty, JiveGlobals::deleteProperty);
    private final SharedGroupCache sharedGroups = SharedGroupCache.ofOpenfire();
    private final SignOuts signOuts = SignOuts.ofOpenfire();
    private final Bridge bridge = Bridge.toOpenfire();
    private final PresenceWatch presences = new PresenceWatch(bridge.server());
    private final WatchCommand watchCommand = new WatchCommand(presences);

    @Override
    public void initializePlugin(PluginManager manager, File pluginDirectory) {
        try {
            Bridge.run(bridge);
            installation.install();
            if (!AuthFactory.isProviderInstanceOf(TikiAuthProvider.class)) {
                throw new IllegalStateException("Openfire did not take the AuthProvider");
            }
            PlainSaslProvider.install();
            sharedGroups.install();
            signOuts.install();
            presences.install();
            watchCommand.install();
        } catch (RuntimeException e) {
            takeOut();
            throw e;
        }
        logMechanisms();
        LOG.info("TikiWiki logins are on.");
    }

    /**
     * Called when the plugin is removed or replaced, and when the server stops. In the latter case everything stays:
     * Openfire's own check would tell people who come in that moment that their Tiki password is wrong. A server that
     * starts without the plugin falls back to its own logins by itself.
     */
    @Override
    public void destroyPlugin() {
        if (XMPPServer.getInstance().isShuttingDown()) {
            return;
        }
        takeOut();
        LOG.info("TikiWiki logins are off.");
    }

    private void takeOut() {
        watchCommand.remove();
        presences.remove();
        signOuts.remove();
        sharedGroups.remove();
        PlainSaslProvider.remove();
        installation.remove();
        Bridge.stop();
    }

    /** Says what an admin may want to change, but changes nothing: the list of mechanisms is theirs. */
    private static void logMechanisms() {
        Set<String> others = new TreeSet<>(SASLAuthentication.getSupportedMechanisms());
        if (!others.remove(PlainSaslServerFactory.MECHANISM)) {
            LOG.error("The property sasl.mechs does not allow PLAIN: nobody can sign in with a Tiki password.");
        }
        if (!others.isEmpty()) {
            LOG.info("These SASL mechanisms are on as well, and sign people in without asking the component: {}."
                    + " The property sasl.mechs turns them off.", others);
        }
    }
}
