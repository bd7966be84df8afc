package coffer.gramine;

import coffer.bytes.MalformedException;
import coffer.toml.Toml;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What must hold of a manifest before it can be an enclave. Gramine finds some of it only when the
/// enclave starts.
final class ManifestRules {
  private static final Pattern SIZE = Pattern.compile("(0[xX][0-9a-fA-F]{1,12}|\\d{1,14})([KMG]?)");
  private static final long LARGEST = 1L << 47;
  private static final int MAX_THREADS = 1 << 16;
  private static final int U16 = 0xFFFF;

  /// Removed in Gramine 1.7.
  private static final List<String> REMOVED =
      List.of("avx", "avx512", "mpx", "pkru", "amx", "exinfo");

  private ManifestRules() {}

  static void check(Toml.Table document) {
    Toml.Table sgx = document.table("sgx", "sgx").orElse(Toml.Table.EMPTY);
    for (String name : REMOVED) {
      if (sgx.get("require_" + name).isPresent()) {
        throw new MalformedException(
            "sgx.require_%s: removed in Gramine 1.7; say %s"
                .formatted(
                    name,
                    name.equals("exinfo")
                        ? "sgx.use_exinfo = true"
                        : "sgx.cpu_features.%s = \"required\"".formatted(name)));
      }
    }
    enclaveSize(sgx);
    range(sgx, "max_threads", 1, MAX_THREADS);
    range(sgx, "isvprodid", 0, U16);
    range(sgx, "isvsvn", 0, U16);
    sgx.flag("debug", "sgx.debug");
    sgx.flag("use_exinfo", "sgx.use_exinfo");
    String attestation = sgx.text("remote_attestation", "sgx.remote_attestation").orElse("none");
    if (!Set.of("none", "dcap", "epid").contains(attestation)) {
      throw new MalformedException(
          "sgx.remote_attestation: none, dcap or epid wanted, found '%s'".formatted(attestation));
    }
    CpuFeature.of(sgx.table("cpu_features", "sgx.cpu_features").orElse(Toml.Table.EMPTY), 0);
  }

  private static void range(Toml.Table sgx, String key, long least, long most) {
    String path = "sgx." + key;
    long found = sgx.number(key, path).orElse(least);
    if (found < least || found > most) {
      throw new MalformedException(
          "%s: %d to %d wanted, found %d".formatted(path, least, most, found));
    }
  }

  /// The processor takes powers of two only.
  static long enclaveSize(Toml.Table sgx) {
    String text = sgx.text("enclave_size", "sgx.enclave_size").orElse("");
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new MalformedException(
          "sgx.enclave_size: a size such as 512M or 2G wanted, found '%s'".formatted(text));
    }
    String number = matcher.group(1);
    boolean hex = number.length() > 1 && Character.toLowerCase(number.charAt(1)) == 'x';
    if (!hex && number.length() > 1 && number.startsWith("0")) {
      throw new MalformedException(
          "sgx.enclave_size: no leading zero wanted, found '%s'".formatted(text));
    }
    long value = hex ? Long.parseLong(number.substring(2), 16) : Long.parseLong(number);
    int shift =
        switch (matcher.group(2)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          default -> 0;
        };
    if (value > LARGEST >> shift || Long.bitCount(value) != 1 || value << shift < 1L << 16) {
      throw new MalformedException(
          "sgx.enclave_size: a power of two from 64K to 131072G wanted (SGX takes no other),"
              + " found '%s'".formatted(text));
    }
    return value << shift;
  }
}
