package coffer.measure;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.image.Layer;
import coffer.json.Json;
import coffer.layer.LayerHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Root hashes that were computed before, by diff id; and which blobs were seen to hold which tar.
/// A layer is known when its tar was measured and its blob, where the source names one, was read
/// and found to hold that tar: then both are facts about digests, which nothing can change.
///
/// A file for each tar and each blob, whole or absent; safe for several processes. A file that is
/// damaged counts as absent.
public record LayerCache(Path folder) {
  /// Changes when the same tar gives another hash, or the files another form.
  private static final String VERSION = "1";

  /// The cache of this user, below `cache` (`$XDG_CACHE_HOME/coffer`).
  public static LayerCache in(Path cache) {
    return new LayerCache(cache.resolve("layers").resolve(VERSION));
  }

  /// What is known of the layer.
  Optional<LayerHash> find(Layer layer) throws IOException {
    Optional<Digest> blob = layer.blobDigest();
    if (blob.isPresent() && !read(blobFile(blob.get())).equals(layer.diffId().toString())) {
      return Optional.empty();
    }
    String known = read(tarFile(layer.diffId()));
    try {
      return known.isEmpty() ? Optional.empty() : Optional.of(parse(known));
    } catch (MalformedException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Remembers what a layer that was read to its end came to.
  void add(Layer layer, LayerHash hash) throws IOException {
    write(tarFile(layer.diffId()), toJson(hash).toCompact());
    Optional<Digest> blob = layer.blobDigest();
    if (blob.isPresent()) {
      write(blobFile(blob.get()), layer.diffId().toString());
    }
  }

  private Path tarFile(Digest diffId) {
    return folder.resolve("tars").resolve(diffId.hex());
  }

  private Path blobFile(Digest blob) {
    return folder.resolve("blobs").resolve(blob.hex());
  }

  private static String read(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException _) {
      return "";
    }
  }

  private static void write(Path file, String content) throws IOException {
    Path parent = file.resolveSibling("");
    Files.createDirectories(parent);
    Path part = Files.createTempFile(parent, ".new-", "");
    try {
      Files.writeString(part, content, StandardCharsets.ISO_8859_1);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /// The implied folders have one character per byte, so the text is one of bytes too.
  private static Json.Obj toJson(LayerHash hash) {
    return Json.object()
        .put("rootHash", hash.rootHash().toHex())
        .put("imageSize", hash.imageSize())
        .put("inodes", hash.inodes())
        .put("impliedFolders", Json.strings(hash.impliedFolders()))
        .build();
  }

  private static LayerHash parse(String text) {
    if (!(Json.parse(text) instanceof Json.Obj json)) {
      throw new MalformedException("an object wanted");
    }
    Bytes rootHash = Bytes.parseHex(json.string("rootHash"));
    if (rootHash.length() != 32) {
      throw new MalformedException("32 bytes wanted");
    }
    return new LayerHash(
        rootHash,
        json.number("imageSize"),
        Math.toIntExact(json.number("inodes")),
        json.strings("impliedFolders"));
  }
}
