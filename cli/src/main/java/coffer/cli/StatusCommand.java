package coffer.cli;

import coffer.bytes.Bytes;
import coffer.group.GroupHardware;
import coffer.group.GroupSpec;
import coffer.group.GroupState;
import coffer.host.Group;
import coffer.host.Groups;
import coffer.host.UserFolders;
import coffer.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Lists container groups.
@Command(
    name = "status",
    description = {
      "Show the container groups of this machine.",
      "With NAME: exits with 1 when there is no such group or it does not run."
    },
    footer = {"", "Example:", "  coffer status", "  coffer status --json greeter"})
final class StatusCommand implements Callable<Integer> {
  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "One group.")
  @Nullable String name;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Groups groups = new Groups(UserFolders.of(System.getenv()));
    List<Group> shown =
        name == null ? groups.list() : groups.find(name).map(List::of).orElse(List.of());
    PrintWriter out = spec.commandLine().getOut();
    boolean running = true;
    List<Json> documents = new ArrayList<>();
    if (!output.json && !shown.isEmpty()) {
      out.printf("%-16s %-9s %-24s %s%n", "NAME", "STATE", "URL", "IDENTITY");
    }
    for (Group group : shown) {
      GroupState state = group.state();
      running &= state instanceof GroupState.Running;
      if (output.json) {
        documents.add(json(group, state));
      } else {
        print(group, state, out);
      }
    }
    if (output.json) {
      out.println(Json.object().put("groups", documents).build().toCompact());
    } else if (shown.isEmpty()) {
      spec.commandLine().getErr().println(name == null ? "no groups" : "no group '" + name + "'");
    }
    return name == null || (running && !shown.isEmpty()) ? ExitCode.OK : ExitCode.REJECTED;
  }

  private static void print(Group group, GroupState state, PrintWriter out) throws IOException {
    List<String> urls = UpReport.urls(group.ports());
    out.printf(
        "%-16s %-9s %-24s %s%n",
        group.name(),
        state.word(),
        urls.isEmpty() ? "-" : urls.getFirst(),
        identity(group.spec().hardware()));
    urls.stream().skip(1).forEach(url -> out.printf("%-16s %-9s %s%n", "", "", url));
    if (state instanceof GroupState.Failed(String problem)) {
      out.println("  " + problem);
    }
  }

  private static String identity(GroupHardware hardware) {
    return switch (hardware) {
      case GroupHardware.Snp snp -> "host_data " + brief(snp.hostData());
      case GroupHardware.Sgx sgx -> "mrenclave " + brief(sgx.mrEnclave());
    };
  }

  private static String brief(Bytes value) {
    return value.toHex().substring(0, 16) + "...";
  }

  private static Json json(Group group, GroupState state) throws IOException {
    GroupSpec wanted = group.spec();
    Json.ObjectBuilder json =
        Json.object()
            .put("name", wanted.name())
            .put("state", state.word())
            .put("created", wanted.created().toString());
    switch (wanted.hardware()) {
      case GroupHardware.Snp snp -> json.put("hostData", snp.hostData().toHex());
      case GroupHardware.Sgx sgx -> json.put("mrEnclave", sgx.mrEnclave().toHex());
    }
    return json.put("urls", Json.strings(UpReport.urls(group.ports())))
        .put("runtime", wanted.runtime().toString())
        .put("command", Json.strings(wanted.container().command()))
        .put("released", Json.strings(List.copyOf(group.released())))
        .build();
  }
}
