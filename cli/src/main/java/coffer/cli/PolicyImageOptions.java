package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.cce.ImageCatalog;
import coffer.json.Json;
import coffer.measure.MeasuredImage;
import coffer.oci.Platform;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Where what is known of images comes from: archives, then facts, then the images themselves.
/// Closed by the thread that uses it.
final class PolicyImageOptions implements AutoCloseable {
  @Option(
      names = "--image-facts",
      paramLabel = "FILE",
      description = "Configuration and layer hashes of images, by name (docs/reference/policy.md).")
  @Nullable Path imageFacts;

  @Option(
      names = "--tar",
      paramLabel = "FILE",
      description = {
        "An image as an archive (docker-archive, OCI layout), or a JSON object of archives by image"
            + " name."
      })
  @Nullable Path tar;

  @Option(
      names = "--faster-hashing",
      description = "Accepted and without effect: hashing is as fast as it gets.")
  boolean fasterHashing;

  @Option(names = "--offline", description = "Take images from the store, ask no registry.")
  boolean offline;

  @Mixin MeasureMixin measure = new MeasureMixin();

  @Mixin RegistryMixin registry = new RegistryMixin();

  private final Map<String, Path> archives = new LinkedHashMap<>();
  private final Map<String, ImageLocation> places = new LinkedHashMap<>();
  private final List<TarImages> tars = new ArrayList<>();
  private final List<OpenedImages> opened = new ArrayList<>();
  private @Nullable ImageAccess access;

  void check(PrintWriter out) throws IOException {
    if (tar != null && fasterHashing) {
      throw new CommandFailure(
          ExitCode.REJECTED, "--faster-hashing and --tar exclude each other", "");
    }
    if (tar != null && !Files.isRegularFile(tar) && !Files.isDirectory(tar)) {
      out.println(
          "--tar input must either be a path to a json file with image to tar location mappings or"
              + " the location to a single tar file.");
      throw new CommandFailure(ExitCode.USAGE, tar + ": no such file", "");
    }
    if (registry.readsStandardInput()) {
      // Before any question takes its answer from there.
      access();
    }
  }

  /// The archive of an image, for sources that name one themselves.
  void archive(String image, Path archive) {
    archives.put(image, archive);
  }

  /// The name that a policy has for an image of the command line, which may be anywhere that
  /// `coffer image` looks.
  String name(String image) {
    ImageLocation location;
    try {
      location = ImageLocation.parse(image);
    } catch (MalformedException _) {
      // Facts may know it under any name.
      return image;
    }
    String name =
        switch (location) {
          case ImageLocation.Remote _ -> image.replaceFirst("^docker://", "");
          case ImageLocation.Stored _ -> image.substring(image.indexOf(':') + 1);
          case ImageLocation.OnDisk disk -> disk.name().orElse(image);
        };
    places.put(name, location);
    return name;
  }

  /// Answers what images for `platform` are; `err` hears of long work.
  ImageCatalog catalog(Platform platform, PrintWriter err) throws IOException {
    ImageCatalog facts = imageFacts == null ? ImageCatalog.NONE : facts(imageFacts);
    TarImages archive = new TarImages(mapping(), single() ? tar : null, err);
    tars.add(archive);
    OpenedImages archived = new OpenedImages(archive, measure, err);
    OpenedImages named =
        new OpenedImages(new NamedImages(places, platform, this::access, err), measure, err);
    opened.addAll(List.of(archived, named));
    return archived.or(facts).or(named);
  }

  private static ImageCatalog facts(Path file) throws IOException {
    try {
      return ImageCatalog.parse(Files.readString(file));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  /// Access to images, made when it is first needed.
  ImageAccess access() {
    if (access == null) {
      try {
        access = registry.access(offline, List.copyOf(places.values()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return access;
  }

  /// What was measured so far, by name; without those that came from facts.
  Map<String, MeasuredImage> measured() {
    Map<String, MeasuredImage> all = new LinkedHashMap<>();
    opened.forEach(images -> all.putAll(images.measured()));
    return all;
  }

  /// The archives and layouts that images were taken from.
  Set<Path> archives() {
    Set<Path> used = new LinkedHashSet<>();
    for (String name : measured().keySet()) {
      tars.forEach(archive -> archive.archive(name).ifPresent(used::add));
      if (places.get(name) instanceof ImageLocation.OnDisk disk) {
        used.add(disk.path());
      }
    }
    return used;
  }

  /// Whether `--tar` is the archive of the one image that there is.
  boolean single() {
    return tar != null && !tar.toString().endsWith(".json");
  }

  private Map<String, Path> mapping() throws IOException {
    Map<String, Path> mapping = new LinkedHashMap<>(archives);
    if (tar != null && !single()) {
      Path folder = tar.toAbsolutePath().getParent();
      if (!(Json.parse(Files.readAllBytes(tar)) instanceof Json.Obj object)) {
        throw new MalformedException(tar + ": an object of archives by image name wanted");
      }
      for (String image : object.members().keySet()) {
        Path archive = Path.of(object.string(image));
        mapping.put(image, folder == null ? archive : folder.resolve(archive));
      }
    }
    return mapping;
  }

  @Override
  public void close() throws IOException {
    if (access != null) {
      access.close();
    }
  }
}
