package coffer.cli;

import coffer.testkit.Vectors;
import java.nio.file.Path;
import java.util.List;

/// What judges manifests: the published schemas of Kubernetes, and, when `COFFER_KUBERNETES` is
/// set, a real API server, which `scripts/kubernetes.sh` builds for some minutes.
final class Kubernetes {
  /// The oldest and the newest that somebody may have.
  private static final List<String> VERSIONS = List.of("1.30", "1.35");

  private Kubernetes() {}

  /// Runs a command that must end well.
  interface Runner {
    Coffer.Result must(String... command);
  }

  static void validate(Path manifest, Runner runner) {
    String file = manifest.toAbsolutePath().toString();
    String program =
        Vectors.checkout().resolve("interop/target/kubernetes/bin/kubernetes-validate").toString();
    for (String version : VERSIONS) {
      runner.must(program, "--strict", "-k", version, file);
    }
    if (System.getenv("COFFER_KUBERNETES") != null) {
      runner.must(Vectors.checkout().resolve("scripts/kubernetes.sh").toString(), file);
    }
  }
}
