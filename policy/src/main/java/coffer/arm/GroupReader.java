package coffer.arm;

import coffer.bytes.MalformedException;
import coffer.cce.ContainerDefinition;
import coffer.cce.EnvRule;
import coffer.cce.ServiceDefaults;
import coffer.json.Json;
import coffer.python.PythonText;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.Members;
import coffer.template.PolicyPlace;
import coffer.template.Probes;
import coffer.template.SecurityContext;
import coffer.template.Volumes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a resource of `Microsoft.ContainerInstance` says of its containers.
final class GroupReader {
  static final Set<String> TYPES =
      Set.of(
          "Microsoft.ContainerInstance/containerGroups",
          "Microsoft.ContainerInstance/containerGroupProfiles");

  /// The template around a resource: what its texts stand for, and where they stand. Containers are
  /// counted through `containers` and then `initContainers`.
  interface Surroundings {
    /// The value that `value` stands for.
    Json replace(Json value);

    /// An error when the image's name has no value.
    void checkImage(String image);

    /// The rule for the variable at `index` of a container; empty when there shall be none.
    Optional<EnvRule> variable(int container, int index, Json variable);

    /// The problem, told with the place of the resource.
    MalformedException atResource(MalformedException problem);

    /// The problem, told with the place of a container.
    MalformedException atContainer(int container, MalformedException problem);
  }

  private final Surroundings surroundings;
  private final GroupSettings settings;

  GroupReader(Surroundings surroundings, GroupSettings settings) {
    this.surroundings = surroundings;
    this.settings = settings;
  }

  static boolean isGroup(Json resource) {
    return resource instanceof Json.Obj object
        && object.get("type").orElse(Json.NULL) instanceof Json.Str(String type)
        && TYPES.contains(type);
  }

  /// Refuses templates without groups.
  static void checkAny(List<ContainerGroup> groups) {
    if (groups.isEmpty()) {
      throw new MalformedException(
          "no resource of the template has one of the types "
              + String.join(", ", TYPES.stream().sorted().toList()));
    }
  }

  /// The group that `resource` describes.
  ///
  /// @param place where its policy goes; null when there is no such place
  ContainerGroup group(Json resource, @Nullable PolicyPlace place) {
    Json properties = Members.get(resource, "properties");
    List<Json> volumes;
    List<Json> containers;
    try {
      checkOs(properties);
      volumes = Members.list(properties, "volumes");
      containers = containers(properties);
    } catch (MalformedException e) {
      throw surroundings.atResource(e);
    }
    List<ContainerDefinition> definitions = new ArrayList<>();
    for (Json container : containers) {
      int position = definitions.size();
      try {
        definitions.add(container(position, container, volumes));
      } catch (MalformedException e) {
        throw surroundings.atContainer(
            position,
            e.within("container '" + PythonText.str(Members.get(container, "name")) + "'"));
      }
    }
    return new ContainerGroup(
        PythonText.str(surroundings.replace(Members.get(resource, "name"))),
        definitions,
        settings.fragments(withDefaultFragments(resource)),
        Members.get(Members.get(properties, "confidentialComputeProperties"), "ccePolicy"),
        place);
  }

  private static List<Json> containers(Json properties) {
    List<Json> first = Members.list(properties, "containers");
    if (first.isEmpty()) {
      throw new MalformedException("member 'containers' is missing or empty; a list wanted");
    }
    return Stream.concat(first.stream(), Members.list(properties, "initContainers").stream())
        .toList();
  }

  private void checkOs(Json properties) {
    if (Members.something(properties, "osType") instanceof Json.Str(String os)
        && !os.toLowerCase(Locale.ROOT).equals(settings.platform().os())) {
      throw new MalformedException(
          "member 'osType' is %s, but the policy is for %s; give the platform"
              .formatted(os, settings.platform()));
    }
  }

  /// A tag can leave the service's fragment out; any other tags bring it back.
  private boolean withDefaultFragments(Json resource) {
    Json tags = Members.something(resource, "tags");
    if (tags instanceof Json.Null) {
      return settings.defaultFragments();
    }
    return !switch (Members.get(tags, "Annotate-zero-sidecar")) {
      case Json.Str(String text) -> text.equalsIgnoreCase("true");
      case Json other -> PythonText.truthy(other);
    };
  }

  private ContainerDefinition container(int position, Json container, List<Json> volumes) {
    Json properties = Members.get(container, "properties");
    String image = Members.text(properties, "image");
    surroundings.checkImage(image);
    ContainerDefinition.Builder definition =
        settings
            .container(image, ServiceDefaults.CONTAINER_INSTANCES)
            .name(name(container))
            .commandValues(Members.list(properties, "command"));
    List<Json> variables = Members.list(properties, "environmentVariables");
    for (int i = 0; i < variables.size(); i++) {
      surroundings.variable(position, i, variables.get(i)).ifPresent(definition::envRule);
    }
    for (Json mount : Members.list(properties, "volumeMounts")) {
      definition.mount(Volumes.mount(mount, Volumes.type(volume(mount, volumes))));
    }
    Volumes.configMap(properties).forEach(definition::mount);
    Probes.process(properties, "readinessProbe").ifPresent(definition::execProcess);
    Probes.process(properties, "livenessProbe").ifPresent(definition::execProcess);
    settings.debugShells().forEach(definition::execProcess);
    new SecurityContext(Members.get(properties, "securityContext")).applyTo(definition);
    return definition.resolve(surroundings::replace).build();
  }

  private static @Nullable String name(Json container) {
    Json name = Members.get(container, "name");
    return name instanceof Json.Null ? null : PythonText.str(name);
  }

  private static Json volume(Json mount, List<Json> volumes) {
    Json name = Members.get(mount, "name");
    return volumes.stream()
        .filter(volume -> Members.get(volume, "name").equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new MalformedException(
                    "volume '%s' is mounted but not declared".formatted(PythonText.str(name))));
  }
}
