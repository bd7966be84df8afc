package coffer.cli;

import coffer.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What evidence must be bound to, so that it is fresh and of this conversation.
final class BindingOptions {
  @Option(
      names = "--runtime-data",
      paramLabel = "FILE",
      description =
          "Want the report to be bound to the bytes of this file"
              + " (default: runtime-data.json beside the evidence).")
  @Nullable Path runtimeData;

  @Option(
      names = "--nonce",
      paramLabel = "TEXT",
      description = "Want this text in the runtime data; alone, it is the runtime data.")
  @Nullable String nonce;

  Binding binding() throws IOException {
    Bytes data = runtimeData == null ? null : Bytes.of(Files.readAllBytes(runtimeData));
    return new Binding(data, nonce);
  }
}
