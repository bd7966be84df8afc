package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.python.PythonJson;
import coffer.python.PythonText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The policy that a document has already.
final class ExistingPolicy {
  private ExistingPolicy() {}

  /// The text of a policy in base64, as the document has it; characters that are none of base64 are
  /// passed over.
  static String text(Json value) {
    String base64 = PythonText.str(value).replaceAll("[^A-Za-z0-9+/=]", "");
    try {
      return StandardCharsets.US_ASCII
          .newDecoder()
          .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
          .toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new MalformedException("the existing policy is not ASCII text in base64");
    }
  }

  /// An error when the policy is a JSON document, as that of older services was.
  static void check(Json value) {
    if (PythonText.truthy(value) && isJson(value)) {
      throw new MalformedException("the existing policy is JSON; Rego wanted");
    }
  }

  private static boolean isJson(Json value) {
    try {
      PythonJson.loads(text(value));
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }
}
