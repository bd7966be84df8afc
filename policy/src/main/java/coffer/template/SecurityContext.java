package coffer.template;

import coffer.bytes.MalformedException;
import coffer.cce.CapabilitySets;
import coffer.cce.ContainerDefinition;
import coffer.cce.IdRule;
import coffer.cce.Seccomp;
import coffer.cce.UserRule;
import coffer.json.Json;
import coffer.python.PythonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A container's `securityContext`: user, privileges, capabilities and system calls.
public final class SecurityContext {
  private final Json context;

  public SecurityContext(Json context) {
    this.context = context;
  }

  /// Adds everything that the context says.
  public void applyTo(ContainerDefinition.Builder definition) {
    boolean privileged = flag("privileged", false);
    definition
        .user(user())
        .allowElevated(privileged)
        .capabilities(capabilities(privileged))
        .noNewPrivileges(!flag("allowPrivilegeEscalation", true))
        .seccompProfile(seccomp());
  }

  private UserRule user() {
    UserRule any = UserRule.ANY;
    Json user = Members.get(context, "runAsUser");
    Json group = Members.get(context, "runAsGroup");
    return new UserRule(
        user instanceof Json.Null ? any.user() : id("runAsUser", user),
        group instanceof Json.Null ? any.groups() : List.of(id("runAsGroup", group)),
        any.umask());
  }

  private static IdRule id(String name, Json value) {
    String text = PythonText.str(value);
    if (!PythonText.isInteger(value) || text.startsWith("-")) {
      throw Members.wanted(name, "a number from 0 on", value);
    }
    return new IdRule(text, "id");
  }

  private boolean flag(String name, boolean missing) {
    return switch (Members.get(context, name)) {
      case Json.Null() -> missing;
      case Json.Bool(boolean value) -> value;
      case Json.Str(String text) -> text.equalsIgnoreCase("true");
      case Json other when !missing && !PythonText.truthy(other) -> false;
      case Json other -> throw Members.wanted(name, "a boolean or text", other);
    };
  }

  private CapabilitySets capabilities(boolean privileged) {
    return switch (Members.something(context, "capabilities")) {
      case Json.Null() -> CapabilitySets.of(privileged, List.of(), List.of());
      case Json.Obj object ->
          CapabilitySets.of(privileged, names(object, "add"), names(object, "drop"));
      case Json other -> throw Members.wanted("capabilities", "an object", other);
    };
  }

  private static List<String> names(Json.Obj capabilities, String name) {
    List<String> names = new ArrayList<>();
    for (Json item : Members.list(capabilities, name)) {
      switch (item) {
        case Json.Str(String text) -> names.add(text);
        case Json other -> throw Members.wanted(name, "a list of texts", other);
      }
    }
    return names;
  }

  private String seccomp() {
    return switch (Members.get(context, "seccompProfile")) {
      case Json.Str(String base64) -> Seccomp.digest(text(base64));
      case Json.Obj object when object.get("type").orElse(Json.NULL).equals(Json.of("Localhost")) ->
          throw new MalformedException(
              "member 'seccompProfile': a profile of type Localhost is a file on the node, which is"
                  + " not at hand; give the profile itself, in base64");
      case Json _ -> "";
    };
  }

  private static String text(String base64) {
    try {
      return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("member 'seccompProfile': base64 wanted");
    }
  }
}
