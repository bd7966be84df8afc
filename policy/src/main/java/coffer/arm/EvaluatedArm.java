package coffer.arm;

import coffer.armlang.EvaluatedTemplate;
import coffer.armlang.Origin;
import coffer.armlang.Symbol;
import coffer.bytes.MalformedException;
import coffer.cce.EnvRule;
import coffer.json.Json;
import coffer.json.JsonText;
import coffer.source.JsonPath;
import coffer.source.Place;
import coffer.source.SourceFile;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.ImageNames;
import coffer.template.Members;
import coffer.template.PolicyPlace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The container groups of a template that was evaluated as Azure does, and their places in the
/// text that it was read from.
public final class EvaluatedArm {
  private final EvaluatedTemplate template;
  private final SourceFile file;
  private final ImageNames images;
  private final Map<List<String>, String> changed = new LinkedHashMap<>();

  /// @param file what `template` was read from; what linked files hold has no place in it
  /// @param images those to take instead of the named ones
  public EvaluatedArm(EvaluatedTemplate template, SourceFile file, ImageNames images) {
    this.template = template;
    this.file = file;
    this.images = images;
  }

  /// The groups in the template's order.
  ///
  /// A variable whose value only Azure knows gets a rule for what is known of it; when that is
  /// nothing, a rule for any value if the user wants one. Another open value that the policy
  /// depends on is an error with its place.
  public List<ContainerGroup> groups(GroupSettings settings) {
    List<ContainerGroup> groups = new ArrayList<>();
    for (EvaluatedTemplate.Resource resource : template.containerGroups()) {
      OpenValues open = new OpenValues(resource.path(), template.symbolsOf(resource));
      Json json = withImages(resource, literal(resource.json()));
      groups.add(
          new GroupReader(new Evaluated(resource, open, settings), settings)
              .group(json, policyPlace(resource)));
    }
    GroupReader.checkAny(groups);
    return groups;
  }

  /// The text of the file with the images that the last call of [#groups] took instead of those
  /// that it names. Everything else stays as it is.
  public String withImages(String text) {
    JsonText result = JsonText.parse(text);
    for (Map.Entry<List<String>, String> image : changed.entrySet()) {
      result = result.with(image.getKey(), Json.of(image.getValue()));
    }
    return changed.isEmpty() ? text : result.toString();
  }

  /// The value with its texts as they are meant: a bracket at the start was doubled.
  private static Json literal(Json value) {
    return switch (value) {
      case Json.Null _, Json.Bool _, Json.Num _ -> value;
      case Json.Str(String text) -> text.startsWith("[[") ? Json.of(text.substring(1)) : value;
      case Json.Arr(List<Json> items) ->
          new Json.Arr(items.stream().map(EvaluatedArm::literal).toList());
      case Json.Obj(Map<String, Json> members) -> {
        Map<String, Json> literal = new LinkedHashMap<>();
        members.forEach((name, member) -> literal.put(name, literal(member)));
        yield new Json.Obj(literal);
      }
    };
  }

  private Json withImages(EvaluatedTemplate.Resource resource, Json json) {
    JsonText text = JsonText.parse(json.toCompact());
    Json properties = Members.get(json, "properties");
    int count =
        Members.list(properties, "containers").size()
            + Members.list(properties, "initContainers").size();
    for (int i = 0; i < count && !images.isEmpty(); i++) {
      List<String> container = ArmPlaces.container(List.of(), json, i);
      Json inner = Members.get(JsonText.at(json, container), "properties");
      if (Members.get(inner, "image") instanceof Json.Str(String image)) {
        String wanted = images.of(image);
        if (!wanted.equals(image)) {
          List<String> path = new ArrayList<>(container);
          path.add(Members.nameOf(JsonText.at(json, container), "properties"));
          List<String> whole = new ArrayList<>(resource.path().steps());
          whole.addAll(path);
          change(JsonPath.of(whole), wanted);
          path.add(Members.nameOf(inner, "image"));
          text = text.with(path, Json.of(wanted));
        }
      }
    }
    return text.value();
  }

  /// Notes that the container whose properties are at `path` names another image now.
  private void change(JsonPath path, String image) {
    Origin origin = template.places().origin(path);
    if (origin == null
        || !origin.file().equals(file)
        || !(JsonText.at(file.value(), origin.path().steps()) instanceof Json.Obj properties)
        || Members.get(properties, "image") instanceof Json.Null) {
      throw at(path, new MalformedException("the image is not written here; change the template"));
    }
    List<String> steps = new ArrayList<>(origin.path().steps());
    steps.add(Members.nameOf(properties, "image"));
    String before = changed.put(List.copyOf(steps), image);
    if (before != null && !before.equals(image)) {
      throw at(
          path,
          new MalformedException(
              "one text cannot name both %s and %s; change the template".formatted(before, image)));
    }
  }

  private MalformedException at(JsonPath path, MalformedException problem) {
    Place place = Objects.requireNonNull(template.place(path));
    return problem.within(place.toString());
  }

  private @Nullable PolicyPlace policyPlace(EvaluatedTemplate.Resource resource) {
    Origin origin = template.places().origin(resource.path());
    if (origin == null
        || !origin.file().equals(file)
        || !(JsonText.at(file.value(), origin.path().steps()) instanceof Json.Obj written)
        || !(Members.get(written, "properties") instanceof Json.Obj)) {
      return null;
    }
    return ArmPlaces.place(origin.path().steps(), written, String.valueOf(name(resource.json())));
  }

  private static String name(Json resource) {
    return literal(Members.get(resource, "name")) instanceof Json.Str(String name) ? name : "";
  }

  /// What stands around an evaluated resource: its texts stand for themselves.
  private final class Evaluated implements GroupReader.Surroundings {
    private final EvaluatedTemplate.Resource resource;
    private final OpenValues open;
    private final GroupSettings settings;

    Evaluated(EvaluatedTemplate.Resource resource, OpenValues open, GroupSettings settings) {
      this.resource = resource;
      this.open = open;
      this.settings = settings;
    }

    @Override
    public Json replace(Json value) {
      return value;
    }

    @Override
    public void checkImage(String image) {
      // An image that is not known was refused before.
    }

    @Override
    public Optional<EnvRule> variable(int container, int index, Json variable) {
      String name = ArmEnvironment.name(variable);
      Symbol symbol = symbol(container, index);
      if (symbol == null) {
        return Optional.of(ArmEnvironment.rule(name, ArmEnvironment.value(name, variable)));
      }
      return symbol.pattern().equals(".*")
          ? ArmEnvironment.wildcard(name, settings.wildcards())
          : Optional.of(EnvRule.re2("^" + name + "=" + symbol.pattern() + "$"));
    }

    private @Nullable Symbol symbol(int container, int index) {
      Json holder =
          JsonText.at(resource.json(), ArmPlaces.container(List.of(), resource.json(), container));
      JsonPath properties = container(container).member(Members.nameOf(holder, "properties"));
      Json inner = Members.get(holder, "properties");
      String list = Members.nameOf(inner, "environmentVariables");
      Json variable = Members.list(inner, "environmentVariables").get(index);
      for (String member : List.of("value", "secureValue")) {
        Symbol symbol =
            open.at(properties.member(list).item(index).member(Members.nameOf(variable, member)));
        if (symbol != null) {
          return symbol;
        }
      }
      return null;
    }

    private JsonPath container(int container) {
      return JsonPath.of(ArmPlaces.container(resource.path().steps(), resource.json(), container));
    }

    @Override
    public MalformedException atResource(MalformedException problem) {
      return at(resource.path(), problem);
    }

    @Override
    public MalformedException atContainer(int container, MalformedException problem) {
      return at(container(container), problem);
    }
  }
}
