package coffer.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A place inside a JSON document, such as `resources[0].properties['x y']`; the document itself is
/// the empty text.
///
/// @param parent null for the document itself
/// @param step a member's name, or an item's position in digits
/// @param item whether the step goes into a list
public record JsonPath(@Nullable JsonPath parent, String step, boolean item) {
  public static final JsonPath ROOT = new JsonPath(null, "", false);

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$-]*");

  /// The path of these steps, of which those in digits are positions.
  public static JsonPath of(List<String> steps) {
    JsonPath path = ROOT;
    for (String step : steps) {
      path = step.matches("[0-9]+") ? path.item(Integer.parseInt(step)) : path.member(step);
    }
    return path;
  }

  /// Member names and positions from the document down to here.
  public List<String> steps() {
    List<String> steps = new ArrayList<>();
    for (JsonPath at = this; at.parent != null; at = at.parent) {
      steps.addFirst(at.step);
    }
    return steps;
  }

  public JsonPath member(String name) {
    return new JsonPath(this, name, false);
  }

  public JsonPath item(int position) {
    return new JsonPath(this, Integer.toString(position), true);
  }

  @Override
  public String toString() {
    if (parent == null) {
      return "";
    }
    String before = parent.toString();
    if (item) {
      return before + "[" + step + "]";
    }
    if (!PLAIN.matcher(step).matches()) {
      return before + "['" + step.replace("'", "\\'") + "']";
    }
    return before.isEmpty() ? step : before + "." + step;
  }
}
