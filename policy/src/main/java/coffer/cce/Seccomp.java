package coffer.cce;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.python.PythonJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Seccomp profiles (OCI runtime specification, `linux.seccomp`), which a policy names by digest.
public final class Seccomp {
  private static final Json EMPTY = Json.of("");
  private static final Json ZERO = Json.of(0);
  private static final Json NO_ITEMS = new Json.Arr(List.of());

  private Seccomp() {}

  /// SHA-256, in hex, of the members that count, in the order of the specification; other members
  /// of the profile are left out.
  public static String digest(String profileJson) {
    if (!(PythonJson.loads(profileJson) instanceof Json.Obj profile)) {
      throw new MalformedException("seccomp profile: an object wanted");
    }
    String text = PythonJson.dumps(profile(profile), PythonJson.Form.COMPACT);
    return Digest.sha256Of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }

  private static Json profile(Json.Obj profile) {
    Json.ObjectBuilder out =
        Json.object().put("defaultAction", or(profile, "defaultAction", EMPTY));
    copy(
        profile,
        out,
        "defaultErrnoRet",
        "architectures",
        "flags",
        "listenerPath",
        "listenerMetadata");
    if (present(profile, "syscalls")) {
      out.put("syscalls", profile.list("syscalls").stream().map(Seccomp::syscall).toList());
    }
    return out.build();
  }

  private static Json syscall(Json item) {
    Json.Obj syscall = object(item, "syscalls");
    Json.ObjectBuilder out =
        Json.object()
            .put("names", or(syscall, "names", NO_ITEMS))
            .put("action", or(syscall, "action", EMPTY));
    copy(syscall, out, "errnoRet");
    if (present(syscall, "args")) {
      out.put("args", syscall.list("args").stream().map(Seccomp::argument).toList());
    }
    return out.build();
  }

  private static Json argument(Json item) {
    Json.Obj argument = object(item, "args");
    Json.ObjectBuilder out =
        Json.object()
            .put("index", or(argument, "index", ZERO))
            .put("value", or(argument, "value", ZERO));
    copy(argument, out, "valueTwo");
    return out.put("op", or(argument, "op", EMPTY)).build();
  }

  private static Json.Obj object(Json item, String list) {
    return switch (item) {
      case Json.Obj object -> object;
      case Json other ->
          throw new MalformedException(
              "seccomp profile, " + list + ": an object wanted, found " + other.kind());
    };
  }

  private static void copy(Json.Obj from, Json.ObjectBuilder to, String... names) {
    for (String name : names) {
      if (present(from, name)) {
        to.put(name, or(from, name, Json.NULL));
      }
    }
  }

  private static Json or(Json.Obj object, String name, Json missing) {
    return member(object, name, missing);
  }

  private static boolean present(Json.Obj object, String name) {
    return object.get(name).isPresent();
  }

  private static Json member(Json.Obj object, String name, Json missing) {
    Map<String, Json> members = object.members();
    return members.getOrDefault(name, missing);
  }
}
