package coffer.cli;

import coffer.cce.FragmentImport;
import coffer.generate.Compat;
import coffer.oci.Platform;
import coffer.python.PythonVersion;
import coffer.template.GroupSettings;
import coffer.template.Questions;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What holds for every group of a source.
final class PolicyGroupOptions {
  private static final BigInteger USUAL_SVN = BigInteger.valueOf(4);

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "linux/amd64 (default) or windows/amd64.")
  String platform = "linux/amd64";

  @Option(
      names = "--infrastructure-svn",
      paramLabel = "N",
      description = "Lowest version of the service's own fragment that is accepted.")
  @Nullable String infrastructureSvn;

  @Option(
      names = {"-e", "--exclude-default-fragments"},
      description = "Do not accept the service's own fragment.")
  boolean excludeDefaultFragments;

  @Option(
      names = "--debug-mode",
      description = "Allow shells, stack dumps and logs; never in production.")
  boolean debugMode;

  @Option(
      names = {"-y", "--approve-wildcards"},
      description = "Ask nothing: a variable without a known value may have any.")
  boolean approveWildcards;

  @Mixin StdioOptions stdio = new StdioOptions();

  @Mixin CompatOption compat = new CompatOption();

  void check() {
    stdio.check();
    if (infrastructureSvn != null && excludeDefaultFragments) {
      throw failure(
          "--infrastructure-svn needs the fragment that --exclude-default-fragments drops");
    }
  }

  static CommandFailure failure(String problem) {
    return new CommandFailure(ExitCode.REJECTED, problem, "");
  }

  /// Says on standard error what a reader of the policy should know.
  void warn(PrintWriter err) {
    stdio.warn(err);
    if (debugMode) {
      err.println("warning: --debug-mode lets the host run shells and read memory dumps");
    }
    if (!compat().isVerified()) {
      err.println("warning: --compat " + compat.text + " was not compared with that release");
    }
    if (infrastructureSvn != null && svn(infrastructureSvn).compareTo(USUAL_SVN) < 0) {
      err.println(
          "warning: --infrastructure-svn %s accepts fragments older than %d"
              .formatted(infrastructureSvn, USUAL_SVN));
    }
  }

  private static BigInteger svn(String text) {
    return PythonVersion.first(text)
        .orElseThrow(() -> failure("--infrastructure-svn: a number wanted, found " + text));
  }

  Compat compat() {
    return compat.compat();
  }

  private GroupSettings.Platform groupPlatform() {
    return GroupSettings.Platform.of(platform)
        .orElseThrow(
            () -> failure("--platform: linux/amd64 or windows/amd64 wanted, found " + platform));
  }

  /// What the images must be for.
  Platform platform() {
    return Platform.parse(groupPlatform().toString());
  }

  GroupSettings settings(Questions questions, List<FragmentImport> imports) {
    return new GroupSettings(
        groupPlatform(),
        debugMode,
        stdio.allowed(),
        infrastructureSvn,
        !excludeDefaultFragments,
        imports,
        approveWildcards ? Questions.APPROVE : questions);
  }
}
