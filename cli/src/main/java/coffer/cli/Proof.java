package coffer.cli;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.evidence.Verdict;
import coffer.host.Group;
import coffer.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/// Who a group says it is, and how it is made to prove it.
sealed interface Proof permits GuestProof, EnclaveProof {
  /// The hardware in words; its development root is made when there is none.
  String hardware() throws IOException;

  /// What allowed the group to run, in words.
  String permission();

  /// Asks for evidence over a fresh nonce, keeps it in `output`, and judges it.
  Verdict judge(Group group, OutputFiles output) throws IOException;

  Json identity();

  /// Prints the identity, and what it does not bind.
  void print(PrintWriter out, PrintWriter err);

  /// A nonce and the runtime data that it stands in.
  record Challenge(String nonce, Bytes runtimeData) {
    private static final int BYTES = 32;

    static Challenge fresh() {
      byte[] random = new byte[BYTES];
      new SecureRandom().nextBytes(random);
      String nonce = Base64Text.url(random);
      String text = Json.object().put("nonce", nonce).build().toCompact();
      return new Challenge(nonce, Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /// Keeps a verdict beside its evidence.
  static Verdict keep(Verdict verdict, OutputFiles output) throws IOException {
    output.writeWhole(
        "verdict.json", (verdict.toJson().toPretty() + "\n").getBytes(StandardCharsets.UTF_8));
    return verdict;
  }
}
