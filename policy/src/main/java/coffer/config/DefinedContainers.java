package coffer.config;

import coffer.bytes.MalformedException;
import coffer.cce.CapabilitySets;
import coffer.cce.UserRule;
import coffer.json.Json;
import coffer.python.PythonJson;
import coffer.python.PythonText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Container definitions that go into a policy as they are: members that are missing get the
/// defaults, unknown ones are left out, and what has no order is sorted by its Python `repr`.
public final class DefinedContainers {
  private static final Comparator<Json> BY_REPR =
      Comparator.comparing(PythonText::repr, PythonText.CODE_POINT_ORDER);

  private DefinedContainers() {}

  /// The containers of texts that each hold a definition or a list of them, in their order.
  public static List<Json.Obj> parse(List<String> texts) {
    List<Json.Obj> containers = new ArrayList<>();
    for (String text : texts) {
      add(PythonJson.loads(text), containers);
    }
    return containers;
  }

  private static void add(Json value, List<Json.Obj> containers) {
    switch (value) {
      case Json.Arr(List<Json> items) -> items.forEach(item -> add(item, containers));
      case Json.Obj definition -> {
        try {
          containers.add(container(definition));
        } catch (MalformedException e) {
          throw e.within("containers[" + containers.size() + "]");
        }
      }
      case Json other ->
          throw new MalformedException(
              "a container definition or a list wanted, found " + other.kind());
    }
  }

  private static Json.Obj container(Json.Obj in) {
    return Json.object()
        .put("allow_elevated", flag(in, "allow_elevated", false))
        .put("allow_stdio_access", flag(in, "allow_stdio_access", true))
        .put("capabilities", capabilities(in))
        .put(
            "command",
            in.get("command").orElse(Json.NULL) instanceof Json.Null
                ? Json.NULL
                : Json.strings(in.strings("command")))
        .put(
            "env_rules",
            sorted(in, "env_rules", DefinedContainers::rule, DefinedContainers::ruleRepr))
        .put(
            "exec_processes",
            sorted(
                in, "exec_processes", DefinedContainers::process, DefinedContainers::processRepr))
        .put("id", text(in, "id"))
        .put("layers", Json.strings(in.strings("layers")))
        .put("mounts", sorted(in, "mounts", DefinedContainers::mount, DefinedContainers::mountRepr))
        .put("name", text(in, "name"))
        .put("no_new_privileges", flag(in, "no_new_privileges", false))
        .put("seccomp_profile_sha256", in.optionalString("seccomp_profile_sha256").orElse(""))
        .put("signals", values(in, "signals"))
        .put("user", user(in))
        .put("working_dir", in.optionalString("working_dir").orElse("/"))
        .build();
  }

  private static Json text(Json.Obj in, String name) {
    return in.optionalString(name).map(Json::of).orElse(Json.NULL);
  }

  private static boolean flag(Json.Obj in, String name, boolean missing) {
    return switch (in.get(name).orElse(Json.of(missing))) {
      case Json.Bool(boolean value) -> value;
      case Json other ->
          throw new MalformedException(
              "member '%s': a boolean wanted, found %s".formatted(name, other.kind()));
    };
  }

  private static List<Json> values(Json.Obj in, String name) {
    return in.list(name).stream().sorted(BY_REPR).toList();
  }

  private static Json.Obj capabilities(Json.Obj in) {
    Json.Obj defaults = CapabilitySets.UNPRIVILEGED.toJson();
    Json.Obj given =
        in.get("capabilities").isPresent() ? in.object("capabilities") : Json.object().build();
    Json.ObjectBuilder sets = Json.object();
    for (String set : defaults.members().keySet()) {
      sets.put(set, values(given.get(set).isPresent() ? given : defaults, set));
    }
    return sets.build();
  }

  private static List<Json> sorted(
      Json.Obj in,
      String name,
      Function<Json.Obj, Json.Obj> read,
      Function<Json.Obj, String> repr) {
    return in.list(name).stream()
        .map(item -> read.apply(object(name, item)))
        .sorted(Comparator.comparing(repr, PythonText.CODE_POINT_ORDER))
        .map(Json.class::cast)
        .toList();
  }

  private static Json.Obj object(String name, Json item) {
    return switch (item) {
      case Json.Obj object -> object;
      case Json other ->
          throw new MalformedException(
              "member '%s': a list of objects wanted, found %s in it"
                  .formatted(name, other.kind()));
    };
  }

  private static Json.Obj rule(Json.Obj in) {
    return Json.object()
        .put("pattern", in.string("pattern"))
        .put("required", flag(in, "required", false))
        .put("strategy", in.string("strategy"))
        .build();
  }

  private static String ruleRepr(Json.Obj rule) {
    return repr("ContainerRule", rule, "pattern", "strategy", "required");
  }

  private static Json.Obj process(Json.Obj in) {
    if (in.get("signals").orElse(Json.NULL) instanceof Json.Null) {
      throw new MalformedException("member 'exec_processes': a list 'signals' wanted, found none");
    }
    return Json.object()
        .put("command", Json.strings(in.strings("command")))
        .put("signals", values(in, "signals"))
        .build();
  }

  private static String processRepr(Json.Obj process) {
    return repr("ContainerExecProcesses", process, "command", "signals");
  }

  private static Json.Obj mount(Json.Obj in) {
    return Json.object()
        .put("destination", in.string("destination"))
        .put("options", values(in, "options"))
        .put("source", in.string("source"))
        .put("type", in.string("type"))
        .build();
  }

  private static String mountRepr(Json.Obj mount) {
    return repr("ContainerMount", mount, "destination", "source", "type", "options");
  }

  private static String repr(String type, Json.Obj value, String... fields) {
    return List.of(fields).stream()
        .map(field -> field + "=" + PythonText.repr(value.get(field).orElse(Json.NULL)))
        .collect(Collectors.joining(", ", type + "(", ")"));
  }

  private static Json.Obj user(Json.Obj in) {
    Json.Obj defaults = UserRule.ANY.toJson();
    Json.Obj given = in.get("user").isPresent() ? in.object("user") : defaults;
    return Json.object()
        .put(
            "group_idnames",
            sorted(
                given.get("group_idnames").isPresent() ? given : defaults,
                "group_idnames",
                DefinedContainers::id,
                DefinedContainers::ruleRepr))
        .put("umask", given.optionalString("umask").orElse("0022"))
        .put(
            "user_idname",
            id(
                given.get("user_idname").isPresent()
                    ? given.object("user_idname")
                    : defaults.object("user_idname")))
        .build();
  }

  private static Json.Obj id(Json.Obj in) {
    return Json.object()
        .put("pattern", in.string("pattern"))
        .put("strategy", in.string("strategy"))
        .build();
  }
}
