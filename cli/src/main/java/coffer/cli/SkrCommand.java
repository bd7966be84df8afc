package coffer.cli;

import coffer.bytes.Bytes;
import coffer.device.Devices;
import coffer.host.SimulatedGuestReports;
import coffer.json.Json;
import coffer.simulator.DevelopmentRoot;
import coffer.skr.GuestReports;
import coffer.skr.ReportSource;
import coffer.skr.Sidecar;
import coffer.skr.SimulatorReports;
import coffer.skr.SkrServer;
import coffer.tls.DevelopmentCa;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs the secure-key-release sidecar until it is stopped.
@Command(
    name = "skr",
    description = {
      "Serve the secure-key-release API on a loopback port: reports, attestation tokens,",
      "released keys. In a container group it speaks for the group; --simulate makes a guest",
      "of this process, for trying clients."
    },
    footer = {
      "",
      "Example: a client of NVFlare or UID2 on this machine, with the service beside it.",
      "  coffer skr --port 8284 --simulate c0c0...c0 \\",
      "    --endpoint sharedeus2.eus2.attest.azure.net=https://localhost:8443"
    })
final class SkrCommand implements Callable<Integer> {
  private static final int PORT = 8080;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "8284 for NVFlare, 9000 for UID2; 0 takes any (default: 8080).")
  int port = PORT;

  @Option(
      names = "--endpoint",
      paramLabel = "NAME=URL",
      description = "Ask the service that clients call NAME at URL; again for more.")
  List<String> endpoints = List.of();

  @Option(
      names = "--simulate",
      paramLabel = "HEX",
      description = "Speak for a simulated guest with this host data, under the development root.")
  @Nullable String simulate;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Json.ObjectBuilder table = Json.object();
    ServeVaultCommand.table(endpoints).forEach((name, url) -> table.put(name, url.toString()));
    Json.Obj configuration = Json.object().put("endpoints", table.build()).build();
    try (SkrServer server =
        Sidecar.start(port, reports(), configuration, System.getenv(), trusted())) {
      Serving.until(
          spec.commandLine(),
          server,
          output,
          "the sidecar's API on http://127.0.0.1:%d%s"
              .formatted(
                  server.port(), simulate == null ? "" : " for a simulated guest, not hardware"),
          Json.object()
              .put("service", "skr")
              .put("port", server.port())
              .put("simulated", simulate != null)
              .build());
    }
    return ExitCode.OK;
  }

  private ReportSource reports() throws IOException {
    if (simulate == null) {
      return GuestReports.find(Devices.here(), System.getenv(), ServeVaultCommand.table(endpoints))
          .orElseGet(SimulatorReports::new);
    }
    if (!simulate.matches("[0-9a-fA-F]{64}")) {
      throw new CommandFailure(
          ExitCode.USAGE, "--simulate: 64 hex digits wanted, found '" + simulate + "'", "");
    }
    DevelopmentRoot root = DevelopmentRoot.loadOrCreate(DevelopmentRoot.folder(System.getenv()));
    return SimulatedGuestReports.of(root, Bytes.parseHex(simulate));
  }

  /// A simulated guest talks to services under the development authority.
  private List<Path> trusted() throws IOException {
    return simulate == null
        ? List.of()
        : List.of(
            DevelopmentCa.loadOrCreate(DevelopmentCa.folder(System.getenv())).certificateFile());
  }
}
