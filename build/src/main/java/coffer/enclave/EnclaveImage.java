package coffer.enclave;

import coffer.bytes.Digest;
import coffer.image.Image;
import coffer.image.Layer;
import coffer.image.LayerBlob;
import coffer.image.OciLayoutWriter;
import coffer.oci.ImageConfig;
import coffer.oci.OciLayout;
import coffer.oci.Platform;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import coffer.workload.Port;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The container image around an enclave package: a base that has the runtime, and the package on
/// top of it.
///
/// @param access opens the base
record EnclaveImage(ImageAccess access, Consumer<String> progress) {
  private static final String CREATED = "1970-01-01T00:00:00Z";
  private static final String PROGRAMS = "/opt/occlum/build/bin";
  private static final String PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /// What is put on the base, and how it is started there.
  ///
  /// @param folder where it lies
  /// @param programs a folder for the PATH; empty for none
  record Top(LayerBlob layer, Path archive, String folder, List<String> start, String programs) {
    /// An Occlum package, whose `command` is started.
    static Top of(OcclumPackage occlum, List<String> command) {
      List<String> start = new ArrayList<>(List.of("occlum", "run"));
      start.addAll(command);
      return new Top(
          occlum.layer(), occlum.archive(), "/" + occlum.identity().name(), start, PROGRAMS);
    }
  }

  /// Writes the image `name` as a layout, and as an archive for `docker load` and `ctr images
  /// import`; returns the manifest's digest.
  Digest write(
      ImageLocation base, Top top, List<Port> ports, Path layout, Path archive, String name)
      throws IOException, InterruptedException {
    progress.accept("writing the container image on " + base);
    ImageLocation.OnDisk onDisk = access.onDisk(base, Platform.LINUX_AMD64, _ -> {});
    Image image = access.open(onDisk, Platform.LINUX_AMD64);
    Digest manifest;
    try (OciLayoutWriter out = new OciLayoutWriter(layout)) {
      for (Layer layer : image.layers()) {
        addBase(out, layer, onDisk.path());
      }
      if (!out.addLayer(top.layer, top.archive)) {
        throw new IOException(top.archive + ": changed while it was copied");
      }
      ImageConfig config = config(image.config(), top, ports, out.layers());
      manifest = out.finish(config, name);
    }
    access.copy(
        new ImageLocation.OnDisk(ImageLocation.Form.LAYOUT, layout, Optional.empty()),
        new ImageLocation.OnDisk(ImageLocation.Form.DOCKER_ARCHIVE, archive, Optional.of(name)),
        Platform.LINUX_AMD64,
        _ -> {});
    return manifest;
  }

  /// A gzip layer stays as it is, so that registries know it; any other is compressed.
  private static void addBase(OciLayoutWriter out, Layer layer, Path layout) throws IOException {
    Path blob = layout.resolve(OciLayout.blob(layer.digest()));
    LayerBlob known = new LayerBlob(layer.digest(), layer.diffId(), layer.size());
    if (layer.blobDigest().isPresent() && isGzip(blob) && out.addLayer(known, blob)) {
      return;
    }
    out.addLayer(
        tar -> {
          try (InputStream in = layer.open()) {
            in.transferTo(tar);
          }
        });
  }

  private static boolean isGzip(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    }
  }

  private static ImageConfig config(
      ImageConfig base, Top top, List<Port> ports, List<LayerBlob> layers) {
    List<String> exposed = new ArrayList<>(base.exposedPorts());
    ports.stream()
        .map(port -> port.container() + "/tcp")
        .filter(port -> !exposed.contains(port))
        .forEach(exposed::add);
    return new ImageConfig(
        base.platform(),
        CREATED,
        withPrograms(base.env(), top.programs),
        base.entrypoint(),
        top.start,
        top.folder,
        base.user(),
        base.stopSignal(),
        exposed,
        base.volumes(),
        new TreeMap<>(base.labels()),
        layers.stream().map(LayerBlob::diffId).toList(),
        history(base, layers.size()));
  }

  /// The base's history and one line more, unless the base does not tell of all its layers.
  private static List<ImageConfig.History> history(ImageConfig base, int layers) {
    List<ImageConfig.History> history = new ArrayList<>(base.history());
    history.add(new ImageConfig.History(CREATED, "coffer build: enclave package", false));
    return history.stream().filter(step -> !step.emptyLayer()).count() == layers
        ? history
        : List.of();
  }

  /// The base's variables, with the runtime's programs on the PATH.
  private static List<String> withPrograms(List<String> env, String programs) {
    List<String> variables = new ArrayList<>(env);
    if (variables.stream().noneMatch(variable -> variable.startsWith("PATH="))) {
      variables.add(PATH);
    }
    variables.replaceAll(
        variable ->
            variable.startsWith("PATH=") && !variable.contains(programs)
                ? variable + ":" + programs
                : variable);
    return variables;
  }
}
