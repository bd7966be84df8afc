package coffer.sgx.collateral;

import coffer.json.Json;
import java.time.Instant;
import java.util.List;

/// One level of a list: what it takes to be on it, and what Intel says of it. `T` is [SgxTcb] for a
/// platform, and the ISVSVN for an enclave. `date` is when its advisories were published.
public record TcbLevel<T>(T tcb, Instant date, TcbStatus status, List<String> advisoryIds) {
  public TcbLevel {
    advisoryIds = List.copyOf(advisoryIds);
  }

  static <T> TcbLevel<T> parse(T tcb, Json.Obj level) {
    return new TcbLevel<>(
        tcb,
        Members.time(level, "tcbDate"),
        TcbStatus.parse(level.string("tcbStatus")),
        level.strings("advisoryIDs"));
  }

  Json toJson(Json tcbJson) {
    Json.ObjectBuilder level =
        Json.object()
            .put("tcb", tcbJson)
            .put("tcbDate", date.toString())
            .put("tcbStatus", status.toString());
    if (!advisoryIds.isEmpty()) {
      level.put("advisoryIDs", Json.strings(advisoryIds));
    }
    return level.build();
  }
}
