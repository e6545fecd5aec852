package dev.alarum.status;

import dev.alarum.node.Moments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The beans of the flows that show the state and take people's wishes. */
public final class StatusBinding {
    private StatusBinding() {}

    /**
     * @param dataFolder where {@code admin.token} is kept; it is made at the first start
     * @return {@code access, statusJson, statusPage, forgetRequest, settleRequest, drillRequest, newsDesk, newsJson}
     * @throws IOException if the token can neither be read nor made
     */
    public static Map<String, Object> beans(Path dataFolder, Moments moments) throws IOException {
        return Map.of(
                "access", new AccessBinding(AdminToken.in(dataFolder), moments),
                "statusJson", new StatusJson(),
                "statusPage", new StatusPage(),
                "forgetRequest", new ForgetRequest(),
                "settleRequest", new SettleRequest(),
                "drillRequest", new DrillRequest(),
                "newsDesk", new NewsDesk(System.out),
                "newsJson", new NewsJson());
    }
}
