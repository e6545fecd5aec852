package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-in must not be kinder than Proxmox. */
class ProxmoxSchemaTest {
    private final ProxmoxSchema schema = new ProxmoxSchema();

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /nodes/pve1/stopall               | vms=101,102&timeout=180&force-stop=1",
                "POST | /nodes/pve1/stopall               | vms=100&timeout=0&force-stop=0&max-workers=64",
                "POST | /nodes/pve1/startall              | vms=101&force=1",
                "POST | /nodes/pve1/status                | command=shutdown",
                "POST | /nodes/pve1/wakeonlan             | ",
                "POST | /cluster/ha/status/disarm-ha      | resource-mode=ignore",
                "POST | /cluster/ha/status/arm-ha         | ",
                "PUT  | /cluster/ceph/flags/noout         | value=0",
                "PUT  | /cluster/options                  | ha=shutdown_policy=freeze",
                "PUT  | /cluster/options                  | delete=ha",
                "GET  | /cluster/resources                | type=vm",
                "GET  | /access/permissions               | path=/&userid=alarum@pve!hub",
            })
    void a_request_of_its_form_is_taken(String method, String path, String form) {
        assertThat(schema.check(method, path, parameters(form)).errors()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /nodes/pve1/stopall          | vms=101&timeout=-1       | timeout",
                "POST | /nodes/pve1/stopall          | vms=101&timeout=7201     | timeout",
                "POST | /nodes/pve1/stopall          | vms=101&timeout=3m       | timeout",
                "POST | /nodes/pve1/stopall          | vms=101&timeout=1.5      | timeout",
                "POST | /nodes/pve1/stopall          | vms=99                   | vms",
                "POST | /nodes/pve1/stopall          | vms=101,vm:102           | vms",
                "POST | /nodes/pve1/stopall          | vms=101&force-stop=true  | force-stop",
                "POST | /nodes/pve1/stopall          | vms=101&forceStop=1      | forceStop",
                "POST | /nodes/pve1/stopall          | vms=101&max-workers=0    | max-workers",
                "POST | /nodes/pve_1/status          | command=shutdown         | node",
                "POST | /nodes/pve1/status           | command=poweroff         | command",
                "POST | /nodes/pve1/status           |                          | command",
                "POST | /nodes/pve1/wakeonlan        | mac=BC:24:11:00:00:01    | mac",
                "POST | /cluster/ha/status/disarm-ha |                          | resource-mode",
                "PUT  | /cluster/ceph/flags/noout    | value=yes                | value",
                "PUT  | /cluster/ceph/flags/nout     | value=1                  | flag",
                "PUT  | /cluster/options             | delete=h!a               | delete",
                "PUT  | /cluster/options             | http_proxy=ftp://proxy   | http_proxy",
                "GET  | /access/permissions          | userid=nobody            | userid",
            })
    void one_that_is_not_of_its_form_is_told_which_parameter(String method, String path, String form, String wrong) {
        ProxmoxSchema.Verdict verdict = schema.check(method, path, parameters(form));

        assertThat(verdict.status()).isEqualTo(400);
        assertThat(verdict.errors()).containsOnlyKeys(wrong);
    }

    @Test
    void what_proxmox_does_not_know_is_not_implemented() {
        assertThat(schema.check("DELETE", "/nodes/pve1/status", Map.of()).status())
                .isEqualTo(501);
        assertThat(schema.check("GET", "/nodes/pve1/sleep", Map.of()).status()).isEqualTo(501);
    }

    private static Map<String, String> parameters(String form) {
        Map<String, String> all = new LinkedHashMap<>();
        if (form != null) {
            for (String one : form.strip().split("&")) {
                all.put(one.split("=", 2)[0], one.split("=", 2)[1]);
            }
        }
        return all;
    }
}
