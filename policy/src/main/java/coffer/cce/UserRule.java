package coffer.cce;

import coffer.json.Json;
import java.util.List;

/// As whom a container may run; each of its groups must match one of `groups`.
///
/// @param umask four octal digits
public record UserRule(IdRule user, List<IdRule> groups, String umask) {
  public static final UserRule ANY = new UserRule(IdRule.ANY, List.of(IdRule.ANY), "0022");

  public UserRule {
    groups = List.copyOf(groups);
  }

  /// The rule for `user` or `user:group` as the configuration of an image has it; digits are ids.
  public static UserRule of(String user) {
    int colon = user.indexOf(':');
    return colon < 0
        ? new UserRule(IdRule.of(user), ANY.groups, ANY.umask)
        : new UserRule(
            IdRule.of(user.substring(0, colon)),
            List.of(IdRule.of(user.substring(colon + 1))),
            ANY.umask);
  }

  public Json.Obj toJson() {
    return Json.object()
        .put("user_idname", user.toJson())
        .put("group_idnames", groups.stream().map(IdRule::toJson).toList())
        .put("umask", umask)
        .build();
  }
}
