package operator;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What `conf/NAME-config.json` says: our ports (0 takes a free one), where Core and OptOut are,
/// and how often they are asked.
record Config(int port, int metricsPort, URI core, URI optOut, Duration refresh) {
  static Config load(Path file) throws IOException {
    try {
      Json.Obj json = Json.parseObject(Files.readAllBytes(file));
      return new Config(
          Math.toIntExact(json.number("port")),
          Math.toIntExact(json.number("metrics_port")),
          URI.create(json.string("core_url")),
          URI.create(json.string("optout_url")),
          Duration.ofSeconds(Math.max(1, json.number("refresh_seconds"))));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }
}
