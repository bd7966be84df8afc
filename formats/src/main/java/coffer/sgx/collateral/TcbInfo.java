package coffer.sgx.collateral;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The TCB levels of a family of processors (PCS API, "TCB info", versions 2 and 3): which security
/// version numbers a platform may have, and what Intel says of each combination.
///
/// `id` is `SGX` or `TDX`; version 2 has none and is of SGX. `fmspc` (6 bytes) names the family,
/// `pceId` (2 bytes) the provisioning certification enclave.
public record TcbInfo(
    String id,
    int version,
    Instant issueDate,
    Instant nextUpdate,
    Bytes fmspc,
    Bytes pceId,
    int tcbEvaluationDataNumber,
    List<TcbLevel<SgxTcb>> levels) {
  public static final String SGX = "SGX";

  private static final String MEMBER = "tcbInfo";

  public TcbInfo {
    levels = List.copyOf(levels);
  }

  /// Parses the service's answer: the document and its signature.
  public static Signed<TcbInfo> parseSigned(byte[] utf8) {
    return Signed.parse(utf8, MEMBER, TcbInfo::parse);
  }

  /// Parses the document alone, whose signature came apart (64 bytes).
  public static Signed<TcbInfo> parseSigned(String text, Bytes signature) {
    return Signed.of(text, signature, TcbInfo::parse);
  }

  /// The service's answer again.
  public static byte[] toBytes(Signed<TcbInfo> signed) {
    return signed.toBytes(MEMBER);
  }

  /// The first level, in descending order, that `platform` reaches; empty when there is none.
  public Optional<TcbLevel<SgxTcb>> levelOf(SgxTcb platform) {
    Comparator<TcbLevel<SgxTcb>> byTcb = Comparator.comparing(TcbLevel::tcb);
    return levels.stream()
        .sorted(byTcb.reversed())
        .filter(level -> platform.atLeast(level.tcb()))
        .findFirst();
  }

  static TcbInfo parse(Json.Obj info) {
    int version = Members.number(info, "version", 3);
    if (version < 2) {
      throw new MalformedException("TCB info version 2 or 3 wanted, found " + version);
    }
    int type = Members.number(info, "tcbType", Integer.MAX_VALUE);
    if (type != 0) {
      throw new MalformedException("tcbType 0 wanted, found " + type);
    }
    List<TcbLevel<SgxTcb>> levels = new ArrayList<>();
    for (Json.Obj level : Members.objects(info, "tcbLevels")) {
      levels.add(TcbLevel.parse(tcb(level.object("tcb"), version), level));
    }
    return new TcbInfo(
        version == 2 ? SGX : info.string("id"),
        version,
        Members.time(info, "issueDate"),
        Members.time(info, "nextUpdate"),
        Members.hex(info, "fmspc", 6),
        Members.hex(info, "pceId", 2),
        Members.number(info, "tcbEvaluationDataNumber", Integer.MAX_VALUE),
        levels);
  }

  private static SgxTcb tcb(Json.Obj tcb, int version) {
    List<Integer> components = new ArrayList<>();
    if (version == 2) {
      for (int i = 1; i <= SgxTcb.COMPONENTS; i++) {
        components.add(Members.number(tcb, "sgxtcbcomp%02dsvn".formatted(i), 255));
      }
    } else {
      for (Json.Obj component : Members.objects(tcb, "sgxtcbcomponents")) {
        components.add(Members.number(component, "svn", 255));
      }
    }
    return new SgxTcb(components, Members.number(tcb, "pcesvn", 65535));
  }

  /// The document in the members and order of its version, ready to be signed.
  public Json toJson() {
    Json.ObjectBuilder info = Json.object();
    if (version > 2) {
      info.put("id", id);
    }
    return info.put("version", version)
        .put("issueDate", issueDate.toString())
        .put("nextUpdate", nextUpdate.toString())
        .put("fmspc", Signed.hex(fmspc))
        .put("pceId", Signed.hex(pceId))
        .put("tcbType", 0)
        .put("tcbEvaluationDataNumber", tcbEvaluationDataNumber)
        .put("tcbLevels", levels.stream().map(level -> level.toJson(tcbJson(level.tcb()))).toList())
        .build();
  }

  private Json tcbJson(SgxTcb tcb) {
    Json.ObjectBuilder json = Json.object();
    if (version == 2) {
      for (int i = 0; i < SgxTcb.COMPONENTS; i++) {
        json.put("sgxtcbcomp%02dsvn".formatted(i + 1), tcb.components().get(i));
      }
    } else {
      json.put(
          "sgxtcbcomponents",
          tcb.components().stream().map(svn -> Json.object().put("svn", svn).build()).toList());
    }
    return json.put("pcesvn", tcb.pceSvn()).build();
  }
}
