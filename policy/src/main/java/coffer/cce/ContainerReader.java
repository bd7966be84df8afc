package coffer.cce;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One entry of a policy's `containers` as a value. Members that came with later framework versions
/// may be missing and then have the value that the framework gives them.
final class ContainerReader {
  private final Json.Obj object;

  private ContainerReader(Json.Obj object) {
    this.object = object;
  }

  static PolicyContainer read(Json.Obj object) {
    return new ContainerReader(object).container();
  }

  private PolicyContainer container() {
    return new PolicyContainer(
        object.optionalString("id").orElse(null),
        object.optionalString("name").orElse(null),
        object.strings("layers"),
        command(),
        each("env_rules", ContainerReader::envRule),
        object.string("working_dir"),
        each("mounts", ContainerReader::mount),
        user(),
        capabilities(),
        flag(object, "allow_elevated"),
        flag(object, "allow_stdio_access"),
        flag(object, "no_new_privileges"),
        object.optionalString("seccomp_profile_sha256").orElse(""),
        object.list("signals"),
        each("exec_processes", ContainerReader::execProcess),
        object.strings("mounted_cim"));
  }

  private @Nullable List<Json> command() {
    return object.get("command").orElse(Json.NULL) instanceof Json.Null
        ? null
        : object.list("command");
  }

  private UserRule user() {
    return switch (object.get("user").orElse(Json.NULL)) {
      case Json.Null() -> UserRule.ANY;
      case Json.Str(String windows) -> windows.isEmpty() ? UserRule.ANY : UserRule.of(windows);
      case Json.Obj user ->
          new UserRule(
              id(user.object("user_idname")),
              each(user, "group_idnames", ContainerReader::id),
              user.optionalString("umask").orElse("0022"));
      case Json other -> throw new MalformedException("user: found " + other.kind());
    };
  }

  private @Nullable CapabilitySets capabilities() {
    if (object.get("capabilities").orElse(Json.NULL) instanceof Json.Null) {
      return null;
    }
    Json.Obj sets = object.object("capabilities");
    return new CapabilitySets(
        sets.strings("ambient"),
        sets.strings("bounding"),
        sets.strings("effective"),
        sets.strings("inheritable"),
        sets.strings("permitted"));
  }

  private static IdRule id(Json.Obj rule) {
    return new IdRule(rule.optionalString("pattern").orElse(""), rule.string("strategy"));
  }

  private static EnvRule envRule(Json.Obj rule) {
    return new EnvRule(rule.string("pattern"), rule.string("strategy"), flag(rule, "required"));
  }

  private static MountRule mount(Json.Obj mount) {
    return new MountRule(
        mount.string("destination"),
        mount.string("source"),
        mount.string("type"),
        mount.strings("options"));
  }

  private static ExecProcess execProcess(Json.Obj process) {
    return new ExecProcess(process.list("command"), process.list("signals"));
  }

  private static boolean flag(Json.Obj object, String name) {
    return Json.of(true).equals(object.get(name).orElse(Json.NULL));
  }

  private <T> List<T> each(String name, Function<Json.Obj, T> read) {
    return each(object, name, read);
  }

  private static <T> List<T> each(Json.Obj object, String name, Function<Json.Obj, T> read) {
    List<T> values = new ArrayList<>();
    for (Json item : object.list(name)) {
      if (!(item instanceof Json.Obj entry)) {
        throw new MalformedException(
            "%s[%d]: an object wanted, found %s".formatted(name, values.size(), item.kind()));
      }
      values.add(read.apply(entry));
    }
    return values;
  }
}
