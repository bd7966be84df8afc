package coffer.cce;

import coffer.json.Json;

/// A rule for a user or a group.
///
/// @param strategy `any`, `id`, `name` or `re2` (on the name)
public record IdRule(String pattern, String strategy) {
  public static final IdRule ANY = new IdRule("", "any");

  /// Digits are an id, everything else is a name.
  static IdRule of(String text) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(Character::isDigit);
    return new IdRule(text, digits ? "id" : "name");
  }

  public Json.Obj toJson() {
    return Json.object().put("pattern", pattern).put("strategy", strategy).build();
  }
}
