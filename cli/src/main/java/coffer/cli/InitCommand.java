package coffer.cli;

import coffer.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes a small service that works, to start from.
@Command(
    name = "init",
    description = "Write a small service to start from.",
    footer = {
      "",
      "Example: a service in ./greeter, then run it.",
      "  coffer init java-service greeter",
      "  coffer up greeter"
    })
final class InitCommand implements Callable<Integer> {
  /// The files of each template, under `templates/NAME` in the jar.
  static final Map<String, List<String>> TEMPLATES =
      Map.of("java-service", List.of("coffer.yaml", "src/hello/Main.java"));

  private static final Pattern DNS_LABEL = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  @Parameters(index = "0", description = "The template: java-service.")
  String template = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      defaultValue = ".",
      description = "The folder to write into (default: this one).")
  Path folder = Path.of(".");

  @Option(names = "--name", description = "The service's name (default: the folder's name).")
  String name = "";

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    List<String> files = TEMPLATES.get(template);
    if (files == null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "no template '" + template + "'",
          "templates: " + String.join(", ", new TreeMap<>(TEMPLATES).keySet()));
    }
    String service = serviceName();
    for (String file : files) {
      if (Files.exists(folder.resolve(file))) {
        throw new FileAlreadyExistsException(folder.resolve(file).toString());
      }
    }
    for (String file : files) {
      write(file, service);
    }
    report(files);
    return ExitCode.OK;
  }

  private String serviceName() throws IOException {
    String chosen =
        name.isEmpty() ? folder.toAbsolutePath().normalize().getFileName().toString() : name;
    if (!DNS_LABEL.matcher(chosen).matches()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "name '" + chosen + "': lower-case letters, digits and hyphens wanted, at most 63",
          "choose one with --name");
    }
    return chosen;
  }

  private void write(String file, String service) throws IOException {
    Path target = folder.resolve(file);
    if (target.getParent() != null) {
      Files.createDirectories(target.getParent());
    }
    String resource = "/templates/" + template + "/" + file;
    try (InputStream in = InitCommand.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new AssertionError("no resource " + resource);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(target, text.replaceFirst("(?m)^name: hello$", "name: " + service));
    }
  }

  private void report(List<String> files) {
    var out = spec.commandLine().getOut();
    if (output.json) {
      out.println(
          Json.object()
              .put("folder", folder.toString())
              .put("files", Json.strings(files))
              .build()
              .toCompact());
    } else {
      files.forEach(file -> out.println(folder.resolve(file)));
      spec.commandLine().getErr().println("next: coffer up " + folder);
    }
  }
}
