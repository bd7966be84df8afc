package coffer.cli;

import coffer.bytes.Bytes;
import coffer.evidence.SgxExpectations;
import coffer.evidence.SnpExpectations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What evidence must be bound to, so that it is fresh and of this conversation.
final class BindingOptions {
  @Option(
      names = "--runtime-data",
      paramLabel = "FILE",
      description = "Want the report to be bound to the bytes of this file.")
  @Nullable Path runtimeData;

  @Option(
      names = "--nonce",
      paramLabel = "TEXT",
      description = "Want this text in the runtime data; alone, it is the runtime data.")
  @Nullable String nonce;

  SnpExpectations bind(SnpExpectations expectations) throws IOException {
    Bytes data = data();
    if (data == null) {
      return expectations;
    }
    return nonce == null ? expectations.withRuntimeData(data) : expectations.withNonce(data, nonce);
  }

  SgxExpectations bind(SgxExpectations expectations) throws IOException {
    Bytes data = data();
    return data == null
        ? expectations
        : expectations.withBinding(new SgxExpectations.Binding.RuntimeData(data, nonce));
  }

  @Nullable Bytes data() throws IOException {
    if (runtimeData != null) {
      return Bytes.of(Files.readAllBytes(runtimeData));
    }
    return nonce == null ? null : Bytes.of(nonce.getBytes(StandardCharsets.UTF_8));
  }
}
