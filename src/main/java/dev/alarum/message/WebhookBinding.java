package dev.alarum.message;

import dev.alarum.message.MessageSettings.Webhook;
import dev.alarum.status.News;
import java.net.URI;
import java.util.List;
import org.apache.camel.Body;

/** News as what a webhook takes. */
public final class WebhookBinding {
    private final Webhook webhook;
    private final AlertJson json;

    WebhookBinding(Webhook webhook, URI hub) {
        this.webhook = webhook;
        this.json = new AlertJson(hub);
    }

    /** Whether it is to be posted. */
    public boolean wants(@Body News news) {
        return MessageBinding.carries(webhook.tells(), news);
    }

    /** One payload for each, in the order in which it was told. */
    public List<String> payloads(@Body Digest digest) {
        return digest.news().stream().map(json::of).toList();
    }
}
