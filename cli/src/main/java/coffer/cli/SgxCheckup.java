package coffer.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a machine has of what enclaves need. None of it is missing on a machine without SGX: the
/// local target simulates it, and what would mend the rest is not worth telling there.
///
/// @param root of the file system, `/` but in tests
record SgxCheckup(Path root) {
  private static final List<String> ENCLAVE = List.of("dev/sgx/enclave", "dev/sgx_enclave");
  private static final List<String> PROVISION = List.of("dev/sgx/provision", "dev/sgx_provision");
  private static final String AESM = "var/run/aesmd/aesm.socket";
  private static final String PCCS = "etc/sgx_default_qcnl.conf";

  /// JSON with comments of today's libraries, or `PCCS_URL=` of older ones.
  private static final Pattern PCCS_URL =
      Pattern.compile(
          "(?m)^\\s*\"?pccs_url\"?\\s*[:=]\\s*\"?([^\"\\s,]+)", Pattern.CASE_INSENSITIVE);

  List<Checkup.Finding> findings() {
    Set<String> flags = flags();
    boolean able = flags.contains("sgx");
    return List.of(
        processor(flags),
        file(
            "sgx-enclave",
            "no /dev/sgx/enclave or /dev/sgx_enclave, the driver",
            able ? "a kernel of 5.11 or later with CONFIG_X86_SGX (modprobe does not load it)" : "",
            ENCLAVE),
        file(
            "sgx-provision",
            "no /dev/sgx/provision or /dev/sgx_provision, which quotes need",
            able ? "the same kernel; then usermod -aG sgx_prv for who makes quotes (as root)" : "",
            PROVISION),
        file(
            "sgx-aesm",
            "no /" + AESM + ", the service that makes quotes for others",
            able ? "apt-get install sgx-aesm-service libsgx-aesm-quote-ex-plugin" : "",
            List.of(AESM)),
        pccs(able));
  }

  private static Checkup.Finding processor(Set<String> flags) {
    String name = "sgx";
    if (!flags.contains("sgx")) {
      return new Checkup.Finding(
          name,
          Checkup.State.OPTIONAL,
          "no flag sgx in /proc/cpuinfo; coffer up --tee sgx simulates it",
          "a processor with SGX, and it switched on in the firmware's settings");
    }
    return flags.contains("sgx_lc")
        ? new Checkup.Finding(name, Checkup.State.THERE, "flags sgx, sgx_lc", "")
        : new Checkup.Finding(
            name,
            Checkup.State.OPTIONAL,
            "flag sgx without sgx_lc: Linux's driver wants flexible launch control",
            "switch it on in the firmware's settings (SGX Launch Control: unlocked)");
  }

  private Checkup.Finding file(String name, String missing, String mend, List<String> files) {
    List<String> found =
        files.stream()
            .filter(file -> Files.exists(root.resolve(file)))
            .map(file -> "/" + file)
            .toList();
    return found.isEmpty()
        ? new Checkup.Finding(name, Checkup.State.OPTIONAL, missing, mend)
        : new Checkup.Finding(name, Checkup.State.THERE, String.join(", ", found), "");
  }

  private Checkup.Finding pccs(boolean able) {
    String name = "sgx-pccs";
    Optional<String> text = read(PCCS);
    if (text.isEmpty()) {
      return new Checkup.Finding(
          name,
          Checkup.State.OPTIONAL,
          "no /" + PCCS + ", which says where certificates for quotes come from",
          able ? "apt-get install libsgx-dcap-default-qpl, then set pccs_url in it" : "");
    }
    Matcher url = PCCS_URL.matcher(text.get());
    return url.find()
        ? new Checkup.Finding(name, Checkup.State.THERE, url.group(1) + " in /" + PCCS, "")
        : new Checkup.Finding(
            name, Checkup.State.OPTIONAL, "/" + PCCS + " without pccs_url", "set pccs_url in it");
  }

  /// The first processor's.
  private Set<String> flags() {
    return read("proc/cpuinfo").stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("flags"))
        .limit(1)
        .flatMap(line -> Arrays.stream(line.substring(line.indexOf(':') + 1).strip().split(" ")))
        .collect(Collectors.toSet());
  }

  private Optional<String> read(String file) {
    try {
      return Optional.of(
          new String(Files.readAllBytes(root.resolve(file)), StandardCharsets.ISO_8859_1));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }
}
