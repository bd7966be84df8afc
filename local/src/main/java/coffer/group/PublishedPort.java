package coffer.group;

import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;

/// A TCP port of the group and one of the host's loopback address: the host's leads to the group's,
/// and host 0 asks for any free one; or, for a peer, the group's leads to the host's.
public record PublishedPort(int container, int host) {
  public static Json toJson(List<PublishedPort> ports) {
    return new Json.Arr(
        ports.stream()
            .map(
                port ->
                    (Json)
                        Json.object()
                            .put("container", port.container)
                            .put("host", port.host)
                            .build())
            .toList());
  }

  public static List<PublishedPort> parse(List<Json> items) {
    List<PublishedPort> ports = new ArrayList<>();
    for (Json item : items) {
      if (item instanceof Json.Obj port) {
        ports.add(new PublishedPort((int) port.number("container"), (int) port.number("host")));
      }
    }
    return ports;
  }
}
