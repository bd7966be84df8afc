package coffer.store;

import coffer.bytes.MalformedException;
import coffer.oci.ImageReference;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// Where an image is, or is to be.
public sealed interface ImageLocation {
  /// In a registry.
  record Remote(ImageReference reference) implements ImageLocation {
    @Override
    public String toString() {
      return reference.toString();
    }
  }

  /// In this user's store.
  record Stored(ImageReference reference) implements ImageLocation {
    @Override
    public String toString() {
      return "store:" + reference;
    }
  }

  /// On disk; a name is there to choose one of several.
  record OnDisk(Form form, Path path, Optional<String> name) implements ImageLocation {
    @Override
    public String toString() {
      return form.prefix + path + name.map(text -> ":" + text).orElse("");
    }
  }

  /// What lies on disk.
  enum Form {
    /// An OCI image layout, a folder.
    LAYOUT("oci:"),
    /// A tar of an OCI image layout.
    OCI_ARCHIVE("oci-archive:"),
    /// What `docker save` writes.
    DOCKER_ARCHIVE("docker-archive:"),
    /// Any of them, told by its content.
    ANY("");

    private final String prefix;

    Form(String prefix) {
      this.prefix = prefix;
    }
  }

  /// Parses `oci:DIR[:NAME]`, `oci-archive:FILE[:NAME]`, `docker-archive:FILE[:NAME]`,
  /// `store:REFERENCE`, `docker://REFERENCE`, the path of a file or folder that is there or that
  /// starts with `/`, `./` or `../`, or an image reference.
  static ImageLocation parse(String text) {
    for (Form form : Form.values()) {
      if (form != Form.ANY && text.startsWith(form.prefix)) {
        return onDisk(form, text.substring(form.prefix.length()));
      }
    }
    if (text.startsWith("store:")) {
      return new Stored(ImageReference.parse(text.substring("store:".length())));
    }
    if (text.startsWith("docker://")) {
      return new Remote(ImageReference.parse(text.substring("docker://".length())));
    }
    return isPath(text)
        ? new OnDisk(Form.ANY, Path.of(text), Optional.empty())
        : new Remote(ImageReference.parse(text));
  }

  private static OnDisk onDisk(Form form, String rest) {
    int colon = rest.indexOf(':');
    String path = colon < 0 ? rest : rest.substring(0, colon);
    if (path.isEmpty()) {
      throw new MalformedException(
          "image '%s%s': a path after '%s' wanted".formatted(form.prefix, rest, form.prefix));
    }
    Optional<String> name = colon < 0 ? Optional.empty() : Optional.of(rest.substring(colon + 1));
    return new OnDisk(form, Path.of(path), name.filter(given -> !given.isEmpty()));
  }

  private static boolean isPath(String text) {
    if (text.startsWith("/") || text.startsWith("./") || text.startsWith("../")) {
      return true;
    }
    try {
      return !text.isEmpty() && Files.exists(Path.of(text));
    } catch (InvalidPathException _) {
      return false;
    }
  }
}
