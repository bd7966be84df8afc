package coffer.config;

import coffer.arm.Expressions;
import coffer.bytes.MalformedException;
import coffer.cce.ContainerDefinition;
import coffer.cce.EnvRule;
import coffer.cce.ExecProcess;
import coffer.cce.FragmentImport;
import coffer.cce.ServiceDefaults;
import coffer.json.Json;
import coffer.json.JsonText;
import coffer.python.PythonJson;
import coffer.python.PythonText;
import coffer.template.ContainerGroup;
import coffer.template.FragmentImports;
import coffer.template.GroupSettings;
import coffer.template.ImageNames;
import coffer.template.Members;
import coffer.template.Probes;
import coffer.template.SecurityContext;
import coffer.template.Volumes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The generator's configuration document, version 1 (`properties` in every container) or 0 (flat).
public final class GeneratorConfig {
  private static final String WORKLOAD_IDENTITY = "azure.workload.identity/use";

  private final String text;
  private final Json document;
  private final boolean virtualNode;

  private final ImageNames images;

  private GeneratorConfig(String text, Json document, ImageNames images) {
    this.text = text;
    this.document = document;
    this.images = images;
    this.virtualNode =
        Members.get(document, "scenario") instanceof Json.Str(String scenario)
            && scenario.equalsIgnoreCase("vn2");
  }

  /// Reads a configuration; `images` are taken instead of those that it names.
  public static GeneratorConfig parse(String text, ImageNames images) {
    Json document = text.isEmpty() ? Json.object().build() : PythonJson.loads(text);
    if (!(document instanceof Json.Obj)) {
      throw new MalformedException("an object wanted, found " + document.kind());
    }
    return new GeneratorConfig(
        text, FlatConfig.isFlat(document) ? FlatConfig.converted(document) : document, images);
  }

  /// The archives that containers name as `path`, by image.
  public Map<String, String> archives() {
    Map<String, String> archives = new LinkedHashMap<>();
    for (Json container : Members.list(document, "containers")) {
      if (Members.something(container, "path") instanceof Json.Str(String path)) {
        archives.put(Members.text(Members.get(container, "properties"), "image"), path);
      }
    }
    return archives;
  }

  /// The fragments that the document imports.
  public List<FragmentImport> imports() {
    return FragmentImports.in(document);
  }

  /// The one group of the document. Its imports come before the service's own fragment.
  public ContainerGroup group(GroupSettings settings) {
    List<FragmentImport> fragments = new ArrayList<>(imports());
    List<Json> containers = Members.list(document, "containers");
    if (containers.isEmpty() && fragments.isEmpty()) {
      throw new MalformedException("members 'containers' and 'fragments' are both empty");
    }
    List<ContainerDefinition> definitions = new ArrayList<>();
    for (Json container : containers) {
      try {
        definitions.add(container(container, settings));
      } catch (MalformedException e) {
        throw at(definitions.size(), e);
      }
    }
    if (settings.defaultFragments()) {
      fragments.add(FragmentImport.INFRASTRUCTURE);
    }
    return new ContainerGroup(
        definitions.isEmpty() ? "" : definitions.getFirst().image(),
        definitions,
        settings.withInfrastructureSvn(fragments),
        Json.NULL,
        null);
  }

  /// Python reads numbers that JSON does not know; such a document has no places.
  private MalformedException at(int container, MalformedException problem) {
    MalformedException within = problem.within("containers[" + container + "]");
    try {
      JsonText source = JsonText.parse(text);
      return within.within(
          source.place(
              List.of(Members.nameOf(source.value(), "containers"), Integer.toString(container))));
    } catch (MalformedException _) {
      return within;
    }
  }

  private ContainerDefinition container(Json container, GroupSettings settings) {
    Json properties = Members.get(container, "properties");
    String image = images.of(Members.text(properties, "image"));
    Json name = Members.something(container, "name");
    Json context = Members.get(properties, "securityContext");
    ContainerDefinition.Builder definition =
        settings
            .container(
                image,
                virtualNode ? ServiceDefaults.VIRTUAL_NODE : ServiceDefaults.CONTAINER_INSTANCES)
            .name(name instanceof Json.Null ? image : PythonText.str(name))
            .commandValues(Members.list(properties, "command"))
            .workingDir(workingDir(properties));
    Members.list(properties, "volumeMounts")
        .forEach(mount -> definition.mount(Volumes.configuredMount(mount)));
    Volumes.configMap(properties).forEach(definition::mount);
    if (virtualNode && PythonText.truthy(Members.get(context, "privileged"))) {
      ServiceDefaults.PRIVILEGED_MOUNTS.forEach(definition::mount);
    }
    if (virtualNode && usesWorkloadIdentity()) {
      ServiceDefaults.WORKLOAD_IDENTITY.envRules().forEach(definition::envRule);
      ServiceDefaults.WORKLOAD_IDENTITY.mounts().forEach(definition::mount);
    }
    for (Json variable : Members.list(properties, "environmentVariables")) {
      definition.envRule(envRule(variable));
    }
    processes(properties, settings, definition);
    new SecurityContext(context).applyTo(definition);
    return definition.resolve(Expressions.NONE::replace).build();
  }

  private boolean usesWorkloadIdentity() {
    return Members.get(document, "labels") instanceof Json.Obj(Map<String, Json> labels)
        && PythonText.truthy(labels.getOrDefault(WORKLOAD_IDENTITY, Json.NULL));
  }

  private static String workingDir(Json properties) {
    return switch (Members.something(properties, "workingDir")) {
      case Json.Null() -> "";
      case Json.Str(String folder) when folder.startsWith("/") -> folder;
      case Json.Str(String folder) ->
          throw new MalformedException(
              "member 'workingDir': an absolute path wanted, found '" + folder + "'");
      case Json other -> throw Members.wanted("workingDir", "text", other);
    };
  }

  private static EnvRule envRule(Json variable) {
    Json name = Members.something(variable, "name");
    if (name instanceof Json.Null) {
      throw new MalformedException("environment variable without a name");
    }
    Json value = Members.something(variable, "value");
    Json secure = Members.something(variable, "secureValue");
    Json chosen = value instanceof Json.Null ? secure : value;
    String pattern =
        PythonText.str(name) + "=" + (chosen instanceof Json.Null ? "" : PythonText.str(chosen));
    return PythonText.truthy(Members.get(variable, "regex"))
        ? EnvRule.re2(pattern)
        : EnvRule.string(pattern);
  }

  private static void processes(
      Json properties, GroupSettings settings, ContainerDefinition.Builder definition) {
    for (Json process : Members.list(properties, "execProcesses")) {
      List<Json> command = Members.list(process, "command");
      if (command.isEmpty()) {
        throw new MalformedException("member 'execProcesses': a process without a command");
      }
      definition.execProcess(new ExecProcess(command, Members.list(process, "signals")));
    }
    Probes.process(properties, "readinessProbe").ifPresent(definition::execProcess);
    Probes.process(properties, "livenessProbe").ifPresent(definition::execProcess);
    settings.debugShells().forEach(definition::execProcess);
  }
}
