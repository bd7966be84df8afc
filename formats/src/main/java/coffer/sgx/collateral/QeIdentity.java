package coffer.sgx.collateral;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which enclave may make quotes (PCS API, "enclave identity", version 2): the values that its
/// report must have under the masks, and the levels of its security version number.
///
/// `id` is `QE` for SGX. `miscSelect` and its mask are 4 bytes, `attributes` and its mask 16, in
/// the order of a report.
public record QeIdentity(
    String id,
    int version,
    Instant issueDate,
    Instant nextUpdate,
    int tcbEvaluationDataNumber,
    Bytes miscSelect,
    Bytes miscSelectMask,
    Bytes attributes,
    Bytes attributesMask,
    Bytes mrSigner,
    int isvProdId,
    List<TcbLevel<Integer>> levels) {
  public static final String QE = "QE";

  private static final String MEMBER = "enclaveIdentity";

  public QeIdentity {
    levels = List.copyOf(levels);
  }

  /// Parses the service's answer: the document and its signature.
  public static Signed<QeIdentity> parseSigned(byte[] utf8) {
    return Signed.parse(utf8, MEMBER, QeIdentity::parse);
  }

  /// Parses the document alone, whose signature came apart (64 bytes).
  public static Signed<QeIdentity> parseSigned(String text, Bytes signature) {
    return Signed.of(text, signature, QeIdentity::parse);
  }

  /// The service's answer again.
  public static byte[] toBytes(Signed<QeIdentity> signed) {
    return signed.toBytes(MEMBER);
  }

  /// The highest level that an enclave of this security version number reaches.
  public Optional<TcbLevel<Integer>> levelOf(int isvSvn) {
    Comparator<TcbLevel<Integer>> bySvn = Comparator.comparing(TcbLevel::tcb);
    return levels.stream().filter(level -> isvSvn >= level.tcb()).max(bySvn);
  }

  static QeIdentity parse(Json.Obj identity) {
    int version = Members.number(identity, "version", Integer.MAX_VALUE);
    if (version != 2) {
      throw new MalformedException("enclave identity version 2 wanted, found " + version);
    }
    List<TcbLevel<Integer>> levels = new ArrayList<>();
    for (Json.Obj level : Members.objects(identity, "tcbLevels")) {
      int svn = Members.number(level.object("tcb"), "isvsvn", 65535);
      levels.add(TcbLevel.parse(svn, level));
    }
    return new QeIdentity(
        identity.string("id"),
        version,
        Members.time(identity, "issueDate"),
        Members.time(identity, "nextUpdate"),
        Members.number(identity, "tcbEvaluationDataNumber", Integer.MAX_VALUE),
        Members.hex(identity, "miscselect", 4),
        Members.hex(identity, "miscselectMask", 4),
        Members.hex(identity, "attributes", 16),
        Members.hex(identity, "attributesMask", 16),
        Members.hex(identity, "mrsigner", 32),
        Members.number(identity, "isvprodid", 65535),
        levels);
  }

  /// The document in the members and order of the service, ready to be signed.
  public Json toJson() {
    return Json.object()
        .put("id", id)
        .put("version", version)
        .put("issueDate", issueDate.toString())
        .put("nextUpdate", nextUpdate.toString())
        .put("tcbEvaluationDataNumber", tcbEvaluationDataNumber)
        .put("miscselect", Signed.hex(miscSelect))
        .put("miscselectMask", Signed.hex(miscSelectMask))
        .put("attributes", Signed.hex(attributes))
        .put("attributesMask", Signed.hex(attributesMask))
        .put("mrsigner", Signed.hex(mrSigner))
        .put("isvprodid", isvProdId)
        .put("tcbLevels", levels.stream().map(QeIdentity::levelJson).toList())
        .build();
  }

  private static Json levelJson(TcbLevel<Integer> level) {
    return level.toJson(Json.object().put("isvsvn", level.tcb()).build());
  }
}
