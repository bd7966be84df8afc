package coffer.javaimage;

import coffer.bytes.Digest;
import coffer.image.LayerBlob;
import coffer.oci.ImageConfig;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// The image of a Java service as it was built.
///
/// @param layout the folder of the OCI image layout that holds it
/// @param manifest the digest of its manifest
/// @param layers base libraries, Java runtime, program
public record JavaImage(Path layout, Digest manifest, ImageConfig config, List<LayerBlob> layers) {
  /// Where the runtime lies in the image.
  static final String RUNTIME = "/opt/java";

  /// The folder and working directory of the program.
  static final String APP = "/app";

  /// The unprivileged account.
  static final String USER_NAME = "nonroot";

  public JavaImage {
    layers = List.copyOf(layers);
  }

  /// Builds the image of a workload whose service is of type java into the OCI image layout
  /// `layout`, replacing what it held in one step. `progress` is told each step in words.
  ///
  /// The runtime comes from the JDK that runs this code and is kept under `$XDG_CACHE_HOME/coffer`
  /// (`~/.cache/coffer`). A [BuildException] tells what is wrong with the service.
  public static JavaImage build(Workload workload, Path layout, Consumer<String> progress)
      throws IOException, InterruptedException, BuildException {
    return new JavaImageBuild(
            Path.of(System.getProperty("java.home")), cache().resolve("runtimes"), Path.of("/"))
        .build(workload, layout, progress);
  }

  static Path cache() {
    String configured = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        configured.startsWith("/")
            ? Path.of(configured)
            : Path.of(System.getenv().getOrDefault("HOME", "/"), ".cache");
    return base.resolve("coffer");
  }
}
