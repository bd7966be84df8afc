package coffer.armlang;

import coffer.source.JsonPath;
import coffer.source.Place;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the values of an evaluated template come from.
public final class Places {
  private final Map<JsonPath, Origin> origins;

  Places(Map<JsonPath, Origin> origins) {
    this.origins = origins;
  }

  /// Where the value at `path` of the evaluated template comes from, or what it is a part of; null
  /// outside of the template.
  public @Nullable Place at(JsonPath path) {
    Origin origin = origin(path);
    return origin == null ? null : origin.place();
  }

  /// As [#at], as file and path.
  public @Nullable Origin origin(JsonPath path) {
    for (JsonPath at = path; at != null; at = at.parent()) {
      Origin known = origins.get(at);
      if (known != null) {
        return known;
      }
    }
    return null;
  }
}
