package coffer.deployment;

import coffer.deployment.EnclaveService.SecretVariable;
import coffer.deployment.EnclaveService.ServicePort;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Shell scripts that start a service on one host with SGX, with docker or from the unpacked
/// package.
///
/// Secrets come from a file of `NAME=VALUE` lines that only its owner can read; the scripts refuse
/// another one, and no secret is in an argument.
public final class RunFile {
  private final EnclaveService service;

  private RunFile(EnclaveService service) {
    this.service = service;
  }

  /// Starts the container image by docker, with the devices by the names of Linux (5.11 and later)
  /// or of Intel's DCAP driver.
  public static String docker(EnclaveService service) {
    return new RunFile(service).docker();
  }

  /// Starts the package from its unpacked folder by `occlum run`.
  ///
  /// @param archive the name of the package's file
  public static String occlum(EnclaveService service, String archive) {
    return new RunFile(service).occlum(archive);
  }

  private String docker() {
    String publish =
        service.ports().stream().map(RunFile::publish).collect(Collectors.joining(" "));
    return head("by docker")
        + secretFile()
        + DEVICES
        + """
        set --
        for name in enclave provision; do
          device=$(device "$name")
          # Runtimes look for either name, so the container has both.
          set -- "$@" --device "$device:/dev/sgx_$name" --device "$device:/dev/sgx/$name"
        done
        """
        + (service.secrets().isEmpty() ? "" : "set -- \"$@\" --env-file \"$secrets\"\n")
        + "[ -z \"${PCCS_URL:-}\" ] || set -- \"$@\" --env PCCS_URL\n"
        + variables().stream()
            .map(word -> "set -- \"$@\" --env " + word + "\n")
            .collect(Collectors.joining())
        + "exec docker run --rm --name %s \"$@\"%s %s\n"
            .formatted(
                service.name(),
                publish.isEmpty() ? "" : " " + publish,
                ShellText.word(service.image()));
  }

  private static String publish(ServicePort port) {
    return "--publish %d:%d".formatted(port.outside(), port.number());
  }

  private String occlum(String archive) {
    return head("by Occlum, from its package")
        + secretFile()
        + DEVICES
        + """
        for name in enclave provision; do
          device "$name" >/dev/null
        done
        """
        + (service.secrets().isEmpty() ? "" : READ_SECRETS)
        + variables().stream().map(word -> "export " + word + "\n").collect(Collectors.joining())
        + """
        cd "$(dirname "$0")"
        [ -d %1$s ] || tar -xf %2$s
        cd %1$s
        exec occlum run %3$s
        """
            .formatted(service.name(), ShellText.word(archive), ShellText.words(service.command()));
  }

  private List<String> variables() {
    return new TreeMap<>(service.variables())
        .entrySet().stream()
            .map(variable -> ShellText.word(variable.getKey() + "=" + variable.getValue()))
            .toList();
  }

  private String head(String how) {
    return """
    #!/bin/sh
    # Starts %s in an enclave, %s. Its quotes say
    #   MRENCLAVE %s
    #   MRSIGNER  %s
    set -eu
    """
        .formatted(
            service.name(),
            how,
            service.identity().mrEnclave().toHex(),
            service.identity().mrSigner().toHex());
  }

  private String secretFile() {
    if (service.secrets().isEmpty()) {
      return "";
    }
    String names =
        service.secrets().stream().map(SecretVariable::variable).collect(Collectors.joining(", "));
    return SECRETS.formatted(service.name(), names);
  }

  private static final String SECRETS =
      """

      secrets=${SECRETS:-%s.env}
      if [ ! -r "$secrets" ]; then
        echo "error: $secrets: no such file to read; it holds %s, one NAME=VALUE a line" >&2
        exit 4
      fi
      case $(stat -L -c %%a "$secrets") in
        *00) ;;
        *) echo "error: $secrets: others can read it; chmod 600 $secrets" >&2; exit 4 ;;
      esac
      """;

  private static final String READ_SECRETS =
      """
      while IFS= read -r line || [ -n "$line" ]; do
        case $line in
          ''|'#'*) ;;
          *=*) export "$line" ;;
          *) echo "error: $secrets: a line without =" >&2; exit 3 ;;
        esac
      done < "$secrets"
      """;

  private static final String DEVICES =
      """

      devices=${SGX_DEVICES:-/dev}
      device() {
        for found in "$devices/sgx_$1" "$devices/sgx/$1"; do
          if [ -e "$found" ]; then echo "$found"; return; fi
        done
        echo "error: no $devices/sgx_$1 and no $devices/sgx/$1: this machine has no SGX, or no driver" >&2
        exit 4
      }

      """;
}
