package coffer.snp;

import coffer.json.Json;
import java.nio.charset.StandardCharsets;

/// What Azure's trusted hardware identity management hands out for the machine a guest runs on: the
/// VCEK certificate, the TCB version it is for, and the certificates above it, in PEM.
///
/// `cacheControl` is the number of seconds for which the document may be kept.
public record ThimDocument(
    String vcekCert, TcbVersion tcbm, String certificateChain, String cacheControl) {
  /// Parses the JSON document; unknown members are passed over.
  public static ThimDocument parse(byte[] utf8) {
    Json.Obj document = Json.parseObject(utf8);
    return new ThimDocument(
        document.string("vcekCert"),
        TcbVersion.parse(document.string("tcbm")),
        document.string("certificateChain"),
        document.optionalString("cacheControl").orElse(""));
  }

  public byte[] toBytes() {
    return Json.object()
        .put("vcekCert", vcekCert)
        .put("tcbm", tcbm.toString())
        .put("certificateChain", certificateChain)
        .put("cacheControl", cacheControl)
        .build()
        .toCompact()
        .getBytes(StandardCharsets.UTF_8);
  }

  /// All certificates in PEM, the leaf first, as evidence carries them.
  public String chain() {
    return vcekCert + (vcekCert.endsWith("\n") ? "" : "\n") + certificateChain;
  }
}
