package coffer.enclave;

import coffer.bytes.MalformedException;
import coffer.tar.TarEntry;
import coffer.tar.TarReader;
import coffer.tar.TarType;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The files of a package that the library OS reads at start, taken out of its archive.
///
/// @param folder where they lie
record PackageFiles(Path folder) {
  /// The library OS, the configuration, and the files of both images, none of which has folders.
  private static final Pattern WANTED =
      Pattern.compile(
          "(?:\\./)?[^/]+/build/(lib/libocclum-libos\\.signed\\.so|\\.Occlum_sys\\.json\\.protected"
              + "|(?:mount|initfs)/__ROOT/[A-Za-z0-9_-]+)");

  /// Takes them out of `archive`, a gzip tar, into `folder`, which is made.
  static PackageFiles unpack(Path archive, Path folder) throws IOException {
    PackageFiles files = new PackageFiles(folder);
    for (Path made : new Path[] {files.image(), files.initImage(), files.libos().getParent()}) {
      Files.createDirectories(made);
    }
    try (InputStream in =
        new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
      TarReader tar = new TarReader(in);
      for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
        files.take(entry, tar);
      }
    } catch (MalformedException e) {
      throw e.within(archive.toString());
    } catch (ZipException | EOFException e) {
      throw new MalformedException(archive + ": a gzip tar wanted: " + e.getMessage());
    }
    for (Path wanted : new Path[] {files.libos(), files.config()}) {
      if (!Files.exists(wanted)) {
        throw new MalformedException(
            "%s: no build/%s in it: not a package of Occlum"
                .formatted(archive, folder.relativize(wanted)));
      }
    }
    return files;
  }

  private void take(TarEntry entry, TarReader tar) throws IOException {
    Matcher name = WANTED.matcher(entry.name());
    if (entry.type() == TarType.FILE && name.matches()) {
      Optional<String> rest = Optional.ofNullable(name.group(1));
      Path file = folder.resolve(rest.orElseThrow());
      if (Files.exists(file)) {
        throw new MalformedException(
            "%s: '%s' for the second time".formatted(tar.place(), entry.name()));
      }
      Files.copy(tar.content(), file);
    }
  }

  Path libos() {
    return folder.resolve("lib/libocclum-libos.signed.so");
  }

  Path config() {
    return folder.resolve(".Occlum_sys.json.protected");
  }

  Path image() {
    return folder.resolve("mount/__ROOT");
  }

  Path initImage() {
    return folder.resolve("initfs/__ROOT");
  }
}
