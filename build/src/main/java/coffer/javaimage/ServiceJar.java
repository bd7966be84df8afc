package coffer.javaimage;

import coffer.bytes.MalformedException;
import coffer.workload.Service;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;

/// The service's program as a jar on disk: compiled from sources, made by the user's command, or
/// there already.
public record ServiceJar(Path file, List<String> classPath, boolean namesMainClass) {
  /// Makes the jar, or finds it. `work` is a folder for what is made on the way; `steps` hears of
  /// long work.
  public static ServiceJar of(
      Workload workload, Service.Java service, Path jdk, Path work, Steps steps)
      throws IOException, InterruptedException, BuildException {
    if (service.source() != null) {
      steps.step("compiling " + service.source());
      byte[] jar = new SourceJar(workload.resolve(service.source())).build(service.mainClass());
      return inspect(Files.write(work.resolve("app.jar"), jar), service);
    }
    if (service.build() == null) {
      return inspect(workload, service);
    }
    return built(workload, service, service.build(), jdk, steps);
  }

  /// Has the next [#of] run the command, even when its declared inputs are unchanged.
  public static void rebuild(Workload workload) throws IOException {
    BuildCommandRecord.of(workload).forget();
  }

  private static ServiceJar built(
      Workload workload, Service.Java service, String command, Path jdk, Steps steps)
      throws IOException, InterruptedException, BuildException {
    boolean declared = !service.inputs().isEmpty();
    // Before the command runs: what changes while it runs has changed the next time.
    String inputs =
        declared ? new BuildInputs(workload.folder(), service.inputs()).digest(command, jdk) : "";
    BuildCommandRecord record = BuildCommandRecord.of(workload);
    if (declared && isUnchanged(record, inputs, workload, service)) {
      steps.step(
          "service.inputs are unchanged, so service.build is not run (coffer build --rebuild does)");
      return inspect(workload, service);
    }
    record.forget();
    Path log = workload.folder().resolve(".coffer/build.log");
    steps.step("running " + command + " (log: " + log + ")");
    new BuildCommandRun(workload.folder(), jdk, log).run(command);
    ServiceJar made = inspect(workload, service);
    if (declared) {
      record.write(inputs, made);
    }
    return made;
  }

  private static boolean isUnchanged(
      BuildCommandRecord record, String inputs, Workload workload, Service.Java service)
      throws IOException {
    try {
      return record.holds(inputs, inspect(workload, service));
    } catch (NoSuchFileException | MalformedException | BuildException _) {
      return false; // the jar is gone or damaged: the command makes it again
    }
  }

  private static ServiceJar inspect(Workload workload, Service.Java service)
      throws IOException, BuildException {
    return inspect(workload.resolve(String.valueOf(service.jar())), service);
  }

  /// Tells a step to whoever waits.
  public interface Steps {
    void step(String text);
  }

  private static ServiceJar inspect(Path file, Service.Java service)
      throws IOException, BuildException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(
          file.toString(), null, "service.jar names it; build it first, or set service.build");
    }
    Attributes attributes = attributes(file);
    boolean namesMainClass = attributes.getValue(Attributes.Name.MAIN_CLASS) != null;
    if (!namesMainClass && service.mainClass() == null) {
      throw new BuildException(file + ": its manifest names no Main-Class; set service.mainClass");
    }
    return new ServiceJar(file, classPath(file, attributes), namesMainClass);
  }

  private static Attributes attributes(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      Manifest manifest = jar.getManifest();
      return manifest == null ? new Attributes() : manifest.getMainAttributes();
    } catch (ZipException e) {
      throw new MalformedException(file + ": not a jar: " + e.getMessage());
    }
  }

  /// The jars beside this one that its manifest's class path names.
  private static List<String> classPath(Path file, Attributes attributes) throws BuildException {
    List<String> entries = new ArrayList<>();
    String listed = attributes.getValue(Attributes.Name.CLASS_PATH);
    for (String entry : listed == null ? new String[0] : listed.strip().split("\\s+")) {
      if (entry.startsWith("/") || entry.contains(":") || entry.contains("..")) {
        throw new BuildException(
            "%s: class path entry '%s' lies outside the jar's folder; pack it into the jar, or copy"
                    .formatted(file, entry)
                + " it there");
      }
      if (Files.isRegularFile(file.resolveSibling(entry))) {
        entries.add(entry);
      }
    }
    return entries;
  }
}
