package coffer.identity;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a verifier will see of an enclave package: the fields of its quotes, and the checksums of
/// what lies around the enclave. The schema is docs/schema/enclave-identity.json.
///
/// @param mrEnclave MRENCLAVE, 32 bytes
/// @param mrSigner MRSIGNER, 32 bytes
/// @param debug whether the host may start the enclave with its memory open to it
/// @param enclaveSize the enclave's range of addresses in bytes
/// @param checksums root MACs of the package's parts, of 16 bytes, which prove nothing against
///   those who choose the content
/// @param notBound what this identity does not tell, in words
public record SgxIdentity(
    String name,
    Bytes mrEnclave,
    Bytes mrSigner,
    int isvProdId,
    int isvSvn,
    boolean debug,
    long enclaveSize,
    Checksums checksums,
    List<String> notBound) {
  private static final String API_VERSION = "coffer/v1";

  /// The document's kind, which tells it from [Identity].
  public static final String KIND = "EnclaveIdentity";

  private static final int U16 = 0xFFFF;

  /// What an Occlum package is not bound to, whatever is in it; printed wherever its identity is.
  public static final String OCCLUM_STATEMENT =
      "This MRENCLAVE covers the library OS and a checksum of configuration and files. The checksum"
          + " does not stop a malicious host from changing them. Do not release secrets to this"
          + " identity unless you trust the host.";

  /// The root MACs of the image, of the initfs, and that of the configuration, as Occlum writes
  /// them.
  public record Checksums(String image, String initfs, String config) {}

  public SgxIdentity {
    notBound = List.copyOf(notBound);
    want("mrenclave", 32, mrEnclave.length());
    want("mrsigner", 32, mrSigner.length());
    if ((isvProdId | isvSvn) >>> 16 != 0) {
      throw new MalformedException(
          "isvProdId and isvSvn: 0 to %d wanted, found %d and %d"
              .formatted(U16, isvProdId, isvSvn));
    }
  }

  private static void want(String field, int wanted, int found) {
    if (found != wanted) {
      throw new MalformedException("%s: %d bytes wanted, found %d".formatted(field, wanted, found));
    }
  }

  /// Whether this document is one of an enclave, judged by its kind alone.
  public static boolean isOne(byte[] utf8) {
    return Json.parseObject(utf8).get("kind").filter(Json.of(KIND)::equals).isPresent();
  }

  /// Parses identity.json of an enclave package.
  public static SgxIdentity parse(byte[] utf8) {
    Json.Obj document = Json.parseObject(utf8);
    String version = document.string("apiVersion");
    String kind = document.string("kind");
    if (!version.equals(API_VERSION) || !kind.equals(KIND)) {
      throw new MalformedException(
          "apiVersion %s, kind %s wanted, found %s, %s"
              .formatted(API_VERSION, KIND, version, kind));
    }
    Json.Obj sgx = document.object("sgx");
    Json.Obj sums = document.object("checksums");
    return new SgxIdentity(
        document.string("name"),
        Bytes.parseHex(sgx.string("mrenclave")),
        Bytes.parseHex(sgx.string("mrsigner")),
        number(sgx, "isvProdId"),
        number(sgx, "isvSvn"),
        flag(sgx, "debug"),
        sgx.number("enclaveSize"),
        new Checksums(sums.string("image"), sums.string("initfs"), sums.string("config")),
        document.strings("notBound"));
  }

  private static int number(Json.Obj object, String member) {
    return (int) Math.clamp(object.number(member), -1, U16 + 1);
  }

  private static boolean flag(Json.Obj object, String member) {
    return switch (object.get(member).orElse(Json.NULL)) {
      case Json.Bool(boolean value) -> value;
      case Json other ->
          throw new MalformedException(
              "member '%s': a boolean wanted, found %s".formatted(member, other.kind()));
    };
  }

  /// The canonical text: the same bytes for equal identities, with a final line feed.
  public byte[] toBytes() {
    return (toJson().toPretty() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  public Json toJson() {
    return Json.object()
        .put("apiVersion", API_VERSION)
        .put("kind", KIND)
        .put("name", name)
        .put(
            "sgx",
            Json.object()
                .put("mrenclave", mrEnclave.toHex())
                .put("mrsigner", mrSigner.toHex())
                .put("isvProdId", isvProdId)
                .put("isvSvn", isvSvn)
                .put("debug", debug)
                .put("enclaveSize", enclaveSize)
                .build())
        .put(
            "checksums",
            Json.object()
                .put("image", checksums.image)
                .put("initfs", checksums.initfs)
                .put("config", checksums.config)
                .build())
        .put("notBound", Json.strings(notBound))
        .build();
  }
}
