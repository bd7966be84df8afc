package coffer.cli;

import coffer.bytes.Bytes;
import coffer.evidence.SgxExpectations;
import coffer.evidence.SnpExpectations;
import coffer.evidence.token.TokenExpectations;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What evidence must be bound to: runtime data, the caller's nonce, or both. A nonce alone is
/// looked for in the runtime data that came with the evidence, and else is the runtime data.
record Binding(@Nullable Bytes runtimeData, @Nullable String nonce) {
  /// With the runtime data that came with the evidence, unless the caller gave some.
  Binding beside(@Nullable Bytes shown) {
    return runtimeData == null ? new Binding(shown, nonce) : this;
  }

  SnpExpectations bind(SnpExpectations expectations) {
    Bytes data = data();
    if (data == null) {
      return expectations;
    }
    return nonce == null ? expectations.withRuntimeData(data) : expectations.withNonce(data, nonce);
  }

  SgxExpectations bind(SgxExpectations expectations) {
    Bytes data = data();
    return data == null || expectations.binding() != null
        ? expectations
        : expectations.withBinding(new SgxExpectations.Binding.RuntimeData(data, nonce));
  }

  TokenExpectations bind(TokenExpectations expectations) {
    TokenExpectations bound =
        runtimeData == null ? expectations : expectations.withRuntimeData(runtimeData);
    return nonce == null ? bound : bound.withNonce(nonce);
  }

  private @Nullable Bytes data() {
    if (runtimeData != null) {
      return runtimeData;
    }
    return nonce == null ? null : Bytes.of(nonce.getBytes(StandardCharsets.UTF_8));
  }
}
