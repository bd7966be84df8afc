package coffer.enclave;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.identity.SgxIdentity;
import coffer.image.LayerBlob;
import coffer.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What the last build was made of, beside its results: whether they are still what the next one
/// would make.
record BuildRecord(Path folder) {
  private static final String FILE = "build.json";

  /// What is kept of the results, relative to the folder.
  private record Output(String file, long size, String time) {
    static Output of(Path folder, Path file) throws IOException {
      return new Output(
          folder.relativize(file).toString(),
          Files.size(file),
          Files.getLastModifiedTime(file).toString());
    }

    boolean isThere(Path folder) throws IOException {
      Path path = folder.resolve(file);
      return Files.isRegularFile(path) && equals(of(folder, path));
    }
  }

  /// The results of a build with this fingerprint, if they are untouched.
  Optional<EnclaveArtifacts> find(String fingerprint) throws IOException {
    return find(record -> record.string("fingerprint").equals(fingerprint));
  }

  /// The results of the last build, if they are untouched.
  Optional<EnclaveArtifacts> last() throws IOException {
    return find(_ -> true);
  }

  private Optional<EnclaveArtifacts> find(Predicate<Json.Obj> wanted) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Json.Obj record = Json.parseObject(Files.readAllBytes(file));
      if (!wanted.test(record)) {
        return Optional.empty();
      }
      for (Json item : record.list("outputs")) {
        if (!(item instanceof Json.Obj output)
            || !new Output(output.string("file"), output.number("size"), output.string("time"))
                .isThere(folder)) {
          return Optional.empty();
        }
      }
      return Optional.of(artifacts(record));
    } catch (MalformedException _) {
      return Optional.empty(); // of another version, or damaged: it is built again
    }
  }

  private EnclaveArtifacts artifacts(Json.Obj record) throws IOException {
    Path home = EnclaveArtifacts.packageFolder(folder);
    SgxIdentity identity =
        SgxIdentity.parse(Files.readAllBytes(home.resolve(OcclumPackage.IDENTITY)));
    LayerBlob layer =
        new LayerBlob(
            Digest.parse(record.string("digest")),
            Digest.parse(record.string("diffId")),
            record.number("size"));
    OcclumPackage occlum =
        new OcclumPackage(
            identity, home.resolve(identity.name() + ".tar.gz"), layer, record.strings("warnings"));
    return new EnclaveArtifacts(
        folder,
        occlum,
        record.strings("command"),
        record.optionalString("image").map(Digest::parse).orElse(null),
        true);
  }

  void write(String fingerprint, EnclaveArtifacts built) throws IOException {
    List<Json> outputs = new ArrayList<>();
    for (Path file : built.files()) {
      Output output = Output.of(folder, file);
      outputs.add(
          Json.object()
              .put("file", output.file)
              .put("size", output.size)
              .put("time", output.time)
              .build());
    }
    Json.ObjectBuilder record =
        Json.object()
            .put("fingerprint", fingerprint)
            .put("digest", built.occlum().layer().digest().toString())
            .put("diffId", built.occlum().layer().diffId().toString())
            .put("size", built.occlum().layer().size())
            .put("warnings", Json.strings(built.occlum().warnings()))
            .put("command", Json.strings(built.command()))
            .put("outputs", outputs);
    if (built.image() != null) {
      record.put("image", built.image().toString());
    }
    Path made = folder.resolve("." + FILE + ".part");
    Files.writeString(made, record.build().toPretty() + "\n");
    Files.move(made, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Before the results change.
  void forget() throws IOException {
    Files.deleteIfExists(folder.resolve(FILE));
  }
}
