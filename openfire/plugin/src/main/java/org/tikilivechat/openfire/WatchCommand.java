package org.tikilivechat.openfire;

import java.util.Collections;
import java.util.List;
import org.dom4j.Element;
import org.jivesoftware.openfire.XMPPServer;
import org.jivesoftware.openfire.commands.AdHocCommand;
import org.jivesoftware.openfire.commands.SessionData;
import org.xmpp.forms.DataForm;
import org.xmpp.packet.JID;

/**
 * The ad-hoc command (XEP-0050) by which a component asks to be told by {@link PresenceWatch}. Its form is empty: 4.2.0
 * does not say who calls a command that has none. Only components that Openfire counts among its admins may.
 */
final class WatchCommand extends AdHocCommand {
    private final PresenceWatch watch;

    WatchCommand(PresenceWatch watch) {
        this.watch = watch;
    }

    void install() {
        XMPPServer.getInstance().getAdHocCommandHandler().addCommand(this);
    }

    void remove() {
        XMPPServer.getInstance().getAdHocCommandHandler().removeCommand(this);
    }

    @Override
    public String getCode() {
        return PresenceWatch.NAMESPACE;
    }

    @Override
    public String getDefaultLabel() {
        return "Tell this component who comes online and who goes";
    }

    @Override
    public boolean hasPermission(JID requester) {
        return requester.getNode() == null && super.hasPermission(requester);
    }

    @Override
    public int getMaxStages(SessionData data) {
        return 1;
    }

    @Override
    public void execute(SessionData data, Element command) {
        watch.add(data.getOwner());
        Element note = command.addElement("note");
        note.addAttribute("type", "info");
        note.setText("Operation finished successfully");
    }

    @Override
    protected void addStageInformation(SessionData data, Element command) {
        DataForm form = new DataForm(DataForm.Type.form);
        form.setTitle(getLabel());
        command.add(form.getElement());
    }

    @Override
    protected List<Action> getActions(SessionData data) {
        return Collections.singletonList(Action.complete);
    }

    @Override
    protected Action getExecuteAction(SessionData data) {
        return Action.complete;
    }
}
