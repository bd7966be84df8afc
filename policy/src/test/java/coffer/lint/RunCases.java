package coffer.lint;

import coffer.cce.FragmentImport;
import coffer.cce.ImageDefaults;
import coffer.cce.ImageFacts;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyText;
import coffer.generate.LeftOut;
import coffer.json.Json;
import coffer.template.ContainerGroup;
import coffer.template.PolicyPlace;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Runs by the kind of finding that each of them must lead to.
final class RunCases {
  static final String CONFIG =
      "{\"fragments\": [\n  {\"feed\": \"f\", \"issuer\": \"i\"}], \"containers\": []}";
  static final String TEMPLATE =
      """
      {"resources": [{"type": "Microsoft.ContainerInstance/containerGroups", "properties": {
        "containers": [
          {"name": "a"},
          {"name": "b"}],
        "initContainers": [
          {"name": "c"}]}}]}
      """;
  static final String POD =
      """
      kind: Pod
      metadata: {name: p, labels: {azure.workload.identity/use: 'true'}}
      spec:
        containers:
        - {name: app, image: i}
        - {name: args, image: i, args: [x]}
        - {name: own, image: i, command: [y]}
      """;

  private static final Map<Lint, Consumer<RunChecks>> CASES =
      new TreeMap<>(Comparator.comparing(Lint::id));

  static {
    CASES.put(RunLint.ARCHIVE_IMAGES, run -> run.archive("two.tar", List.of("a:1", "b:1")));
    CASES.put(
        RunLint.COMMAND_INCOMPLETE, run -> run.imageDefinition("i", image("SIGQUIT", "/e", "c")));
    CASES.put(RunLint.FOLDERS_IMPLIED, run -> run.layer("web:1", "layer 1 of 1", List.of("/etc")));
    CASES.put(RunLint.FRAGMENT_LAYERS, run -> leftOut(run, 0, List.of("bb")));
    CASES.put(
        RunLint.FRAGMENT_NOT_IMPORTED,
        run -> leftOut(run, group(FragmentImport.INFRASTRUCTURE), 0, List.of("aa")));
    CASES.put(
        RunLint.FRAGMENT_SVN_MOVED,
        run ->
            run.infrastructureSvn(
                "c.json", CONFIG, group(new FragmentImport("f", "i", "9", List.of())), "9"));
    CASES.put(
        RunLint.IDS_SAVED,
        run -> run.saved("p.rego", new PolicyText("with ids"), new PolicyText("without")));
    CASES.put(
        RunLint.RULE_WITHOUT_PATTERN,
        run -> run.podDefinitions("p.yaml", POD, "own", _ -> image("", "", "")));
    CASES.put(RunLint.SIGNAL_REPLACED, run -> run.imageDefinition("i", image("SIGTERM", "", "")));
  }

  private RunCases() {}

  static Map<Lint, Consumer<RunChecks>> all() {
    return CASES;
  }

  static List<Finding> findings(Consumer<RunChecks> run) {
    RunChecks checks = new RunChecks();
    run.accept(checks);
    return checks.findings();
  }

  static ImageFacts image(String stopSignal, String entrypoint, String command) {
    return ImageFacts.linux(
        new ImageDefaults(List.of(), words(entrypoint), words(command), "", "", stopSignal),
        List.of("aa"));
  }

  private static List<String> words(String word) {
    return word.isEmpty() ? List.of() : List.of(word);
  }

  static ContainerGroup group(FragmentImport... fragments) {
    return new ContainerGroup(
        "g",
        List.of(),
        List.of(fragments),
        Json.NULL,
        new PolicyPlace(
            0,
            List.of("resources", "0", "properties", "confidentialComputeProperties", "ccePolicy"),
            Json.NULL,
            ""));
  }

  /// A container of [#TEMPLATE] with the layer `aa`, left to a fragment that the group imports.
  static void leftOut(RunChecks run, int position, List<String> fragmentLayers) {
    leftOut(run, group(new FragmentImport("f", "i", "1", List.of())), position, fragmentLayers);
  }

  private static void leftOut(
      RunChecks run, ContainerGroup group, int position, List<String> fragmentLayers) {
    PolicyContainer container = Samples.container(List.of("aa"));
    Json.Obj fragment = Json.object().put("layers", Json.strings(fragmentLayers)).build();
    run.leftOut(
        group,
        new LeftOut(position, container, fragment),
        ContainerPlaces.json("t.json", TEMPLATE));
  }
}
