package coffer.agent;

import coffer.bytes.MalformedException;
import coffer.cce.PolicyText;
import coffer.device.Devices;
import coffer.enforcement.ContainerRequest;
import coffer.enforcement.Decision;
import coffer.enforcement.Difference;
import coffer.enforcement.Enforcement;
import coffer.group.ContainerMount;
import coffer.group.DocumentClient;
import coffer.group.DocumentServer;
import coffer.group.GroupFolder;
import coffer.group.GroupHardware;
import coffer.group.GroupSpec;
import coffer.group.GroupState;
import coffer.group.PortListeners;
import coffer.group.PortTargets;
import coffer.image.Image;
import coffer.image.ImageSelector;
import coffer.image.Images;
import coffer.json.Json;
import coffer.linux.Linux;
import coffer.oci.Platform;
import coffer.sandbox.Container;
import coffer.sandbox.ContainerSpec;
import coffer.sandbox.EtcFiles;
import coffer.sandbox.RootFolder;
import coffer.skr.ReportSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The process. It starts with the group's folder as its current one, says in `state.json` how far
/// it is, and ends with the container.
public final class GuestAgent {
  /// The port of the secure-key-release sidecar.
  public static final int SKR_PORT = 8284;

  /// Relative to the current folder, so that the sockets have short names.
  private static final GroupFolder FOLDER = new GroupFolder(Path.of(""));

  private static final ReportSource HARDWARE = new HostHardware(FOLDER.hardwareSocket());

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
    try (AutoCloseable _ = startHardware(platform);
        PlatformPorts _ = PlatformPorts.open(spec.platform(), FOLDER.platformSocket());
        PortListeners _ = PortListeners.peers(spec.peers(), FOLDER.peersSocket())) {
      return runContainer(allowed, user);
    } catch (IOException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /// What a guest of SEV-SNP finds inside of its own; an enclave has a device ([#mounts]).
  private AutoCloseable startHardware(GroupPlatform platform) throws IOException {
    return switch (spec.hardware()) {
      case GroupHardware.Snp _ -> GuestDevices.start(platform, HARDWARE);
      case GroupHardware.Sgx _ -> () -> {};
    };
  }

  private GroupState runContainer(Decision.Allowed allowed, Accounts.Identity user)
      throws IOException, InterruptedException {
    Path log = allowed.allowStdioAccess() ? FOLDER.containerLog() : Path.of("/dev/null");
    Container container =
        Container.start(
            spec.name(), containerSpec(allowed, user), spec.runtime(), log, variables());
    AgentService service = new AgentService(HARDWARE, container);
    try (DocumentServer _ = DocumentServer.start(FOLDER.agentSocket(), service::answer);
        DocumentServer _ =
            DocumentServer.listen(
                FOLDER.portsSocket(), PortTargets.published(spec.ports())::serve)) {
      new GroupState.Running(allowed.droppedEnv()).save(FOLDER);
      return new GroupState.Exited(container.waitFor());
    }
  }

  /// What the host hands to an enclave; no file has it.
  private Map<String, String> variables() throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    if (spec.hardware() instanceof GroupHardware.Sgx) {
      Json.Obj given =
          Json.parseObject(DocumentClient.exchange(FOLDER.variablesSocket(), new byte[0]));
      given.members().keySet().forEach(name -> variables.put(name, given.string(name)));
    }
    return variables;
  }

  private List<ContainerMount> mounts() {
    if (!(spec.hardware() instanceof GroupHardware.Sgx sgx)) {
      return List.of();
    }
    List<ContainerMount> mounts = new ArrayList<>(sgx.mounts());
    String quotes = FOLDER.quotesSocket().toAbsolutePath().toString();
    mounts.add(new ContainerMount(quotes, Devices.SIMULATED_QUOTES, true));
    return mounts;
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
        false,
        mounts(),
        spec.hardware() instanceof GroupHardware.Sgx sgx ? sgx.addressSpace() : 0,
        spec.hardware() instanceof GroupHardware.Sgx);
  }
}
