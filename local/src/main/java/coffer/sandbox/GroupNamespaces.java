package coffer.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The namespaces of a group, made by util-linux's `unshare`: mounts, processes, IPC, host name and
/// network; for whoever may not make them a user namespace around them, with as many ids as
/// /etc/subuid gives.
public final class GroupNamespaces {
  private GroupNamespaces() {}

  /// The command that runs `command` as the first process of new namespaces; when it ends, so does
  /// all that runs in them.
  public static List<String> enter(List<String> command) throws IOException, InterruptedException {
    List<String> enter = new ArrayList<>(List.of("unshare"));
    enter.addAll(userNamespace());
    enter.addAll(
        List.of(
            "--mount",
            "--propagation",
            "private",
            "--pid",
            "--mount-proc",
            "--ipc",
            "--uts",
            "--net",
            "--fork",
            "--kill-child"));
    enter.add("--");
    enter.addAll(command);
    return enter;
  }

  /// Whether this process needs a user namespace to make the others: it is not the superuser, or a
  /// superuser without that power, as in most containers.
  public static boolean needUserNamespace() throws IOException, InterruptedException {
    return !succeeds("unshare", "--mount", "true");
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /// The command that deletes `folder`, whose files may belong to any id of the group.
  public static List<String> delete(Path folder) throws IOException, InterruptedException {
    List<String> delete = new ArrayList<>();
    List<String> namespace = userNamespace();
    if (!namespace.isEmpty()) {
      delete.add("unshare");
      delete.addAll(namespace);
    }
    delete.addAll(List.of("rm", "-rf", "--", folder.toString()));
    return delete;
  }

  private static List<String> userNamespace() throws IOException, InterruptedException {
    if (!needUserNamespace()) {
      return List.of();
    }
    boolean manyIds = succeeds("unshare", "--user", "--map-root-user", "--map-auto", "true");
    return manyIds
        ? List.of("--user", "--map-root-user", "--map-auto")
        : List.of("--user", "--map-root-user");
  }
}
