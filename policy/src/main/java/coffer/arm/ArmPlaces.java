package coffer.arm;

import coffer.json.Json;
import coffer.python.PythonText;
import coffer.template.Members;
import coffer.template.PolicyPlace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where a template has its policies.
final class ArmPlaces {
  private static final String RESOURCES = "resources";
  private static final String PROPERTIES = "properties";
  private static final String CONTAINERS = "containers";
  private static final String INIT_CONTAINERS = "initContainers";
  private static final String CONFIDENTIAL = "confidentialComputeProperties";
  private static final String POLICY = "ccePolicy";

  private final Json template;
  private final Expressions names;

  /// In a question, a group's name has its parameters' defaults; with a parameter file, none.
  ArmPlaces(Json template, boolean defaults) {
    this.template = template;
    Json declared = Members.something(template, "parameters");
    this.names =
        new Expressions(
            defaults ? declared : withoutDefaults(declared),
            Members.something(template, "variables"));
  }

  private static Json withoutDefaults(Json declared) {
    if (!(declared instanceof Json.Obj(Map<String, Json> parameters))) {
      return declared;
    }
    Map<String, Json> changed = new LinkedHashMap<>();
    parameters.forEach(
        (name, parameter) ->
            changed.put(name, Json.object().put("value", Members.get(parameter, "value")).build()));
    return new Json.Obj(changed);
  }

  /// The place in the resource at `position`. The policy's own member is always written
  /// `ccePolicy`.
  PolicyPlace place(int position, Json resource) {
    return place(
        resource(position), resource, PythonText.str(names.replace(Members.get(resource, "name"))));
  }

  /// The place in `resource`, which stands at `path` of its document.
  static PolicyPlace place(List<String> path, Json resource, String name) {
    Json properties = Members.get(resource, PROPERTIES);
    Json confidential = Members.something(properties, CONFIDENTIAL);
    List<String> policy = new ArrayList<>(path);
    policy.add(Members.nameOf(resource, PROPERTIES));
    policy.add(
        confidential instanceof Json.Null
            ? CONFIDENTIAL
            : Members.nameOf(properties, CONFIDENTIAL));
    policy.add(POLICY);
    return new PolicyPlace(
        0,
        policy,
        Members.get(confidential, POLICY),
        "Do you want to overwrite the CCE Policy currently in container group \"%s\" in the ARM"
                .formatted(name)
            + " Template? (y/n) ");
  }

  /// Where the resource at `position` stands.
  List<String> resource(int position) {
    return List.of(Members.nameOf(template, RESOURCES), Integer.toString(position));
  }

  /// Where the container at `index` of a resource stands, counted through both of its lists.
  List<String> container(int position, int index) {
    return container(resource(position), Members.list(template, RESOURCES).get(position), index);
  }

  /// The same in `resource`, which stands at `outer` of its document.
  static List<String> container(List<String> outer, Json resource, int index) {
    Json properties = Members.get(resource, PROPERTIES);
    int first = Members.list(properties, CONTAINERS).size();
    List<String> path = new ArrayList<>(outer);
    path.add(Members.nameOf(resource, PROPERTIES));
    path.add(Members.nameOf(properties, index < first ? CONTAINERS : INIT_CONTAINERS));
    path.add(Integer.toString(index < first ? index : index - first));
    return path;
  }

  /// Where the containers of all groups name their images.
  List<List<String>> images() {
    List<List<String>> paths = new ArrayList<>();
    List<Json> resources = Members.list(template, RESOURCES);
    for (int i = 0; i < resources.size(); i++) {
      Json resource = resources.get(i);
      if (GroupReader.isGroup(resource)) {
        Json properties = Members.get(resource, PROPERTIES);
        for (String list : List.of(CONTAINERS, INIT_CONTAINERS)) {
          List<Json> containers = Members.list(properties, list);
          for (int j = 0; j < containers.size(); j++) {
            Json inner = Members.get(containers.get(j), PROPERTIES);
            paths.add(
                List.of(
                    Members.nameOf(template, RESOURCES),
                    Integer.toString(i),
                    Members.nameOf(resource, PROPERTIES),
                    Members.nameOf(properties, list),
                    Integer.toString(j),
                    Members.nameOf(containers.get(j), PROPERTIES),
                    Members.nameOf(inner, "image")));
          }
        }
      }
    }
    return paths;
  }
}
