package coffer.sandbox;

import coffer.json.Json;
import coffer.linux.Credentials;
import coffer.linux.Execution;
import coffer.linux.Linux;
import coffer.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The first process of a container: started in its namespaces, it makes the root folder its whole
/// world, gives up what the container may not have, and becomes the container's command. The
/// current folder is the group's, and says what to do.
public final class ContainerInit {
  private static final String PATH = "PATH=";
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private ContainerInit() {}

  public static void main(String[] args) throws IOException {
    try {
      run();
    } catch (LinuxException | RuntimeException e) {
      throw new IOException("the container cannot be started: " + e.getMessage(), e);
    }
  }

  private static void run() throws IOException {
    ContainerSpec spec = ContainerSpec.load();
    Ownership ownership = Ownership.ofThisProcess();
    Linux.mount("", "/", "", Linux.MS_PRIVATE | Linux.MS_REC, "");
    Linux.bind(RootFolder.NAME, RootFolder.NAME);
    new ContainerMounts(RootFolder.NAME, ownership).mount(spec.mounts());
    List<String> env = env(spec);
    Linux.changeFolder(RootFolder.NAME);
    Linux.pivotToCurrentFolder();
    Path folder = Path.of(spec.workingDir());
    if (!Files.exists(folder)) {
      Files.createDirectories(folder);
    }
    String program = program(spec, folder);
    Execution.setUmask(ContainerSpec.UMASK);
    Credentials.take(
        spec.uid(), spec.gid(), spec.groups(), ownership.keepsOwners(), spec.capabilities());
    if (spec.noNewPrivileges()) {
      Credentials.forbidNewPrivileges();
    }
    Linux.changeFolder(Linux.utf8(spec.workingDir()));
    throw Execution.execute(
        Linux.utf8(program), kernel(spec.command()), kernel(env), spec.addressSpace());
  }

  /// Its variables; those on the standard input, which are in no file, take the place of others.
  private static List<String> env(ContainerSpec spec) throws IOException {
    Map<String, String> more = new LinkedHashMap<>();
    if (spec.moreEnv()) {
      Json.Obj given = Json.parseObject(System.in.readAllBytes());
      given.members().keySet().forEach(name -> more.put(name, given.string(name)));
    }
    List<String> env = new ArrayList<>(spec.env());
    env.removeIf(variable -> more.containsKey(variable.split("=", 2)[0]));
    more.forEach((name, value) -> env.add(name + "=" + value));
    return env;
  }

  private static List<String> kernel(List<String> texts) {
    return texts.stream().map(Linux::utf8).toList();
  }

  /// Where the command's program is, looked for as execvp(3) does.
  private static String program(ContainerSpec spec, Path folder) throws IOException {
    String name = spec.command().getFirst();
    if (name.contains("/")) {
      if (!Files.exists(folder.resolve(name))) {
        throw new IOException("the image has no " + name);
      }
      return name;
    }
    String path =
        spec.env().stream()
            .filter(variable -> variable.startsWith(PATH))
            .map(variable -> variable.substring(PATH.length()))
            .findFirst()
            .orElse(DEFAULT_PATH);
    return Stream.of(path.split(":"))
        .map(where -> folder.resolve(where.isEmpty() ? "." : where).resolve(name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseThrow(() -> new IOException("no '%s' in the image's PATH %s".formatted(name, path)));
  }
}
