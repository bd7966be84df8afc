package coffer.sandbox;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.image.Image;
import coffer.image.Layer;
import coffer.layer.HashWorkers;
import coffer.layer.LayerHash;
import coffer.linux.Linux;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/// The root folder of a container: the image's layers, each hashed and unpacked in one reading, and
/// a writable layer in memory on top.
///
/// Its mounts live in the mount namespace of the caller and end with it.
public final class RootFolder {
  /// Where it is, in the current folder.
  public static final String NAME = "rootfs";

  private static final String LAYERS = "layers";
  private static final String SCRATCH = "scratch";

  /// mount(2) takes a page of options.
  private static final int LONGEST_OPTIONS = 4000;

  private RootFolder() {}

  /// Reads every layer, unpacks it below the current folder and gives its dm-verity root hash in
  /// hex, base layer first. What was unpacked is what was hashed. `progress` hears of each layer.
  public static List<String> unpack(Image image, Consumer<String> progress) throws IOException {
    Ownership ownership = Ownership.ofThisProcess();
    Files.createDirectories(Path.of(LAYERS));
    List<String> hashes = new ArrayList<>();
    try (HashWorkers workers = HashWorkers.ofAllCores()) {
      for (Layer layer : image.layers()) {
        progress.accept(
            "verifying layer %d of %d".formatted(hashes.size() + 1, image.layers().size()));
        String top = LAYERS + "/" + hashes.size();
        Files.createDirectory(Path.of(top));
        hashes.add(unpack(layer, top, ownership, workers).toHex());
      }
    }
    return hashes;
  }

  private static Bytes unpack(Layer layer, String top, Ownership ownership, HashWorkers workers)
      throws IOException {
    Chunks chunks = new Chunks();
    CompletableFuture<Void> unpacking = start(chunks, top, ownership);
    Bytes hash;
    try (InputStream tar = layer.open()) {
      hash = LayerHash.of(chunks.tee(tar), workers);
    } catch (MalformedException e) {
      throw e.within(layer.toString());
    } finally {
      chunks.end();
    }
    try {
      unpacking.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case MalformedException malformed -> throw malformed.within(layer.toString());
        case IOException failed -> throw new IOException(layer + ": " + failed.getMessage(), e);
        case null, default -> throw e;
      }
    }
    return hash;
  }

  private static CompletableFuture<Void> start(Chunks chunks, String top, Ownership ownership) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("unpack " + top)
        .start(
            () -> {
              try (chunks) {
                LayerUnpacker.unpack(chunks, top, ownership);
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  /// Takes away what was unpacked: it is of no use, and its room may be what is missing.
  public static void discard() throws IOException, InterruptedException {
    new ProcessBuilder("rm", "-rf", LAYERS).start().waitFor();
  }

  /// Stacks `layers` unpacked layers and mounts them as [#NAME]. Devices in it are no devices.
  public static void mount(int layers) throws IOException {
    Files.createDirectories(Path.of(SCRATCH));
    Files.createDirectories(Path.of(NAME));
    Linux.mount("tmpfs", SCRATCH, "tmpfs", Linux.MS_NODEV, "mode=700");
    Linux.makeFolder(SCRATCH + "/upper", 0755);
    Linux.makeFolder(SCRATCH + "/work", 0755);
    List<String> lower = new ArrayList<>();
    for (int i = layers - 1; i >= 0; i--) {
      lower.add(LAYERS + "/" + i);
    }
    String options =
        "lowerdir=%s,upperdir=%s/upper,workdir=%s/work%s"
            .formatted(
                String.join(":", lower),
                SCRATCH,
                SCRATCH,
                Ownership.ofThisProcess().mayUseTrustedAttributes() ? "" : ",userxattr");
    if (options.length() > LONGEST_OPTIONS) {
      throw new IOException("an image of %d layers is more than can be stacked".formatted(layers));
    }
    Linux.mount("overlay", NAME, "overlay", Linux.MS_NODEV, options);
  }
}
