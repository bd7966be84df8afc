package coffer.template;

import coffer.bytes.MalformedException;
import coffer.cce.ContainerDefinition;
import coffer.cce.ExecProcess;
import coffer.cce.FragmentImport;
import coffer.cce.PolicyFlags;
import coffer.cce.ServiceDefaults;
import coffer.cce.Sidecars;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How groups are made of a document.
///
/// @param debug shells may be started in the containers, and the guest's stacks and logs are open
/// @param allowStdioAccess whether the host may see output and write input
/// @param infrastructureSvn replaces the minimum version of the first fragment; null leaves it
/// @param defaultFragments whether the service's own fragment is accepted
/// @param imports further fragments that are accepted
/// @param wildcards asked before a value that is not known becomes "any value"
public record GroupSettings(
    Platform platform,
    boolean debug,
    boolean allowStdioAccess,
    @Nullable String infrastructureSvn,
    boolean defaultFragments,
    List<FragmentImport> imports,
    Questions wildcards) {
  public static final GroupSettings DEFAULT =
      new GroupSettings(Platform.LINUX, false, true, null, true, List.of(), Questions.APPROVE);

  /// What containers run on.
  public enum Platform {
    LINUX("linux/amd64"),
    WINDOWS("windows/amd64");

    private final String text;

    Platform(String text) {
      this.text = text;
    }

    /// The platform written as `os/architecture`, if it is one of these.
    public static Optional<Platform> of(String text) {
      return List.of(values()).stream().filter(platform -> platform.text.equals(text)).findFirst();
    }

    /// The operating system's name in lower case.
    public String os() {
      return text.substring(0, text.indexOf('/'));
    }

    @Override
    public String toString() {
      return text;
    }
  }

  public GroupSettings {
    imports = List.copyOf(imports);
  }

  /// A definition of `image` with what holds for all containers of the group, and what `service`
  /// adds unless it is one of the service's own sidecars.
  public ContainerDefinition.Builder container(String image, ServiceDefaults service) {
    ContainerDefinition.Builder definition =
        ContainerDefinition.of(image).allowStdioAccess(allowStdioAccess);
    return Sidecars.isSidecar(image)
        ? definition.bare()
        : definition.service(platform == Platform.WINDOWS ? ServiceDefaults.WINDOWS : service);
  }

  /// The shells that may be started for debugging; none unless that is on.
  public List<ExecProcess> debugShells() {
    if (!debug) {
      return List.of();
    }
    return platform == Platform.WINDOWS
        ? List.of(ExecProcess.of("cmd.exe"))
        : List.of(ExecProcess.of("/bin/sh"), ExecProcess.of("/bin/bash"));
  }

  public PolicyFlags flags() {
    return debug ? PolicyFlags.DEBUG : PolicyFlags.DEFAULT;
  }

  /// The service's own fragment, then the imports.
  public List<FragmentImport> fragments(boolean withDefaults) {
    List<FragmentImport> fragments = new ArrayList<>();
    if (withDefaults) {
      fragments.add(FragmentImport.INFRASTRUCTURE);
    }
    fragments = withInfrastructureSvn(fragments);
    fragments.addAll(imports);
    return fragments;
  }

  /// The fragments with the minimum version of the first one replaced, if that is asked for.
  public List<FragmentImport> withInfrastructureSvn(List<FragmentImport> fragments) {
    List<FragmentImport> changed = new ArrayList<>(fragments);
    if (infrastructureSvn != null && !infrastructureSvn.isEmpty()) {
      if (changed.isEmpty()) {
        throw new MalformedException(
            "there is no infrastructure fragment whose minimum SVN could be set");
      }
      changed.set(0, changed.getFirst().withMinimumSvn(infrastructureSvn));
    }
    return changed;
  }
}
