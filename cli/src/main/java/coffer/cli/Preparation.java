package coffer.cli;

import coffer.image.Image;
import coffer.javaimage.JavaImage;
import coffer.layer.LayerHash;
import coffer.measure.MeasuredImage;
import coffer.oci.Platform;
import coffer.plan.GroupPlan;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import coffer.workload.Service;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// What `coffer up` and `coffer identity` do alike: build or open the image, measure it, plan the
/// group, write down what is known.
record Preparation(Workload workload, GroupPlan plan, OutputFiles output) {
  private static final int MEGABYTE = 1_000_000;

  /// Where the image is: built, or what the workload names.
  static ImageLocation image(WorkloadOptions options, Workload workload, Steps steps)
      throws Exception {
    Path output = options.output(workload);
    return switch (workload.service()) {
      case Service.Image image -> WorkloadImage.location(image, workload.folder());
      case Service.Java _ ->
          new ImageLocation.OnDisk(
              ImageLocation.Form.LAYOUT,
              steps
                  .step(
                      "build",
                      doing -> JavaImage.build(workload, output.resolve("image"), doing),
                      image -> shown(image.manifest().toString()))
                  .layout(),
              Optional.empty());
    };
  }

  /// The place on disk of an image that may be in a registry.
  static ImageLocation.OnDisk fetch(ImageAccess images, ImageLocation image, Steps steps)
      throws Exception {
    return image instanceof ImageLocation.OnDisk disk
        ? disk
        : steps.step(
            "fetch",
            doing -> images.onDisk(image, Platform.LINUX_AMD64, megabytes(doing)),
            disk -> shown(disk.name().orElse("")));
  }

  /// Measures the image and plans the group.
  static Preparation of(
      WorkloadOptions options,
      Workload workload,
      ImageAccess images,
      ImageLocation location,
      Steps steps)
      throws Exception {
    Image image = images.open(location, Platform.LINUX_AMD64);
    MeasuredImage measured =
        steps.step(
            "measure",
            doing -> options.measure.measurement().heardBy(megabytes(doing)).measure(image),
            result -> "%d layers, %s".formatted(result.hashes().size(), size(result)));
    GroupPlan plan =
        steps.step(
            "policy",
            _ -> GroupPlan.of(workload, measured, options.overrides(), options.approvedPolicy()),
            made -> "host_data " + made.identity().hostData().toHex().substring(0, 16) + "...");
    Preparation preparation =
        new Preparation(workload, plan, new OutputFiles(options.output(workload)));
    preparation.write();
    return preparation;
  }

  private static String shown(String digest) {
    return digest.substring(0, 23) + "...";
  }

  /// Tells how much was read so far, each megabyte once.
  private static LongConsumer megabytes(Consumer<String> doing) {
    AtomicLong read = new AtomicLong();
    return more -> {
      long now = read.addAndGet(more);
      if (now / MEGABYTE != (now - more) / MEGABYTE) {
        doing.accept(now / MEGABYTE + " MB read");
      }
    };
  }

  private static String size(MeasuredImage image) {
    long bytes = image.hashes().stream().mapToLong(LayerHash::imageSize).sum();
    return "%d MB".formatted(bytes / MEGABYTE);
  }

  private void write() throws IOException {
    output.writeWhole("policy.rego", plan.policy().text().getBytes(StandardCharsets.UTF_8));
    output.writeWhole("identity.json", plan.identity().toBytes());
  }
}
