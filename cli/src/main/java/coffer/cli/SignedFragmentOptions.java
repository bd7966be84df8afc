package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.fragment.SignedFragment;
import coffer.json.Json;
import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/// A signed fragment that goes to a registry.
final class SignedFragmentOptions {
  private static final int MAX_FRAGMENT = 16 * 1024 * 1024;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The signed fragment (default: standard input).")
  @Nullable Path file;

  SignedFragment read() throws IOException {
    if (file != null) {
      return FragmentFiles.read(file);
    }
    try {
      return FragmentFiles.verified(System.in.readNBytes(MAX_FRAGMENT));
    } catch (MalformedException e) {
      throw e.within("standard input");
    }
  }

  /// The name of the file, as clients of the registry see it.
  String name() {
    Path name = file == null ? null : file.getFileName();
    return name == null ? "fragment.rego.cose" : name.toString();
  }

  void print(ImageReference place, Descriptor artifact, JsonOption output, PrintWriter out) {
    out.println(
        output.json
            ? Json.object()
                .put("reference", place.toString())
                .put("digest", artifact.digest().toString())
                .build()
                .toCompact()
            : place.name() + "@" + artifact.digest());
  }
}
