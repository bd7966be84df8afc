package coffer.arm;

import coffer.bytes.MalformedException;
import coffer.cce.ContainerDefinition;
import coffer.cce.ServiceDefaults;
import coffer.json.Json;
import coffer.json.JsonText;
import coffer.python.PythonText;
import coffer.source.JsonPath;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.ImageNames;
import coffer.template.Members;
import coffer.template.Probes;
import coffer.template.SecurityContext;
import coffer.template.Volumes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An ARM template's container groups (resources of `Microsoft.ContainerInstance`).
public final class ArmTemplate {
  private static final Set<String> TYPES =
      Set.of(
          "Microsoft.ContainerInstance/containerGroups",
          "Microsoft.ContainerInstance/containerGroupProfiles");

  private final JsonText text;
  private final Json template;
  private final Expressions expressions;
  private final ArmPlaces places;

  private ArmTemplate(JsonText text, Json parameterFile) {
    this.text = text;
    this.template = text.value();
    this.expressions =
        new Expressions(
            Parameters.merge(Members.something(template, "parameters"), parameterFile),
            Members.something(template, "variables"));
    this.places = new ArmPlaces(template, !PythonText.truthy(parameterFile));
  }

  /// Reads a template and the parameter file that goes with it; an empty text is no file.
  public static ArmTemplate parse(String template, String parameterFile) {
    return new ArmTemplate(
        json("template", template), json("parameter file", parameterFile).value());
  }

  /// The template's text with other images where `images` has some; a computed name becomes a
  /// literal one. Everything else stays as it is.
  public static String withImages(String template, String parameterFile, ImageNames images) {
    if (images.isEmpty()) {
      return template;
    }
    ArmTemplate read = parse(template, parameterFile);
    JsonText text = JsonText.parse(template);
    for (List<String> path : read.places.images()) {
      if (JsonText.at(text.value(), path) instanceof Json.Str(String image)) {
        String resolved = PythonText.str(read.expressions.replace(Json.of(image)));
        String wanted = images.of(resolved);
        text = wanted.equals(resolved) ? text : text.with(path, Json.of(wanted));
      }
    }
    return text.toString();
  }

  private static JsonText json(String name, String text) {
    try {
      return JsonText.parse(text.isEmpty() ? "{}" : text);
    } catch (MalformedException e) {
      throw e.within(name);
    }
  }

  /// The groups in the template's order.
  public List<ContainerGroup> groups(GroupSettings settings) {
    List<ContainerGroup> groups = new ArrayList<>();
    List<Json> resources = Members.list(template, "resources");
    for (int i = 0; i < resources.size(); i++) {
      if (isGroup(resources.get(i))) {
        groups.add(group(i, resources.get(i), settings));
      }
    }
    if (groups.isEmpty()) {
      throw new MalformedException(
          "no resource of the template has one of the types " + String.join(", ", sortedTypes()));
    }
    return groups;
  }

  private static List<String> sortedTypes() {
    return TYPES.stream().sorted().toList();
  }

  static boolean isGroup(Json resource) {
    return resource instanceof Json.Obj object
        && object.get("type").orElse(Json.NULL) instanceof Json.Str(String type)
        && TYPES.contains(type);
  }

  private ContainerGroup group(int position, Json resource, GroupSettings settings) {
    Json properties = Members.get(resource, "properties");
    List<Json> volumes;
    List<Json> containers;
    try {
      checkOs(properties, settings);
      volumes = Members.list(properties, "volumes");
      containers = containers(properties);
    } catch (MalformedException e) {
      throw at(places.resource(position), e);
    }
    List<ContainerDefinition> definitions = new ArrayList<>();
    for (Json container : containers) {
      try {
        definitions.add(container(container, volumes, settings));
      } catch (MalformedException e) {
        throw at(
            places.container(position, definitions.size()),
            e.within("container '" + PythonText.str(Members.get(container, "name")) + "'"));
      }
    }
    return new ContainerGroup(
        PythonText.str(expressions.replace(Members.get(resource, "name"))),
        definitions,
        settings.fragments(withDefaultFragments(resource, settings)),
        Members.get(Members.get(properties, "confidentialComputeProperties"), "ccePolicy"),
        places.place(position, resource));
  }

  private MalformedException at(List<String> path, MalformedException problem) {
    JsonPath shown = JsonPath.ROOT;
    for (String step : path) {
      shown = step.matches("[0-9]+") ? shown.item(Integer.parseInt(step)) : shown.member(step);
    }
    return problem.within(shown.toString()).within(text.place(path));
  }

  private static List<Json> containers(Json properties) {
    List<Json> first = Members.list(properties, "containers");
    if (first.isEmpty()) {
      throw new MalformedException("member 'containers' is missing or empty; a list wanted");
    }
    return Stream.concat(first.stream(), Members.list(properties, "initContainers").stream())
        .toList();
  }

  private static void checkOs(Json properties, GroupSettings settings) {
    if (Members.something(properties, "osType") instanceof Json.Str(String os)
        && !os.toLowerCase(Locale.ROOT).equals(settings.platform().os())) {
      throw new MalformedException(
          "member 'osType' is %s, but the policy is for %s; give the platform"
              .formatted(os, settings.platform()));
    }
  }

  /// A tag can leave the service's fragment out; any other tags bring it back.
  private static boolean withDefaultFragments(Json resource, GroupSettings settings) {
    Json tags = Members.something(resource, "tags");
    if (tags instanceof Json.Null) {
      return settings.defaultFragments();
    }
    return !switch (Members.get(tags, "Annotate-zero-sidecar")) {
      case Json.Str(String text) -> text.equalsIgnoreCase("true");
      case Json other -> PythonText.truthy(other);
    };
  }

  private ContainerDefinition container(
      Json container, List<Json> volumes, GroupSettings settings) {
    Json properties = Members.get(container, "properties");
    String image = Members.text(properties, "image");
    if (Expressions.hasReference(image) && expressions.value(image).isEmpty()) {
      throw new MalformedException("member 'image': " + image + " has no value");
    }
    ContainerDefinition.Builder definition =
        settings
            .container(image, ServiceDefaults.CONTAINER_INSTANCES)
            .name(name(container))
            .commandValues(Members.list(properties, "command"));
    ArmEnvironment environment = new ArmEnvironment(expressions, settings.wildcards());
    for (Json variable : Members.list(properties, "environmentVariables")) {
      environment.rule(variable).ifPresent(definition::envRule);
    }
    for (Json mount : Members.list(properties, "volumeMounts")) {
      definition.mount(Volumes.mount(mount, Volumes.type(volume(mount, volumes))));
    }
    Volumes.configMap(properties).forEach(definition::mount);
    Probes.process(properties, "readinessProbe").ifPresent(definition::execProcess);
    Probes.process(properties, "livenessProbe").ifPresent(definition::execProcess);
    settings.debugShells().forEach(definition::execProcess);
    new SecurityContext(Members.get(properties, "securityContext")).applyTo(definition);
    return definition.resolve(expressions::replace).build();
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
