package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.cce.Policy;
import coffer.cce.PolicyEdit;
import coffer.enforcement.Candidate;
import coffer.enforcement.Decision;
import coffer.enforcement.Difference;
import coffer.enforcement.Enforcement;
import coffer.enforcement.Field;
import coffer.inspect.Explanation;
import coffer.inspect.HostRequest;
import coffer.inspect.RequestReader;
import coffer.json.Json;
import coffer.lint.SecretNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Explains why a policy allows or denies a request.
@Command(
    name = "explain",
    description = {
      "Explain what a policy says to a request to create a container or to mount a layer.",
      "The request is the policy engine's input as JSON, a denial as JSON or base64, or a log line",
      "with policyDecision< ... >policyDecision. Says which container of the policy comes nearest,",
      "what differs, and which change of the policy would allow the request. Exits with 1 when",
      "the request is denied."
    },
    footer = {
      "",
      "Example: a denial from the log of a container group, against its template.",
      "  coffer policy explain template.json denial.txt"
    })
final class PolicyExplainCommand implements Callable<Integer> {
  private static final int OTHERS = 5;

  @Parameters(index = "0", paramLabel = "POLICY", description = "What holds the policy.")
  Path policy = Path.of("");

  @Parameters(index = "1", paramLabel = "REQUEST", description = "A file; - is standard input.")
  Path request = Path.of("-");

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description = "The container group whose policy is meant, in documents with several.")
  String group = "";

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Policy model = new PolicyInput(policy).one(group).text().model();
    HostRequest asked = request();
    PrintWriter out = spec.commandLine().getOut();
    if (asked.deviceHash().isPresent()) {
      return layer(out, model, asked.deviceHash().get());
    }
    Explanation explanation = Explanation.of(model, asked);
    if (json.json) {
      out.println(toJson(explanation, asked).toCompact());
    } else {
      print(out, explanation.decision(), asked);
    }
    return switch (explanation.decision()) {
      case Decision.Allowed _ -> ExitCode.OK;
      case Decision.Denied _ -> ExitCode.REJECTED;
    };
  }

  private HostRequest request() throws IOException {
    boolean standardInput = request.toString().equals("-");
    String text =
        standardInput
            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
            : PolicyInput.text(request);
    try {
      return RequestReader.read(text);
    } catch (MalformedException e) {
      throw e.within(standardInput ? "standard input" : request.toString());
    }
  }

  private int layer(PrintWriter out, Policy model, String hash) {
    boolean allowed = Enforcement.mountDevice(model, hash);
    if (json.json) {
      out.println(
          Json.object().put("allowed", allowed).put("deviceHash", hash).build().toCompact());
    } else if (allowed) {
      out.println("allowed: a container of the policy has the layer " + hash);
    } else {
      out.println("denied: no container of the policy has the layer");
      out.println("  " + hash);
      out.println(
          Paragraph.of(
              "  ",
              "the image is not the one that the policy was made for: a tag has moved, or the"
                  + " layer was converted by another version"));
    }
    return allowed ? ExitCode.OK : ExitCode.REJECTED;
  }

  private static void print(PrintWriter out, Decision decision, HostRequest asked) {
    switch (decision) {
      case Decision.Allowed allowed -> {
        out.println(
            "allowed by "
                + String.join(
                    ", ",
                    allowed.containers().stream().map(one -> "'" + one.name() + "'").toList()));
        allowed
            .droppedEnv()
            .forEach(variable -> out.println("  dropped in silence: " + name(variable)));
        allowed
            .droppedCapabilities()
            .forEach(capability -> out.println("  dropped in silence: " + capability));
        if (!allowed.allowStdioAccess()) {
          out.println("  standard input and output are closed to the host");
        }
      }
      case Decision.Denied denied -> print(out, denied, asked);
    }
  }

  private static void print(PrintWriter out, Decision.Denied denied, HostRequest asked) {
    if (denied.nearest().isEmpty()) {
      out.println("denied: the policy has no containers");
      return;
    }
    Candidate nearest = denied.nearest().get();
    out.println(
        "denied: nearest is container '%s', %d differences"
            .formatted(nearest.label(), nearest.differences().size()));
    for (Difference difference : nearest.differences()) {
      out.println("  " + difference.field().member());
      out.println(Paragraph.of("    wanted  ", shown(difference.field(), difference.wanted())));
      out.println(Paragraph.of("    found   ", shown(difference.field(), difference.found())));
      PolicyEdit change = difference.change();
      if (change != null) {
        out.println(Paragraph.of("    change  ", shown(difference.field(), change.toString())));
      } else {
        out.println("    change  no policy can allow this");
      }
    }
    denied.candidates().stream()
        .skip(1)
        .limit(OTHERS)
        .forEach(
            other ->
                out.println(
                    "  also: container '%s', %d differences"
                        .formatted(other.label(), other.differences().size())));
    asked.errors().forEach(error -> out.println(Paragraph.of("  the guest said: ", error)));
  }

  private static String name(String variable) {
    int equals = variable.indexOf('=');
    return equals < 0 ? variable : variable.substring(0, equals);
  }

  /// Values of variables that look like secrets are not told.
  private static String shown(Field field, String text) {
    if (field != Field.ENVIRONMENT) {
      return text;
    }
    int equals = text.indexOf('=');
    String before = equals < 0 ? text : text.substring(0, equals);
    String name = before.substring(before.lastIndexOf('"') + 1);
    return equals >= 0 && SecretNames.matches(name) ? before + "=<<redacted>>" : text;
  }

  private static Json toJson(Explanation explanation, HostRequest asked) {
    return switch (explanation.decision()) {
      case Decision.Allowed allowed ->
          Json.object()
              .put("allowed", true)
              .put(
                  "containers",
                  Json.strings(
                      allowed.containers().stream()
                          .map(one -> String.valueOf(one.name()))
                          .toList()))
              .put(
                  "droppedVariables",
                  Json.strings(
                      allowed.droppedEnv().stream().map(PolicyExplainCommand::name).toList()))
              .put("droppedCapabilities", Json.strings(allowed.droppedCapabilities()))
              .put("stdio", allowed.allowStdioAccess())
              .build();
      case Decision.Denied denied ->
          Json.object()
              .put("allowed", false)
              .put(
                  "candidates",
                  denied.candidates().stream().map(PolicyExplainCommand::json).toList())
              .put("guestErrors", Json.strings(asked.errors()))
              .build();
    };
  }

  private static Json json(Candidate candidate) {
    List<Json> differences = new ArrayList<>();
    for (Difference difference : candidate.differences()) {
      PolicyEdit change = difference.change();
      differences.add(
          Json.object()
              .put("field", difference.field().member())
              .put("wanted", shown(difference.field(), difference.wanted()))
              .put("found", shown(difference.field(), difference.found()))
              .put(
                  "change",
                  change == null
                      ? Json.NULL
                      : Json.of(shown(difference.field(), change.toString())))
              .build());
    }
    return Json.object()
        .put("container", candidate.label())
        .put("index", candidate.index())
        .put("differences", differences)
        .build();
  }
}
