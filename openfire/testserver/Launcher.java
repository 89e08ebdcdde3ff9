import org.jivesoftware.openfire.XMPPServer;

/** Starts Openfire in this process and stops it in good order at SIGTERM. */
public final class Launcher {
    private Launcher() {
    }

    /**
     * Runs until the process is told to end.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws InterruptedException {
        XMPPServer server = new XMPPServer();
        if (!server.isStarted()) {
            System.exit(1);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "shutdown"));
        Thread.currentThread().join();
    }
}
