package coffer.deployment;

import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A unit of systemd that keeps a service in an enclave running on one host, from the unpacked
/// package (`systemd.service(5)`, `systemd.exec(5)`).
public final class SystemdUnit {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@+=:,./-]+");

  private SystemdUnit() {}

  /// @param folder where the package is unpacked, an absolute path
  public static String of(EnclaveService service, String folder) {
    StringBuilder unit = new StringBuilder();
    unit.append("# MRENCLAVE ").append(service.identity().mrEnclave().toHex()).append('\n');
    unit.append("# MRSIGNER  ").append(service.identity().mrSigner().toHex()).append('\n');
    unit.append("[Unit]\nDescription=").append(service.name()).append(" in an enclave\n");
    unit.append("Wants=network-online.target\nAfter=network-online.target aesmd.service\n");
    unit.append("ConditionPathExists=|/dev/sgx_enclave\n");
    unit.append("ConditionPathExists=|/dev/sgx/enclave\n\n");
    unit.append("[Service]\nType=exec\n");
    unit.append("WorkingDirectory=").append(escaped(folder)).append('\n');
    unit.append("Environment=PATH=/opt/occlum/build/bin:/usr/bin:/bin\n");
    new TreeMap<>(service.variables())
        .forEach(
            (name, value) ->
                unit.append("Environment=").append(word(name + "=" + value, false)).append('\n'));
    if (!service.secrets().isEmpty()) {
      // Mode 0600 and root's: the manager reads it before it gives up its rights.
      unit.append("EnvironmentFile=/etc/").append(service.name()).append(".env\n");
    }
    unit.append("ExecStart=/opt/occlum/build/bin/occlum run ")
        .append(words(service.command()))
        .append('\n');
    unit.append("Restart=on-failure\nRestartSec=10\nTimeoutStopSec=30\n");
    unit.append("NoNewPrivileges=yes\nProtectSystem=full\nProtectHome=yes\nPrivateTmp=yes\n\n");
    return unit.append("[Install]\nWantedBy=multi-user.target\n").toString();
  }

  private static String words(List<String> command) {
    return command.stream().map(text -> word(text, true)).collect(Collectors.joining(" "));
  }

  /// `%` is doubled everywhere, `$` where variables are put in.
  private static String word(String text, boolean variables) {
    String escaped = escaped(text);
    if (variables) {
      escaped = escaped.replace("$", "$$");
    }
    return PLAIN.matcher(text).matches()
        ? escaped
        : "\"" + escaped.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String escaped(String text) {
    return text.replace("%", "%%");
  }
}
