package coffer.host;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;

/// The simulated processor behind the supervisor's socket: `{"reportData":HEX}` in, evidence out.
record Hardware(SimulatedGuestReports reports) {
  byte[] answer(byte[] request) {
    Json.Obj answer;
    try {
      Bytes reportData = Bytes.parseHex(Json.parseObject(request).string("reportData"));
      answer = reports.report(reportData).toJson();
    } catch (MalformedException e) {
      answer = Json.object().put("error", e.getMessage()).build();
    }
    return answer.toCompact().getBytes(StandardCharsets.UTF_8);
  }
}
