package coffer.cli;

import coffer.enclave.CheckedPackage;
import coffer.enclave.Finding;
import coffer.evidence.Verdict;
import coffer.group.GroupState;
import coffer.group.PublishedPort;
import coffer.json.Json;
import coffer.workload.Secret;
import coffer.workload.Workload;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// What `coffer up` says at its end, for people or as JSON; each gives the exit code.
record UpReport(PrintWriter out, PrintWriter err, boolean json) {
  int up(Startup.Outcome.Up up, Launch launch, Steps steps) {
    String name = launch.workload().name();
    if (json) {
      out.println(
          Json.object()
              .put("name", name)
              .put("urls", Json.strings(urls(up.ports())))
              .put("identity", launch.proof().identity())
              .put("verdict", up.verdict().toJson())
              .put("released", Json.strings(List.copyOf(up.released())))
              .build()
              .toCompact());
    } else {
      err.print(checks(up.verdict()));
      err.flush();
      urls(up.ports()).forEach(url -> out.println("url       " + url));
      launch.proof().print(out, err);
      out.println("verdict   " + up.verdict().summary());
      out.flush();
      notAskedFor(launch.workload(), up.released());
      err.println("done in %s; coffer logs -f %s, coffer down %2$s".formatted(steps.total(), name));
    }
    return up.verdict() instanceof Verdict.Trusted ? ExitCode.OK : ExitCode.REJECTED;
  }

  /// Every check that was made, and what was not checked.
  private static String checks(Verdict verdict) {
    VerdictTable table = new VerdictTable();
    verdict.checks().forEach(table::line);
    verdict.notChecked().forEach(table::notChecked);
    return table.toString();
  }

  private void notAskedFor(Workload workload, Set<String> released) {
    List<String> open =
        workload.secrets().stream().map(Secret::name).filter(s -> !released.contains(s)).toList();
    if (!open.isEmpty()) {
      err.println("secrets that the service did not ask for yet: " + String.join(", ", open));
    }
  }

  static List<String> urls(List<PublishedPort> ports) {
    return ports.stream().map(port -> "http://127.0.0.1:" + port.host()).toList();
  }

  int denied(GroupState.Denied denied, Launch launch) {
    Path suggestion = launch.output().folder().resolve(Startup.SUGGESTION);
    if (json) {
      out.println(
          Json.object()
              .put("name", launch.workload().name())
              .put("denied", true)
              .put("nearest", denied.nearest())
              .put("differences", Json.strings(denied.differences()))
              .put("changes", Json.strings(denied.changes()))
              .build()
              .toCompact());
    }
    err.println("error: the policy denies the container; nothing was started");
    err.println("nearest container of the policy: " + denied.nearest());
    denied.differences().forEach(difference -> err.println("  " + difference));
    if (Files.exists(suggestion)) {
      err.println("this change allows it (and makes it another identity):");
      denied.changes().forEach(change -> err.println("  " + change));
      err.println("hint: read and approve %s, then run with --policy %1$s".formatted(suggestion));
    } else {
      err.println("hint: no change of a policy allows this");
    }
    return ExitCode.REJECTED;
  }

  /// A package that its library OS would not start.
  int refused(CheckedPackage checked) {
    if (json) {
      out.println(
          Json.object()
              .put("name", checked.identity().name())
              .put("findings", checked.findings().stream().map(UpReport::json).toList())
              .build()
              .toCompact());
    }
    checked.findings().forEach(finding -> err.println("finding: " + finding));
    err.println("error: the package is not what its enclave wants; nothing was started");
    err.println("hint: build it again, or get it again from whoever built it");
    return ExitCode.REJECTED;
  }

  private static Json json(Finding finding) {
    return Json.object()
        .put("thing", finding.thing())
        .put("wanted", finding.wanted())
        .put("found", finding.found())
        .build();
  }
}
