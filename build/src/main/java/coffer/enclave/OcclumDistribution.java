package coffer.enclave;

import coffer.javaimage.BuildException;
import coffer.javaimage.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What Occlum's own packages install, as far as a build needs it.
///
/// @param system the folder of the whole system, or of the distribution when it came alone
/// @param home the folder with the content of `/opt/occlum`
public record OcclumDistribution(Path system, Path home) {
  /// Where the distribution is installed.
  static final String HOME = "opt/occlum";

  private static final String LIBRARIES = "build/lib";
  private static final Pattern LIBOS = Pattern.compile("libocclum-libos\\.so(\\.[0-9.]+)?");
  private static final Pattern PAL = Pattern.compile("libocclum-pal\\.so(\\.[0-9.]+)?");

  /// The distribution in a folder: one that holds `opt/occlum`, or the content of `/opt/occlum`.
  public static OcclumDistribution in(Path folder) throws BuildException {
    for (Path home : List.of(folder.resolve(HOME), folder)) {
      if (Files.isDirectory(home.resolve(LIBRARIES))) {
        return new OcclumDistribution(folder, home);
      }
    }
    throw new BuildException(
        "%s: no Occlum distribution: %s/%s or %s wanted in it"
            .formatted(folder, HOME, LIBRARIES, LIBRARIES));
  }

  /// The library OS, not signed yet.
  public Path libos() throws IOException, BuildException {
    return files(LIBOS).stream()
        .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
        .findFirst()
        .orElseThrow(
            () ->
                new BuildException(
                    home.resolve(LIBRARIES) + ": no libocclum-libos.so, the library OS"));
  }

  /// The part that runs outside the enclave and loads it, with the links to it; none when the
  /// distribution has none.
  public List<Path> pal() throws IOException {
    return files(PAL);
  }

  private List<Path> files(Pattern name) throws IOException {
    return Folders.walk(home.resolve(LIBRARIES)).stream()
        .filter(file -> name.matcher(String.valueOf(file.getFileName())).matches())
        .toList();
  }

  /// The program that runs first inside and mounts the image.
  public Optional<Path> init() {
    return Optional.of(home.resolve("build/bin/init")).filter(Files::isRegularFile);
  }

  /// Folders, as absolute paths inside the system, whose C libraries know the library OS.
  static List<String> libraryFolders() {
    return List.of("/" + HOME + "/glibc/lib", "/usr/local/occlum/x86_64-linux-musl/lib");
  }
}
