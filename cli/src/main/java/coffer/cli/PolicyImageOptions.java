package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.cce.ImageCatalog;
import coffer.json.Json;
import coffer.plan.MeasuredImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where what is known of images comes from.
final class PolicyImageOptions {
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

  private final Map<String, Path> archives = new LinkedHashMap<>();
  private @Nullable TarImages opened;

  void check(PrintWriter out) {
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
  }

  /// The archive of an image, for sources that name one themselves.
  void archive(String image, Path archive) {
    archives.put(image, archive);
  }

  /// Archives first, then the facts.
  ImageCatalog catalog(PrintWriter err) throws IOException {
    ImageCatalog facts = imageFacts == null ? ImageCatalog.NONE : facts(imageFacts);
    if (tar == null && archives.isEmpty()) {
      return facts;
    }
    if (opened == null) {
      opened = new TarImages(mapping(), single() ? tar : null, err);
    }
    return opened.or(facts);
  }

  private static ImageCatalog facts(Path file) throws IOException {
    try {
      return ImageCatalog.parse(Files.readString(file));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  /// What was measured so far; empty when no image came from an archive.
  Map<String, MeasuredImage> measured() {
    return opened == null ? Map.of() : opened.measured();
  }

  /// The archives that images were taken from.
  Set<Path> archives() {
    Set<Path> used = new LinkedHashSet<>();
    if (opened != null) {
      for (String name : opened.measured().keySet()) {
        opened.archive(name).ifPresent(used::add);
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
}
