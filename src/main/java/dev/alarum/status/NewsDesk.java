package dev.alarum.status;

import java.io.PrintStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where news goes: into the log, and with the console provider to the people at the console. */
public final class NewsDesk {
    private static final Logger LOGGER = LoggerFactory.getLogger(NewsDesk.class);

    private final PrintStream console;

    NewsDesk(PrintStream console) {
        this.console = console;
    }

    /** Writes it into the log, one line of key=value. */
    public void log(News news) {
        LOGGER.info(
                "event=news code={} subject={} at={} text=\"{}\"",
                news.code(),
                news.subject(),
                news.at(),
                oneLine(news.text()).replace("\"", "'"));
    }

    /** Prints it: {@code NEWS code subject: text}. */
    public void print(News news) {
        console.println("NEWS " + news.code() + " " + news.subject() + ": " + oneLine(news.text()));
        console.flush();
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
