package coffer.cli;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.identitydiff.FileChange;
import coffer.identitydiff.LayerComparison;
import coffer.image.Images;
import coffer.image.Layer;
import coffer.layer.HashWorkers;
import coffer.layer.LayerHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds out which files make two layers differ, where both images are at hand.
final class ChangedFiles {
  private final Map<Digest, Layer> byDiffId = new HashMap<>();
  private final Map<String, Layer> byRootHash = new HashMap<>();
  private final List<Layer> unmeasured = new ArrayList<>();

  /// Adds an image: an OCI image layout or a docker-archive.
  void addImage(Path image) throws IOException {
    for (Layer layer : Images.open(image).layers()) {
      byDiffId.putIfAbsent(layer.diffId(), layer);
      unmeasured.add(layer);
    }
  }

  boolean isEmpty() {
    return byDiffId.isEmpty();
  }

  Optional<Layer> layer(Digest diffId) {
    return Optional.ofNullable(byDiffId.get(diffId));
  }

  /// The layer with this root hash; measures layers until it is found.
  Optional<Layer> layer(String rootHash) throws IOException {
    try (HashWorkers workers = HashWorkers.ofAllCores()) {
      while (!byRootHash.containsKey(rootHash) && !unmeasured.isEmpty()) {
        Layer next = unmeasured.removeFirst();
        try (InputStream tar = next.open()) {
          Bytes hash = LayerHash.of(tar, workers);
          byRootHash.putIfAbsent(hash.toHex(), next);
        }
      }
    }
    return Optional.ofNullable(byRootHash.get(rootHash));
  }

  static List<FileChange> between(Layer before, Layer after) throws IOException {
    try (InputStream first = before.open();
        InputStream second = after.open()) {
      return LayerComparison.of(first, second);
    }
  }
}
