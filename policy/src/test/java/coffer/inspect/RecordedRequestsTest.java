package coffer.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.cce.PolicyText;
import coffer.enforcement.Decision;
import coffer.json.Json;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Explanations agree with the recorded answers of the policy engine: one changed request after the
/// other, and the unchanged ones.
class RecordedRequestsTest {
  private final Map<String, String> devices = new HashMap<>();
  private final List<String> different = new ArrayList<>();
  private final Map<String, List<String>> overlays = new HashMap<>();

  @Test
  void decisionsAreThoseOfTheEngine() throws IOException {
    Optional<Path> folder = Vectors.folder("enforcement");
    Assumptions.assumeTrue(folder.isPresent(), "no recorded answers on this machine");
    int compared = 0;
    for (String theme : List.of("canonical", "mutations")) {
      Path transcripts = folder.get().resolve("transcripts/" + theme + ".jsonl");
      for (String line : Files.readAllLines(transcripts)) {
        compared += compare(folder.get(), (Json.Obj) Json.parse(line));
      }
    }
    assertEquals(List.of(), different);
    assertTrue(compared > 100, "compared " + compared);
  }

  private int compare(Path folder, Json.Obj transcript) throws IOException {
    Optional<String> policy = transcript.optionalString("policy");
    if (policy.isEmpty() || transcript.optionalString("load_error").isPresent()) {
      return 0;
    }
    devices.clear();
    overlays.clear();
    List<Json> calls = transcript.list("calls");
    List<Json> expected = transcript.list("expect");
    List<String> created = new ArrayList<>();
    int compared = 0;
    for (int i = 0; i < calls.size(); i++) {
      Json.Obj call = (Json.Obj) calls.get(i);
      Json.Obj answer = (Json.Obj) expected.get(i);
      Json.Obj input = (Json.Obj) call.get("input").orElse(Json.object().build());
      boolean allowed = Json.of(true).equals(answer.get("allow").orElse(Json.NULL));
      switch (call.string("point")) {
        case "extend_default_mounts", "load_fragment" -> {
          return compared;
        }
        case "mount_device" -> {
          if (allowed) {
            devices.put(input.string("target"), input.string("deviceHash"));
          }
        }
        case "mount_overlay" -> {
          if (allowed) {
            overlays.put(input.string("containerID"), layers(input));
          }
        }
        case "create_container" -> {
          String id = input.optionalString("containerID").orElse("");
          if (overlays.containsKey(id)
              && !created.contains(id)
              && input.get("capabilities").orElse(Json.NULL) instanceof Json.Obj) {
            compared++;
            if (allowed != isAllowed(folder.resolve(policy.get()), input, overlays.get(id))) {
              different.add(transcript.string("id"));
            }
          }
          if (allowed) {
            created.add(id);
          }
        }
        default -> {
          // does not change what may be created
        }
      }
    }
    return compared;
  }

  private List<String> layers(Json.Obj input) {
    return input.strings("layerPaths").reversed().stream().map(devices::get).toList();
  }

  private static boolean isAllowed(Path policy, Json.Obj input, List<String> layers)
      throws IOException {
    Map<String, Json> members = new HashMap<>(input.members());
    members.put("layers", Json.strings(layers));
    HostRequest request = new HostRequest(new Json.Obj(members), List.of());
    return Explanation.of(new PolicyText(Files.readString(policy)).model(), request).decision()
        instanceof Decision.Allowed;
  }
}
