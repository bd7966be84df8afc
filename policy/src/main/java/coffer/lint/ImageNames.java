package coffer.lint;

import coffer.source.Place;

/// Whether images are named so that they stay the same.
final class ImageNames {
  private ImageNames() {}

  static void check(String image, Place place, Findings findings) {
    if (image.contains("@sha256:") || image.isEmpty()) {
      return;
    }
    String last = image.substring(image.lastIndexOf('/') + 1);
    int colon = last.indexOf(':');
    String tag = colon < 0 ? "" : last.substring(colon + 1);
    findings.add(
        ContainerLint.IMAGE_NOT_PINNED,
        place,
        tag.isEmpty() || tag.equals("latest")
            ? "the image '%s' is whatever is latest".formatted(image)
            : "the image '%s' is named by a tag, which may move".formatted(image));
  }
}
