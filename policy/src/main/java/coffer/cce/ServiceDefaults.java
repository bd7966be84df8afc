package coffer.cce;

import java.util.List;
import java.util.stream.Stream;

/// What a service adds to each container by itself, so that a policy must allow it.
public record ServiceDefaults(List<EnvRule> envRules, List<MountRule> mounts, String workingDir) {
  /// Azure Container Instances, Linux.
  public static final ServiceDefaults CONTAINER_INSTANCES =
      new ServiceDefaults(
          Stream.concat(
                  Stream.of(EnvRule.string("TERM=xterm")),
                  Stream.of(
                          "(?i)(FABRIC)_.+",
                          "HOSTNAME",
                          "T(E)?MP",
                          "FabricPackageFileName",
                          "HostedServiceName",
                          "IDENTITY_API_VERSION",
                          "IDENTITY_HEADER",
                          "IDENTITY_SERVER_THUMBPRINT",
                          "azurecontainerinstance_restarted_by")
                      .map(name -> EnvRule.re2(name + "=.+")))
              .toList(),
          List.of(MountRule.bind("/etc/resolv.conf", VolumeSource.RESOLV_CONF.source(), false)),
          "/");

  /// AKS virtual nodes on container instances.
  public static final ServiceDefaults VIRTUAL_NODE =
      new ServiceDefaults(
          Stream.concat(
                  CONTAINER_INSTANCES.envRules.stream(),
                  Stream.of(
                          "_SERVICE_HOST",
                          "_SERVICE_PORT",
                          "_SERVICE_PORT_[A-Z0-9_]+",
                          "_PORT",
                          "_PORT_[0-9]+_TCP",
                          "_PORT_[0-9]+_TCP_PROTO",
                          "_PORT_[0-9]+_TCP_PORT",
                          "_PORT_[0-9]+_TCP_ADDR")
                      .map(suffix -> EnvRule.re2("[A-Z0-9_]+" + suffix + "=.+")))
              .toList(),
          List.of(
              emptyDir("/etc/resolv.conf", false),
              emptyDir("/var/run/secrets/kubernetes.io/serviceaccount", true),
              emptyDir("/etc/hosts", false),
              emptyDir("/dev/termination-log", false),
              emptyDir("/etc/hostname", false)),
          "/");

  /// What workload identity adds to a container of a virtual node.
  public static final ServiceDefaults WORKLOAD_IDENTITY =
      new ServiceDefaults(
          Stream.of(
                  "AZURE_CLIENT_ID",
                  "AZURE_TENANT_ID",
                  "AZURE_FEDERATED_TOKEN_FILE",
                  "AZURE_AUTHORITY_HOST")
              .map(name -> EnvRule.re2(name + "=.+"))
              .toList(),
          List.of(emptyDir("/var/run/secrets/azure/tokens", true)),
          "/");

  /// What a privileged container of a virtual node mounts.
  public static final List<MountRule> PRIVILEGED_MOUNTS =
      List.of(emptyDir("/sys/fs/cgroup", false), emptyDir("/sys", false));

  /// Container instances with Windows.
  public static final ServiceDefaults WINDOWS = new ServiceDefaults(List.of(), List.of(), "C:\\");

  public ServiceDefaults {
    envRules = List.copyOf(envRules);
    mounts = List.copyOf(mounts);
  }

  private static MountRule emptyDir(String destination, boolean readOnly) {
    return MountRule.bind(destination, VolumeSource.EMPTY_DIR.source(), readOnly);
  }
}
