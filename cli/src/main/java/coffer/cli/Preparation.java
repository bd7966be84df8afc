package coffer.cli;

import coffer.image.Image;
import coffer.image.ImageSelector;
import coffer.image.Images;
import coffer.javaimage.JavaImage;
import coffer.oci.Platform;
import coffer.plan.GroupPlan;
import coffer.plan.MeasuredLayer;
import coffer.workload.Service;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What `coffer up` and `coffer identity` do alike: build or open the image, measure it, plan the
/// group, write down what is known.
///
/// @param image the image's file or folder
record Preparation(
    Workload workload, Path image, Optional<String> imageName, GroupPlan plan, Path output) {
  static Preparation of(WorkloadOptions options, Workload workload, Steps steps) throws Exception {
    Path output = options.output(workload);
    Path source = source(workload, output, steps);
    Optional<String> imageName =
        workload.service() instanceof Service.Image named
            ? Optional.ofNullable(named.imageName())
            : Optional.empty();
    Image image = Images.open(source, new ImageSelector(imageName, Platform.LINUX_AMD64));
    List<MeasuredLayer> layers =
        steps.step(
            "measure",
            _ -> MeasuredLayer.of(image),
            measured -> "%d layers, %s".formatted(measured.size(), size(measured)));
    GroupPlan plan =
        steps.step(
            "policy",
            _ ->
                GroupPlan.of(
                    workload,
                    image.config(),
                    layers,
                    options.overrides(),
                    options.approvedPolicy()),
            made -> "host_data " + made.identity().hostData().toHex().substring(0, 16) + "...");
    Preparation preparation = new Preparation(workload, source, imageName, plan, output);
    preparation.write();
    return preparation;
  }

  private static Path source(Workload workload, Path output, Steps steps) throws Exception {
    return switch (workload.service()) {
      case Service.Image image -> workload.resolve(image.image());
      case Service.Java _ ->
          steps
              .step(
                  "build",
                  doing -> JavaImage.build(workload, output.resolve("image"), doing),
                  image -> image.manifest().toString().substring(0, 23) + "...")
              .layout();
    };
  }

  private static String size(List<MeasuredLayer> layers) {
    long bytes = layers.stream().mapToLong(layer -> layer.hash().imageSize()).sum();
    return "%d MB".formatted(bytes / 1_000_000);
  }

  private void write() throws IOException {
    Files.createDirectories(output);
    writeWhole("policy.rego", plan.policy().text().getBytes(StandardCharsets.UTF_8));
    writeWhole("identity.json", plan.identity().toBytes());
  }

  /// Writes a file of the output folder whole or not at all.
  void writeWhole(String name, byte[] content) throws IOException {
    Path file = output.resolve(name);
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    NewFile.write(file, out -> out.write(java.nio.ByteBuffer.wrap(content)));
  }
}
