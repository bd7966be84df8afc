package coffer.javaimage;

import coffer.bytes.Digest;
import coffer.image.LayerBlob;
import coffer.image.OciLayoutWriter;
import coffer.oci.ImageConfig;
import coffer.oci.Platform;
import coffer.workload.ConfigFile;
import coffer.workload.Port;
import coffer.workload.Service;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// One build of a Java image: the JDK to link from, the folder of linked runtimes, and the root
/// below which system libraries are found.
record JavaImageBuild(Path jdk, Path cache, Path root) {
  private static final String CREATED = "1970-01-01T00:00:00Z";
  private static final String JAR = JavaImage.APP + "/app.jar";

  JavaImage build(Workload workload, Path layout, Consumer<String> progress)
      throws IOException, InterruptedException, BuildException {
    if (!(workload.service() instanceof Service.Java service)) {
      throw new IllegalArgumentException("a service of type java wanted");
    }
    Path work = Files.createTempDirectory("coffer-build-");
    try {
      ServiceJar jar = ServiceJar.of(workload, service, jdk, work, progress::accept);
      FileTree app = appTree(workload, service, jar);
      SortedSet<String> modules =
          service.modules().isEmpty()
              ? JavaModules.neededBy(jar.file())
              : new TreeSet<>(service.modules());
      return write(workload, service, jar, app, modules, layout, progress);
    } finally {
      Folders.delete(work);
    }
  }

  private JavaImage write(
      Workload workload,
      Service.Java service,
      ServiceJar jar,
      FileTree app,
      SortedSet<String> modules,
      Path layout,
      Consumer<String> progress)
      throws IOException, InterruptedException, BuildException {
    RuntimeCache runtimes = new RuntimeCache(cache, jdk);
    RuntimeCache.Entry runtime = runtimes.get(modules, progress);
    try (OciLayoutWriter out = new OciLayoutWriter(layout)) {
      out.addLayer(base(runtime, service.user(), progress)::writeTo);
      if (!out.addLayer(runtime.layer(), runtime.file())) {
        runtimes.discard(runtime);
        runtime = runtimes.get(modules, progress);
        if (!out.addLayer(runtime.layer(), runtime.file())) {
          throw new IOException(runtime.file() + ": changed while it was copied");
        }
      }
      progress.accept("packing the image");
      out.addLayer(app::writeTo);
      ImageConfig config = config(workload, service, jar, out.layers());
      Digest manifest = out.finish(config, workload.name());
      return new JavaImage(layout, manifest, config, out.layers());
    }
  }

  private FileTree base(RuntimeCache.Entry runtime, int user, Consumer<String> progress)
      throws IOException {
    SharedLibraries.Closure libraries = SharedLibraries.below(root).of(runtime.needs());
    if (!libraries.missing().isEmpty()) {
      progress.accept(
          "left out, not on this machine: " + String.join(" ", libraries.missing().keySet()));
    }
    return new BaseSystem(libraries, user, root).tree();
  }

  private static FileTree appTree(Workload workload, Service.Java service, ServiceJar jar)
      throws IOException, BuildException {
    FileTree tree = new FileTree();
    tree.folder(JavaImage.APP, 0755);
    tree.file(JAR, 0644, jar.file());
    try {
      for (String entry : jar.classPath()) {
        tree.file(JavaImage.APP + "/" + entry, 0644, jar.file().resolveSibling(entry));
      }
      for (ConfigFile file : service.config()) {
        add(tree, workload.resolve(file.source()), file);
      }
    } catch (IllegalArgumentException e) {
      throw new BuildException("service.config: " + e.getMessage());
    }
    return tree;
  }

  private static void add(FileTree tree, Path source, ConfigFile config)
      throws IOException, BuildException {
    String target = config.target();
    if (target.startsWith(JavaImage.RUNTIME + "/") || target.equals(JavaImage.RUNTIME)) {
      throw new BuildException(
          "service.config: target %s lies in the Java runtime".formatted(target));
    }
    if (target.startsWith("/tmp/")) {
      tree.folder("/tmp", 01777);
    }
    if (!Files.exists(source)) {
      throw new NoSuchFileException(source.toString(), null, "service.config names it");
    }
    for (Path file : Folders.walk(source, FileVisitOption.FOLLOW_LINKS)) {
      String rest = source.relativize(file).toString();
      String name = rest.isEmpty() ? target : target + "/" + rest;
      if (Files.isDirectory(file)) {
        tree.folder(name, 0755);
      } else {
        tree.file(name, Files.isExecutable(file) ? 0755 : 0644, file);
      }
    }
  }

  private static ImageConfig config(
      Workload workload, Service.Java service, ServiceJar jar, List<LayerBlob> layers) {
    List<String> entrypoint = new ArrayList<>();
    entrypoint.add(JavaImage.RUNTIME + "/bin/java");
    entrypoint.addAll(service.jvmOptions());
    String mainClass = service.mainClass();
    boolean asJar = mainClass == null || service.source() != null;
    entrypoint.addAll(asJar ? List.of("-jar", JAR) : List.of("-cp", JAR, mainClass));
    entrypoint.addAll(service.arguments());
    return new ImageConfig(
        Platform.LINUX_AMD64,
        CREATED,
        List.of(
            "PATH=" + JavaImage.RUNTIME + "/bin:/usr/local/bin:/usr/bin:/bin",
            "JAVA_HOME=" + JavaImage.RUNTIME,
            "LANG=C.UTF-8"),
        entrypoint,
        List.of(),
        JavaImage.APP,
        Integer.toString(service.user()),
        "",
        workload.ports().stream().map(Port::container).map(port -> port + "/tcp").toList(),
        List.of(),
        new TreeMap<>(),
        layers.stream().map(LayerBlob::diffId).toList(),
        Stream.of("system libraries", "Java runtime", "program")
            .map(what -> new ImageConfig.History(CREATED, "coffer build: " + what, false))
            .toList());
  }
}
