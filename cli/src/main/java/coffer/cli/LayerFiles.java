package coffer.cli;

import coffer.identitydiff.FileChange;
import coffer.image.Layer;
import coffer.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The files by which the layers of one container differ that stand at the same position.
///
/// @param position from 0, base layer first
record LayerFiles(String container, int position, List<FileChange> files) {
  LayerFiles {
    files = List.copyOf(files);
  }

  /// Those of two layers; empty unless both are at hand.
  static Optional<LayerFiles> between(
      String container, int position, Optional<Layer> before, Optional<Layer> after)
      throws IOException {
    return before.isPresent() && after.isPresent()
        ? Optional.of(
            new LayerFiles(container, position, ChangedFiles.between(before.get(), after.get())))
        : Optional.empty();
  }

  /// Whether a change of `field` of `container` is that of these layers.
  boolean isOf(String container, String field) {
    return this.container.equals(container) && field.equals("layers[%d]".formatted(position));
  }

  Json toJson() {
    return Json.object()
        .put("container", container)
        .put("position", position)
        .put("files", files.stream().map(FileChange::toJson).toList())
        .build();
  }
}
