package coffer.armlang;

import coffer.json.Json;
import coffer.source.JsonPath;
import coffer.source.Place;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A template after evaluation: parameters and variables put in, loops unrolled, conditions
/// decided, nested templates in the place of their deployments.
///
/// @param json a template that deploys the same resources: texts that are values are literal, what
///   stays open is an expression, and the parameters that those need are declared
/// @param resources those of `json`, in its order
/// @param symbols the values that stay open
/// @param open parameters without a value, by name
/// @param skipped resources that are not deployed, or not at hand
public record EvaluatedTemplate(
    Json.Obj json,
    List<Resource> resources,
    List<Symbol> symbols,
    Map<String, OpenParameter> open,
    List<Skipped> skipped,
    Places places) {
  private static final List<String> GROUPS =
      List.of(
          "Microsoft.ContainerInstance/containerGroups",
          "Microsoft.ContainerInstance/containerGroupProfiles");

  /// One resource.
  ///
  /// @param path in the evaluated template
  /// @param place where it comes from
  /// @param condition the expression that decides whether it is deployed; null when it is
  public record Resource(
      String type, Json.Obj json, JsonPath path, Place place, @Nullable String condition) {
    /// Whether this is a group of containers or a profile of one.
    public boolean isContainerGroup() {
      return GROUPS.stream().anyMatch(type::equalsIgnoreCase);
    }
  }

  public EvaluatedTemplate {
    resources = List.copyOf(resources);
    symbols = List.copyOf(symbols);
    open = Map.copyOf(open);
    skipped = List.copyOf(skipped);
  }

  /// The container groups, in the template's order.
  public List<Resource> containerGroups() {
    return resources.stream().filter(Resource::isContainerGroup).toList();
  }

  /// The open values inside `resource`.
  public List<Symbol> symbolsOf(Resource resource) {
    return symbols.stream().filter(symbol -> isInside(symbol.path(), resource.path())).toList();
  }

  private static boolean isInside(JsonPath path, JsonPath outer) {
    for (JsonPath at = path; at != null; at = at.parent()) {
      if (at.equals(outer)) {
        return true;
      }
    }
    return false;
  }

  /// Where the value at `path` of the evaluated template comes from.
  public @Nullable Place place(JsonPath path) {
    return places.at(path);
  }

  static String canonical(String type) {
    return GROUPS.stream().filter(type::equalsIgnoreCase).findFirst().orElse(type);
  }
}
