package coffer.cli;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.evidence.SnpExpectations;
import coffer.snp.GuestPolicy;
import coffer.snp.SnpProduct;
import coffer.snp.TcbVersion;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is wanted of a confidential VM.
final class GuestOptions {
  @Option(
      names = "--minimum-uvm-svn",
      paramLabel = "N",
      description = "Want an endorsed utility VM of at least this version (production: 100).")
  @Nullable Long minimumUvmSvn;

  @Option(
      names = "--minimum-tcb",
      paramLabel = "PRODUCT=HEX",
      description = "Want firmware of at least this TCB, for example milan=db18000000000004.")
  List<String> minimumTcb = List.of();

  @Option(
      names = "--require-policy",
      paramLabel = "BIT",
      split = ",",
      description = "Want these bits of the guest's policy set, for example ciphertext-hiding.")
  List<String> required = List.of();

  @Option(
      names = "--forbid-policy",
      paramLabel = "BIT",
      split = ",",
      description = "Want these bits of the guest's policy clear, for example smt.")
  List<String> forbidden = List.of();

  SnpExpectations expectations(@Nullable Bytes hostData, boolean debug) {
    SnpExpectations expectations =
        SnpExpectations.strict()
            .withMinimumTcb(tcb())
            .withLaunch(
                new SnpExpectations.Launch(0, debug, false)
                    .withPolicy(
                        flags("--require-policy", required), flags("--forbid-policy", forbidden)));
    if (hostData != null) {
      expectations = expectations.withHostData(hostData);
    }
    return minimumUvmSvn == null
        ? expectations
        : expectations.withEndorsement(SnpExpectations.Endorsement.atLeast(minimumUvmSvn));
  }

  private Map<SnpProduct, TcbVersion> tcb() {
    Map<SnpProduct, TcbVersion> tcb = new EnumMap<>(SnpProduct.class);
    for (String text : minimumTcb) {
      int equals = text.indexOf('=');
      try {
        SnpProduct product =
            SnpProduct.valueOf(text.substring(0, Math.max(0, equals)).toUpperCase(Locale.ROOT));
        tcb.put(product, TcbVersion.parse(text.substring(equals + 1)));
      } catch (IllegalArgumentException | MalformedException e) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--minimum-tcb: PRODUCT=HEX wanted, found '" + text + "'",
            "milan, genoa or turin, and 16 hex digits as in host-amd-cert.json");
      }
    }
    return tcb;
  }

  private static Set<GuestPolicy.Flag> flags(String option, List<String> names) {
    Set<GuestPolicy.Flag> flags = EnumSet.noneOf(GuestPolicy.Flag.class);
    for (String name : names) {
      try {
        flags.add(GuestPolicy.Flag.parse(name));
      } catch (MalformedException e) {
        throw new CommandFailure(ExitCode.USAGE, option + ": " + e.getMessage(), "");
      }
    }
    return flags;
  }
}
