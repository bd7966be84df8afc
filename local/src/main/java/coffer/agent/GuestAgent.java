package coffer.agent;

import coffer.bytes.MalformedException;
import coffer.cce.PolicyText;
import coffer.enforcement.ContainerRequest;
import coffer.enforcement.Decision;
import coffer.enforcement.Difference;
import coffer.enforcement.Enforcement;
import coffer.group.DocumentServer;
import coffer.group.GroupFolder;
import coffer.group.GroupSpec;
import coffer.group.GroupState;
import coffer.group.PortListeners;
import coffer.group.PortTargets;
import coffer.image.Image;
import coffer.image.ImageSelector;
import coffer.image.Images;
import coffer.linux.Linux;
import coffer.oci.Platform;
import coffer.sandbox.Container;
import coffer.sandbox.ContainerSpec;
import coffer.sandbox.EtcFiles;
import coffer.sandbox.RootFolder;
import coffer.skr.ReportSource;
import coffer.skr.SkrServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The process. It starts with the group's folder as its current one, says in `state.json` how far
/// it is, and ends with the container.
public final class GuestAgent {
  /// The port of the secure-key-release sidecar.
  public static final int SKR_PORT = 8284;

  /// Relative to the current folder, so that the sockets have short names.
  private static final GroupFolder FOLDER = new GroupFolder(Path.of(""));

  private final GroupSpec spec;

  private GuestAgent(GroupSpec spec) {
    this.spec = spec;
  }

  /// The arguments are for readers of the process list only.
  public static void main(String[] args) throws IOException, InterruptedException {
    GroupState end;
    try {
      end = new GuestAgent(GroupSpec.load(FOLDER)).run();
    } catch (MalformedException e) {
      end = new GroupState.Malformed(e.getMessage());
    } catch (IOException e) {
      RootFolder.discard();
      end = new GroupState.Failed(String.valueOf(e.getMessage()));
    }
    end.save(FOLDER);
  }

  /// Everything up to the container's end.
  private GroupState run() throws IOException, InterruptedException {
    Linux.raiseLoopback();
    Linux.setHostname(spec.name());
    PolicyText policy = new PolicyText(Files.readString(FOLDER.policy()));
    Image image = Images.open(spec.image(), new ImageSelector(spec.imageName(), PLATFORM));
    List<String> layers = RootFolder.unpack(image, GuestAgent::step);
    step("asking the policy");
    RootFolder.mount(layers.size());
    Accounts.Identity user = Accounts.load(Path.of(RootFolder.NAME)).find(spec.container().user());
    ContainerRequest request = HostRequest.of(spec, layers, user);
    return switch (Enforcement.createContainer(policy.model(), request)) {
      case Decision.Denied denied -> denied(policy, denied);
      case Decision.Allowed allowed -> allowed(allowed, user);
    };
  }

  private static final Platform PLATFORM = Platform.LINUX_AMD64;

  private static void step(String step) {
    try {
      new GroupState.Starting(step).save(FOLDER);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static GroupState denied(PolicyText policy, Decision.Denied denied) throws IOException {
    if (denied.suggestion().isPresent()) {
      GroupFolder.write(FOLDER.suggestedPolicy(), denied.suggestion().get().applyTo(policy).text());
    }
    return new GroupState.Denied(
        denied.nearest().map(nearest -> nearest.label()).orElse(""),
        denied.differences().stream().map(Difference::toString).toList(),
        denied.suggestion().stream()
            .flatMap(change -> change.edits().stream())
            .map(Object::toString)
            .toList());
  }

  private GroupState allowed(Decision.Allowed allowed, Accounts.Identity user)
      throws IOException, InterruptedException {
    GroupPlatform platform = new GroupPlatform(spec.platform(), FOLDER);
    EtcFiles.write(spec.name(), platform.hosts());
    if (!spec.platform().isEmpty()) {
      EtcFiles.writeAuthority(Files.readString(FOLDER.authority()));
    }
    ReportSource hardware = new HostHardware(FOLDER.hardwareSocket());
    try (SimulatedDevice _ = SimulatedDevice.start(hardware);
        PlatformPorts _ = PlatformPorts.open(spec.platform(), FOLDER.platformSocket());
        PortListeners _ = PortListeners.peers(spec.peers(), FOLDER.peersSocket());
        SkrServer _ = platform.sidecar(SKR_PORT, hardware)) {
      Path log = allowed.allowStdioAccess() ? FOLDER.containerLog() : Path.of("/dev/null");
      Container container =
          Container.start(spec.name(), containerSpec(allowed, user), spec.runtime(), log);
      AgentService service = new AgentService(hardware, container);
      try (DocumentServer _ = DocumentServer.start(FOLDER.agentSocket(), service::answer);
          DocumentServer _ =
              DocumentServer.listen(
                  FOLDER.portsSocket(), PortTargets.published(spec.ports())::serve)) {
        new GroupState.Running(allowed.droppedEnv()).save(FOLDER);
        return new GroupState.Exited(container.waitFor());
      }
    }
  }

  private ContainerSpec containerSpec(Decision.Allowed allowed, Accounts.Identity user) {
    return new ContainerSpec(
        spec.container().command(),
        allowed.env(),
        spec.container().workingDir(),
        Integer.parseUnsignedInt(user.user().id()),
        Integer.parseUnsignedInt(user.group().id()),
        user.groups().stream().map(group -> Integer.parseUnsignedInt(group.id())).toList(),
        allowed.capabilities(),
        false);
  }
}
