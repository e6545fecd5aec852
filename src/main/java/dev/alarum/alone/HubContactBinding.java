package dev.alarum.alone;

/** The bean {@code hubContact}: the flows that speak to hubs tell it who answers. */
public final class HubContactBinding {
    private final HubContact contact;

    /** Binds it. */
    public HubContactBinding(HubContact contact) {
        this.contact = contact;
    }

    /**
     * That hub has answered something other than a question about plans.
     *
     * @param status the HTTP status; 0: it has not answered after all
     */
    public void heard(String hub, int status) {
        if (status > 0) {
            contact.answered(hub, status);
        }
    }
}
