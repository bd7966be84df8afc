package coffer.oci;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;

/// `schemaVersion`, which is 2 in every document that has one; version 1 is Docker's old format.
final class SchemaVersion {
  static final long VALUE = 2;

  private SchemaVersion() {}

  static void check(Json.Obj in) {
    long found = in.number("schemaVersion");
    if (found != VALUE) {
      throw new MalformedException("member 'schemaVersion': 2 wanted, found " + found);
    }
  }

  static byte[] utf8(Json.Obj document) {
    return document.toCompact().getBytes(StandardCharsets.UTF_8);
  }
}
