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

  /// Parses what [#parse(String, Path)] does, with paths relative to the current folder.
  static ImageLocation parse(String text) {
    return parse(text, Path.of(""));
  }

  /// Parses `oci:DIR[:NAME]`, `oci-archive:FILE[:NAME]`, `docker-archive:FILE[:NAME]`,
  /// `store:REFERENCE`, `docker://REFERENCE`, the path of a file or folder that is there, that
  /// starts with `/`, `./` or `../` or ends with `.tar`, or an image reference.
  ///
  /// @param folder what paths are relative to
  static ImageLocation parse(String text, Path folder) {
    for (Form form : Form.values()) {
      if (form != Form.ANY && text.startsWith(form.prefix)) {
        return onDisk(form, text.substring(form.prefix.length()), folder);
      }
    }
    if (text.startsWith("store:")) {
      return new Stored(ImageReference.parse(text.substring("store:".length())));
    }
    if (text.startsWith("docker://")) {
      return new Remote(ImageReference.parse(text.substring("docker://".length())));
    }
    return isPath(text, folder)
        ? new OnDisk(Form.ANY, path(text, folder), Optional.empty())
        : new Remote(ImageReference.parse(text));
  }

  private static OnDisk onDisk(Form form, String rest, Path folder) {
    int colon = rest.indexOf(':');
    String path = colon < 0 ? rest : rest.substring(0, colon);
    if (path.isEmpty()) {
      throw new MalformedException(
          "image '%s%s': a path after '%s' wanted".formatted(form.prefix, rest, form.prefix));
    }
    Optional<String> name = colon < 0 ? Optional.empty() : Optional.of(rest.substring(colon + 1));
    return new OnDisk(form, path(path, folder), name.filter(given -> !given.isEmpty()));
  }

  private static Path path(String text, Path folder) {
    try {
      return folder.resolve(text);
    } catch (InvalidPathException e) {
      throw new MalformedException("image '%s': no path: %s".formatted(text, e.getReason()));
    }
  }

  private static boolean isPath(String text, Path folder) {
    if (text.startsWith("/")
        || text.startsWith("./")
        || text.startsWith("../")
        || text.endsWith(".tar")) {
      return true;
    }
    try {
      return !text.isEmpty() && Files.exists(folder.resolve(text));
    } catch (InvalidPathException _) {
      return false;
    }
  }
}
