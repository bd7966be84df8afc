package coffer.arm;

import coffer.bytes.MalformedException;
import coffer.cce.EnvRule;
import coffer.json.Json;
import coffer.json.JsonText;
import coffer.python.PythonText;
import coffer.source.JsonPath;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.ImageNames;
import coffer.template.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An ARM template's container groups (resources of `Microsoft.ContainerInstance`).
public final class ArmTemplate {
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
      if (GroupReader.isGroup(resources.get(i))) {
        groups.add(group(i, resources.get(i), settings));
      }
    }
    GroupReader.checkAny(groups);
    return groups;
  }

  /// The groups in the template's order by name, with the policies they have; containers are not
  /// looked at.
  public List<ContainerGroup> withPolicies() {
    List<ContainerGroup> groups = new ArrayList<>();
    List<Json> resources = Members.list(template, "resources");
    for (int i = 0; i < resources.size(); i++) {
      Json resource = resources.get(i);
      if (GroupReader.isGroup(resource)) {
        String name = PythonText.str(expressions.replace(Members.get(resource, "name")));
        groups.add(ContainerGroup.withPolicy(name, places.place(i, resource)));
      }
    }
    GroupReader.checkAny(groups);
    return groups;
  }

  private ContainerGroup group(int position, Json resource, GroupSettings settings) {
    ArmEnvironment environment = new ArmEnvironment(expressions, settings.wildcards());
    return new GroupReader(new Literal(position, environment), settings)
        .group(resource, places.place(position, resource));
  }

  /// What stands around the resource at `position`, read literally.
  private final class Literal implements GroupReader.Surroundings {
    private final int position;
    private final ArmEnvironment environment;

    Literal(int position, ArmEnvironment environment) {
      this.position = position;
      this.environment = environment;
    }

    @Override
    public Json replace(Json value) {
      return expressions.replace(value);
    }

    @Override
    public void checkImage(String image) {
      if (Expressions.hasReference(image) && expressions.value(image).isEmpty()) {
        throw new MalformedException("member 'image': " + image + " has no value");
      }
    }

    @Override
    public Optional<EnvRule> variable(int container, int index, Json variable) {
      return environment.rule(variable);
    }

    @Override
    public MalformedException atResource(MalformedException problem) {
      return at(places.resource(position), problem);
    }

    @Override
    public MalformedException atContainer(int container, MalformedException problem) {
      return at(places.container(position, container), problem);
    }
  }

  private MalformedException at(List<String> path, MalformedException problem) {
    return problem.within(JsonPath.of(path).toString()).within(text.place(path));
  }
}
