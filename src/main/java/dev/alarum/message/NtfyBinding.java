package dev.alarum.message;

import dev.alarum.message.MessageSettings.Ntfy;
import dev.alarum.status.News;
import org.apache.camel.Body;

/** A digest as ntfy takes it: the text is the body, the rest stands in headers. */
public final class NtfyBinding {
    /** ntfy makes an attachment of what is over 4,096 bytes. */
    private static final int LONGEST = 1000;

    private final Ntfy ntfy;
    private final Wording wording;

    NtfyBinding(Ntfy ntfy, Wording wording) {
        this.ntfy = ntfy;
        this.wording = wording;
    }

    /** Whether it is to be published. */
    public boolean wants(@Body News news) {
        return MessageBinding.carries(ntfy.tells(), news);
    }

    /** 1 to 5; 5 rings through. */
    public String priority(@Body Digest digest) {
        return switch (digest.urgency()) {
            case URGENT -> "5";
            case RECOVERY, LOW -> "3";
        };
    }

    /** What ntfy makes a picture of. */
    public String tags(@Body Digest digest) {
        return switch (digest.urgency()) {
            case URGENT -> "rotating_light";
            case RECOVERY -> "white_check_mark";
            case LOW -> "information_source";
        };
    }

    /** The text. */
    public String text(@Body Digest digest) {
        return wording.brief(digest, LONGEST);
    }
}
