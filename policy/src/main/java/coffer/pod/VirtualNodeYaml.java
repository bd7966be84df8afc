package coffer.pod;

import coffer.arm.Expressions;
import coffer.bytes.MalformedException;
import coffer.cce.ContainerDefinition;
import coffer.cce.ServiceDefaults;
import coffer.json.Json;
import coffer.json.JsonText;
import coffer.python.PythonText;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.ImageNames;
import coffer.template.Members;
import coffer.template.PolicyPlace;
import coffer.template.Probes;
import coffer.template.SecurityContext;
import coffer.yaml.YamlStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A YAML file for AKS virtual nodes: one group of containers for each workload.
public final class VirtualNodeYaml {
  /// The annotation that holds the policy.
  public static final String POLICY = "microsoft.containerinstance.virtualnode.ccepolicy";

  private final YamlStream stream;
  private final List<Workload> workloads;

  private VirtualNodeYaml(YamlStream stream) {
    this.stream = stream;
    this.workloads = Workload.of(stream.documents());
  }

  public static VirtualNodeYaml parse(String text) {
    return new VirtualNodeYaml(YamlStream.parse(text));
  }

  /// The file's text with other images where `images` has some; everything else stays as it is.
  public static String withImages(String text, ImageNames images) {
    if (images.isEmpty()) {
      return text;
    }
    String changed = text;
    for (Workload workload : Workload.of(YamlStream.parse(text).documents())) {
      for (List<String> path : workload.images()) {
        YamlStream stream = YamlStream.parse(changed);
        if (JsonText.at(stream.documents().get(workload.position()), path)
            instanceof Json.Str(String image)) {
          String wanted = images.of(image);
          changed = wanted.equals(image) ? changed : stream.with(workload.position(), path, wanted);
        }
      }
    }
    return changed;
  }

  /// The groups in the file's order; none when no document starts pods.
  public List<ContainerGroup> groups(GroupSettings settings) {
    NamedValues values = new NamedValues(stream.documents());
    List<ContainerGroup> groups = new ArrayList<>();
    for (Workload workload : workloads) {
      groups.add(group(workload, values, settings));
    }
    return groups;
  }

  /// The workloads in the file's order by name, with the policies of their pods; containers are not
  /// looked at.
  public List<ContainerGroup> withPolicies() {
    return workloads.stream()
        .map(
            workload ->
                ContainerGroup.withPolicy(
                    PythonText.str(workload.metadata("name")), place(workload)))
        .toList();
  }

  private ContainerGroup group(Workload workload, NamedValues values, GroupSettings settings) {
    List<Json> containers;
    try {
      containers = workload.containers();
    } catch (MalformedException e) {
      throw at(workload, workload.path(), e);
    }
    List<ContainerDefinition> definitions = new ArrayList<>();
    for (Json container : containers) {
      try {
        if (!(container instanceof Json.Obj object)) {
          throw Members.wanted("containers", "a list of objects", container);
        }
        definitions.add(container(object, workload, values, settings));
      } catch (MalformedException e) {
        throw at(
            workload,
            workload.container(definitions.size()),
            e.within("container '" + PythonText.str(Members.get(container, "name")) + "'"));
      }
    }
    Json outer = Members.get(workload.outer(), "metadata");
    return new ContainerGroup(
        PythonText.str(workload.metadata("name")),
        definitions,
        settings.fragments(settings.defaultFragments()),
        Members.get(Members.get(outer, "annotations"), POLICY),
        place(workload));
  }

  private MalformedException at(Workload workload, List<String> path, MalformedException problem) {
    return problem.within(workload.label()).within(stream.place(workload.position(), path));
  }

  private static PolicyPlace place(Workload workload) {
    List<String> path = new ArrayList<>(workload.path());
    path.addAll(List.of("metadata", "annotations", POLICY));
    Json current =
        exact(workload.pod(), "metadata")
            .flatMap(metadata -> exact(metadata, "annotations"))
            .flatMap(annotations -> exact(annotations, POLICY))
            .orElse(Json.NULL);
    String name =
        exact(workload.pod(), "metadata")
            .flatMap(metadata -> exact(metadata, "name"))
            .map(PythonText::str)
            .orElse("Workload " + workload.position());
    return new PolicyPlace(
        workload.position(),
        path,
        current,
        "Do you want to overwrite the Base64 Policy currently in workload '%s'? (y/n) "
            .formatted(name));
  }

  private static Optional<Json> exact(Json owner, String name) {
    return owner instanceof Json.Obj object ? object.get(name) : Optional.empty();
  }

  private static ContainerDefinition container(
      Json.Obj container, Workload workload, NamedValues values, GroupSettings settings) {
    String image = Members.text(container, "image");
    Json name = Members.something(container, "name");
    ContainerDefinition.Builder definition =
        settings
            .container(image, ServiceDefaults.VIRTUAL_NODE)
            .name(name instanceof Json.Null ? image : PythonText.str(name))
            .podCommand(Members.list(container, "command"), Members.list(container, "args"));
    new PodEnvironment(values, settings.wildcards()).rules(container).forEach(definition::envRule);
    if (workload.usesWorkloadIdentity()) {
      ServiceDefaults.WORKLOAD_IDENTITY.envRules().forEach(definition::envRule);
      ServiceDefaults.WORKLOAD_IDENTITY.mounts().forEach(definition::mount);
    }
    new PodVolumes(workload).mounts(container).forEach(definition::mount);
    Json context = Members.get(container, "securityContext");
    if (Members.get(context, "privileged").equals(Json.of(true))) {
      ServiceDefaults.PRIVILEGED_MOUNTS.forEach(definition::mount);
    }
    processes(container, settings, definition);
    new SecurityContext(merged(Members.get(workload.spec(), "securityContext"), context))
        .applyTo(definition);
    return definition.resolve(Expressions.NONE::replace).build();
  }

  private static void processes(
      Json container, GroupSettings settings, ContainerDefinition.Builder definition) {
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      Probes.process(container, probe).ifPresent(definition::execProcess);
    }
    Json lifecycle = Members.something(container, "lifecycle");
    for (String hook : List.of("postStart", "preStop")) {
      Probes.process(lifecycle, hook).ifPresent(definition::execProcess);
    }
    settings.debugShells().forEach(definition::execProcess);
  }

  /// The pod's security context with the container's members in place of its own.
  private static Json merged(Json pod, Json container) {
    Map<String, Json> members = new LinkedHashMap<>();
    for (Json context : List.of(pod, container)) {
      if (context instanceof Json.Obj(Map<String, Json> own)) {
        members.putAll(own);
      }
    }
    return new Json.Obj(members);
  }
}
