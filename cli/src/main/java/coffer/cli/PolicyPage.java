package coffer.cli;

import coffer.cce.CapabilitySets;
import coffer.cce.EnvRule;
import coffer.cce.ExecProcess;
import coffer.cce.IdRule;
import coffer.cce.MountRule;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyFlags;
import coffer.cce.PolicyText;
import coffer.cce.ServiceDefaults;
import coffer.inspect.LayerNames;
import coffer.json.Json;
import coffer.lint.SecretNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A policy as a page for people.
final class PolicyPage {
  private static final int FIELD = 12;
  private static final Set<EnvRule> SERVICE_RULES =
      new HashSet<>(ServiceDefaults.VIRTUAL_NODE.envRules());

  private final PolicyText text;
  private final Policy policy;
  private final LayerNames layers;
  private final StringBuilder out = new StringBuilder();

  PolicyPage(PolicyText text, LayerNames layers) {
    this.text = text;
    this.policy = text.model();
    this.layers = layers;
  }

  String render(String title) {
    line("policy", title);
    line("host data", text.digest().hex());
    line(
        "versions",
        "API %s, framework %s".formatted(policy.apiVersion(), policy.frameworkVersion()));
    policy
        .fragments()
        .forEach(
            fragment ->
                line(
                    "fragment",
                    "%s, version %s or later, for %s"
                        .formatted(
                            fragment.feed(),
                            fragment.minimumSvn(),
                            String.join(", ", fragment.includes()))));
    Map<Boolean, List<String>> flags =
        flags(policy.flags()).entrySet().stream()
            .collect(
                Collectors.partitioningBy(
                    Map.Entry::getValue,
                    Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    line("allowed", words(flags.getOrDefault(true, List.of())));
    line("denied", words(flags.getOrDefault(false, List.of())));
    policy.containers().forEach(this::container);
    return out.toString();
  }

  private static String words(List<String> texts) {
    return texts.isEmpty() ? "nothing" : String.join("; ", texts);
  }

  private static Map<String, Boolean> flags(PolicyFlags flags) {
    Map<String, Boolean> words = new LinkedHashMap<>();
    words.put("reading the guest's properties", flags.propertiesAccess());
    words.put("dumping the guest's stacks", flags.dumpStacks());
    words.put("the guest's logs", flags.runtimeLogging());
    words.put("dropping variables without a rule", flags.environmentVariableDropping());
    words.put("dropping capabilities beyond the rules", flags.capabilityDropping());
    words.put("unencrypted disks", flags.unencryptedScratch());
    return words;
  }

  private void line(String field, String value) {
    String prefix = "  " + field + " ".repeat(Math.max(1, FIELD - field.length()));
    out.append(Paragraph.of(prefix, value)).append('\n');
  }

  private void container(PolicyContainer container) {
    String name = container.name();
    String id = container.id();
    out.append("\ncontainer ").append(name == null ? "(without a name)" : name).append('\n');
    if (id != null) {
      line("image", id);
    }
    List<Json> command = container.command();
    line("command", command == null ? "none, so it never runs" : list(command));
    line("folder", container.workingDir());
    line("user", user(container));
    variables(container.envRules());
    container.mounts().forEach(mount -> line("mount", mount(mount)));
    container.execProcesses().forEach(process -> line("process", process(process)));
    if (!container.signals().isEmpty()) {
      line(
          "signals",
          container.signals().stream().map(Json::toCompact).collect(Collectors.joining(" ")));
    }
    line("privileges", privileges(container));
    if (!container.seccompProfileSha256().isEmpty()) {
      line("seccomp", container.seccompProfileSha256());
    }
    line(
        "output",
        container.allowStdioAccess() ? "the host sees output, writes input" : "closed to the host");
    for (int i = 0; i < container.layers().size(); i++) {
      String hash = container.layers().get(i);
      line("layer " + (i + 1), hash);
      layers.of(hash).forEach(known -> line("", known));
    }
  }

  private static String user(PolicyContainer container) {
    return "%s; groups %s; umask %s"
        .formatted(
            id(container.user().user()),
            container.user().groups().stream()
                .map(PolicyPage::id)
                .collect(Collectors.joining(", ")),
            container.user().umask());
  }

  private static String id(IdRule rule) {
    return rule.pattern().isEmpty() ? rule.strategy() : rule.strategy() + " " + rule.pattern();
  }

  /// The rules for what the service adds are counted, the others told.
  private void variables(List<EnvRule> rules) {
    List<EnvRule> own = new ArrayList<>(rules);
    own.removeIf(SERVICE_RULES::contains);
    for (EnvRule rule : own) {
      List<String> notes = new ArrayList<>();
      if (!rule.strategy().equals("string")) {
        notes.add("pattern");
      }
      if (rule.required()) {
        notes.add("required");
      }
      String suffix = notes.isEmpty() ? "" : " (" + String.join(", ", notes) + ")";
      line("variable", SecretNames.redacted(rule.pattern()) + suffix);
    }
    int service = rules.size() - own.size();
    if (service > 0) {
      line("variable", "and %d rules for what the service adds".formatted(service));
    }
  }

  private static String mount(MountRule mount) {
    String access = mount.options().contains("ro") ? "read only" : "writable";
    return "%s, %s, from %s".formatted(mount.destination(), access, mount.source());
  }

  private static String process(ExecProcess process) {
    return list(process.command());
  }

  /// JSON with blanks, so that it can be broken into lines.
  private static String list(List<Json> values) {
    return values.stream().map(Json::toCompact).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String privileges(PolicyContainer container) {
    CapabilitySets sets = container.capabilities();
    String capabilities =
        sets == null
            ? "default capabilities"
            : sets.bounding().equals(CapabilitySets.UNPRIVILEGED.bounding())
                ? "default capabilities"
                : sets.bounding().size() + " capabilities: " + String.join(" ", sets.bounding());
    return "%s; %s; %s"
        .formatted(
            container.allowElevated() ? "may be privileged" : "unprivileged",
            container.noNewPrivileges() ? "may not gain privileges" : "may gain privileges",
            capabilities);
  }

  /// The same for programs.
  static Json toJson(String label, PolicyText text, LayerNames names) {
    Policy policy = text.model();
    List<Json> containers = new ArrayList<>();
    for (PolicyContainer container : policy.containers()) {
      Json.ObjectBuilder known = Json.object();
      container.layers().forEach(hash -> known.put(hash, Json.strings(names.of(hash))));
      containers.add(
          Json.object()
              .put("definition", container.toJson())
              .put("layerSources", known.build())
              .build());
    }
    Json.ObjectBuilder flags = Json.object();
    flags(policy.flags()).forEach(flags::put);
    return Json.object()
        .put("policy", label)
        .put("hostData", text.digest().hex())
        .put("apiVersion", policy.apiVersion())
        .put("frameworkVersion", policy.frameworkVersion())
        .put("fragments", policy.fragments().stream().map(one -> one.toJson()).toList())
        .put("allows", flags.build())
        .put("containers", containers)
        .build();
  }
}
