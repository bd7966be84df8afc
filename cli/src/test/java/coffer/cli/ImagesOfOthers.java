package coffer.cli;

import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image that nobody here made: Debian's python3 by mmdebstrap, committed by buildah, saved in
/// both forms. Made once for all tests of a run.
final class ImagesOfOthers {
  private static final String NAME = "localhost/python:1";
  private static @Nullable ImagesOfOthers shared;

  final Path dockerArchive;
  final Path ociLayout;

  private ImagesOfOthers(Path dockerArchive, Path ociLayout) {
    this.dockerArchive = dockerArchive;
    this.ociLayout = ociLayout;
  }

  static synchronized ImagesOfOthers shared() throws IOException {
    if (shared == null) {
      Path folder = Vectors.checkout().resolve("cli/target/images-of-others");
      new Coffer(folder.resolveSibling("images-of-others.home"))
          .run(List.of("rm", "-rf", folder.toString()), folder.resolveSibling(""));
      shared = make(folder);
    }
    return shared;
  }

  private static ImagesOfOthers make(Path folder) throws IOException {
    Files.createDirectories(folder);
    Coffer programs = new Coffer(folder.resolve("home"));
    Path base = folder.resolve("base.tar");
    must(
        programs,
        folder,
        "mmdebstrap",
        "--quiet",
        "--variant=minbase",
        "--include=python3-minimal,libpython3-stdlib",
        "bookworm",
        base.toString());
    Path dockerfile = folder.resolve("Dockerfile");
    Files.writeString(
        dockerfile,
        """
        FROM scratch
        ADD base.tar /
        COPY page.html /srv/page.html
        WORKDIR /srv
        ENV LANG=C.UTF-8
        """);
    Files.writeString(folder.resolve("page.html"), "made by others\n");
    must(programs, folder, buildah(folder, "bud", "-q", "--isolation", "chroot", "-t", NAME, "."));
    Path archive = folder.resolve("python.docker.tar");
    Path layout = folder.resolve("python.oci");
    must(
        programs,
        folder,
        buildah(folder, "push", "-q", NAME, "docker-archive:" + archive + ":" + NAME));
    must(programs, folder, buildah(folder, "push", "-q", NAME, "oci:" + layout + ":1"));
    return new ImagesOfOthers(archive, layout);
  }

  private static String[] buildah(Path folder, String... arguments) {
    String[] storage = {
      "buildah",
      "--root",
      folder.resolve("storage").toString(),
      "--runroot",
      folder.resolve("run").toString(),
      "--storage-driver",
      "vfs"
    };
    String[] command = new String[storage.length + arguments.length];
    System.arraycopy(storage, 0, command, 0, storage.length);
    System.arraycopy(arguments, 0, command, storage.length, arguments.length);
    return command;
  }

  private static void must(Coffer programs, Path folder, String... command) {
    Coffer.Result result = programs.run(List.of(command), folder);
    if (result.exit() != 0) {
      throw new AssertionError(String.join(" ", command) + "\n" + result.all());
    }
  }
}
