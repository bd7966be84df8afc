package coffer.cli;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.occlum.MacText;
import coffer.sgx.protectedfile.IntegrityException;
import coffer.sgx.protectedfile.Protection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// What commands on protected files and images say when something is not what its MAC stands for.
///
/// @param name what `--json` calls the place: `file` or `image`
/// @param place the file or folder that is read
record ProtectedFindings(CommandSpec spec, boolean json, String name, Path place) {
  /// What the MAC of anything that has no key is worth; printed wherever one is.
  static final String CHECKSUM =
      "without a key this MAC is a checksum that everybody can compute: it detects damage, and does"
          + " not stop somebody who wants to change the content";

  /// Reads something, and returns the exit code.
  interface Reading {
    int run() throws IOException;
  }

  int judge(Reading reading) throws IOException {
    try {
      return reading.run();
    } catch (IntegrityException e) {
      if (json) {
        spec.commandLine()
            .getOut()
            .println(
                Json.object()
                    .put(name, place.toString())
                    .put("findings", Json.strings(List.of(e.getMessage())))
                    .build()
                    .toCompact());
      }
      spec.commandLine().getErr().println("finding: " + place + ": " + e.getMessage());
      return ExitCode.REJECTED;
    } catch (MalformedException e) {
      throw e.within(place.toString());
    }
  }

  /// Says what a MAC is worth.
  static void note(PrintWriter err, Protection protection) {
    if (protection instanceof Protection.IntegrityOnly) {
      err.println("note: " + CHECKSUM);
    }
  }

  /// `expected` in words of the user, who gave it as `option`; empty when nothing was given.
  static void check(String option, String expected, Bytes found) {
    if (expected.isEmpty()) {
      return;
    }
    Bytes wanted;
    try {
      wanted = MacText.parse(expected);
    } catch (MalformedException e) {
      throw new CommandFailure(ExitCode.USAGE, option + ": " + e.getMessage(), "");
    }
    if (!wanted.equals(found)) {
      throw new IntegrityException(
          "the MAC is %s, want %s".formatted(MacText.of(found), MacText.of(wanted)));
    }
  }
}
