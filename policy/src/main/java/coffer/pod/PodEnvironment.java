package coffer.pod;

import coffer.bytes.MalformedException;
import coffer.cce.EnvRule;
import coffer.json.Json;
import coffer.python.PythonText;
import coffer.template.Questions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The rules for the entries of a container's `env`. What was answered for a ConfigMap or Secret
/// holds for the whole container. One use for each container.
final class PodEnvironment {
  /// The service puts the addresses of its certificate endpoints in place of these values.
  static final Pattern SERVICE_ENDPOINT = Pattern.compile("^===VIRTUALNODE2.CC.THIM.(.+)===$");

  private final NamedValues values;
  private final Questions wildcards;
  private final Set<String> approved = new HashSet<>();
  private final Set<String> refused = new HashSet<>();

  PodEnvironment(NamedValues values, Questions wildcards) {
    this.values = values;
    this.wildcards = wildcards;
  }

  List<EnvRule> rules(Json.Obj container) {
    List<EnvRule> rules = new ArrayList<>();
    for (Json item : container.list("env")) {
      if (!(item instanceof Json.Obj variable)) {
        throw new MalformedException(
            "member 'env': a list of objects wanted, found " + item.kind());
      }
      String name = variable.string("name");
      try {
        rule(name, variable, container).ifPresent(rules::add);
      } catch (MalformedException e) {
        throw e.within("variable '" + name + "'");
      }
    }
    return rules;
  }

  private Optional<EnvRule> rule(String name, Json.Obj variable, Json.Obj container) {
    if (variable.get("value").isPresent()) {
      return Optional.of(literal(name, variable.get("value").orElse(Json.NULL)));
    }
    if (!(variable.get("valueFrom").orElse(Json.NULL) instanceof Json.Obj source)) {
      return Optional.empty();
    }
    if (source.get("configMapKeyRef").isPresent()) {
      return Optional.of(configMap(name, source.object("configMapKeyRef")));
    } else if (source.get("secretKeyRef").isPresent()) {
      return Optional.of(secret(name, source.object("secretKeyRef")));
    } else if (source.get("fieldRef").isPresent()) {
      Json path = source.object("fieldRef").get("fieldPath").orElse(Json.NULL);
      return PythonText.truthy(path) ? Optional.of(any(name)) : Optional.empty();
    } else if (source.get("resourceFieldRef").isPresent()) {
      return resource(name, source.object("resourceFieldRef"), container);
    }
    return Optional.empty();
  }

  private static EnvRule literal(String name, Json value) {
    if (!(value instanceof Json.Str(String text))) {
      throw new MalformedException(
          "text wanted, found %s; put the value in quotes".formatted(value.kind()));
    }
    return SERVICE_ENDPOINT.matcher(text).find() ? any(name) : EnvRule.string(name + "=" + text);
  }

  private static EnvRule any(String name) {
    return EnvRule.re2(name + "=.*");
  }

  private EnvRule configMap(String name, Json.Obj reference) {
    String map = reference.string("name");
    Optional<Json> value = values.configMap(map, reference.string("key"));
    if (refused.contains(map)) {
      return EnvRule.string(name + "=");
    } else if (value.isPresent()) {
      return EnvRule.string(name + "=" + PythonText.str(value.get()));
    } else if (isApproved("ConfigMap", map)) {
      return any(name);
    }
    refused.add(map);
    return EnvRule.string(name + "=");
  }

  private EnvRule secret(String name, Json.Obj reference) {
    String secret = reference.string("name");
    Optional<Json> value = values.secret(secret, reference.string("key"));
    if (value.isPresent()) {
      return EnvRule.string(name + "=" + PythonText.str(value.get()));
    } else if (isApproved("Secret", secret)) {
      return any(name);
    }
    throw new MalformedException(
        "Secret '%s' is not in the file; add it, or allow any value".formatted(secret));
  }

  private boolean isApproved(String kind, String name) {
    boolean yes =
        approved.contains(name)
            || wildcards.ask(
                "Would you like to use a wildcard value for %s %s? (y/n): ".formatted(kind, name));
    if (yes) {
      approved.add(name);
    }
    return yes;
  }

  private static Optional<EnvRule> resource(String name, Json.Obj reference, Json.Obj container) {
    Json owner = reference.get("containerName").orElse(Json.NULL);
    if (!owner.equals(container.get("name").orElse(Json.NULL))) {
      throw new MalformedException(
          "resourceFieldRef: containerName of this container wanted, found %s"
              .formatted(PythonText.str(owner)));
    }
    String[] steps = reference.string("resource").split("\\.", -1);
    if (steps.length != 2) {
      throw new MalformedException(
          "resourceFieldRef: resource such as limits.cpu wanted, found '%s'"
              .formatted(reference.string("resource")));
    }
    return container
        .get("resources")
        .flatMap(resources -> member(resources, steps[0]))
        .flatMap(kind -> member(kind, steps[1]))
        .filter(PythonText::truthy)
        .map(value -> EnvRule.string(name + "=" + PythonText.str(value)));
  }

  private static Optional<Json> member(Json owner, String name) {
    return owner instanceof Json.Obj object ? object.get(name) : Optional.empty();
  }
}
