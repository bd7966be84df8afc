package coffer.identity;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a verifier will see of an enclave package: the fields of its quotes, and the checksums of
/// what lies around the enclave. The schema is docs/schema/enclave-identity.json.
///
/// @param mrEnclave MRENCLAVE, 32 bytes
/// @param mrSigner MRSIGNER, 32 bytes
/// @param debug whether the host may start the enclave with its memory open to it
/// @param enclaveSize the enclave's range of addresses in bytes
/// @param checksums root MACs of the package's parts, of 16 bytes, which prove nothing against
///   those who choose the content; null under Gramine, which has none
/// @param bound what MRENCLAVE tells of the service's files, in words; empty under Occlum
/// @param notBound what this identity does not tell, in words
public record SgxIdentity(
    String name,
    Bytes mrEnclave,
    Bytes mrSigner,
    int isvProdId,
    int isvSvn,
    boolean debug,
    long enclaveSize,
    @Nullable Checksums checksums,
    List<String> bound,
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

  /// What MRENCLAVE of Gramine tells of the files, wherever it is printed.
  public static final String GRAMINE_STATEMENT =
      "This MRENCLAVE covers libpal.so and the manifest, which has the SHA-256 of every file of the"
          + " package: the library OS, the Java runtime, its libraries, the jar and the"
          + " configuration. An enclave that reads another content is another MRENCLAVE.";

  /// The root MACs of the image, of the initfs, and that of the configuration, as Occlum writes
  /// them.
  public record Checksums(String image, String initfs, String config) {}

  /// Of an Occlum package.
  public SgxIdentity(
      String name,
      Bytes mrEnclave,
      Bytes mrSigner,
      int isvProdId,
      int isvSvn,
      boolean debug,
      long enclaveSize,
      Checksums checksums,
      List<String> notBound) {
    this(
        name,
        mrEnclave,
        mrSigner,
        isvProdId,
        isvSvn,
        debug,
        enclaveSize,
        checksums,
        List.of(),
        notBound);
  }

  public SgxIdentity {
    bound = List.copyOf(bound);
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
    return new SgxIdentity(
        document.string("name"),
        Bytes.parseHex(sgx.string("mrenclave")),
        Bytes.parseHex(sgx.string("mrsigner")),
        number(sgx, "isvProdId"),
        number(sgx, "isvSvn"),
        flag(sgx, "debug"),
        sgx.number("enclaveSize"),
        document.get("checksums").isPresent() ? checksums(document.object("checksums")) : null,
        document.get("bound").isPresent() ? document.strings("bound") : List.of(),
        document.strings("notBound"));
  }

  private static Checksums checksums(Json.Obj sums) {
    return new Checksums(sums.string("image"), sums.string("initfs"), sums.string("config"));
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
    Json.ObjectBuilder document = Json.object();
    document
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
                .build());
    if (checksums != null) {
      document.put(
          "checksums",
          Json.object()
              .put("image", checksums.image)
              .put("initfs", checksums.initfs)
              .put("config", checksums.config)
              .build());
    }
    if (!bound.isEmpty()) {
      document.put("bound", Json.strings(bound));
    }
    return document.put("notBound", Json.strings(notBound)).build();
  }
}
