package coffer.source;

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
