package coffer.cce;

import java.util.Set;

/// The images of the service's own sidecars.
public final class Sidecars {
  private static final Set<String> NAMES =
      Set.of(
          "mcr.microsoft.com/aci/msi-atlas-adapter",
          "mcr.microsoft.com/aci/atlas-mount-azure-file-volume",
          "mcr.microsoft.com/aci/atlas-mount-secrets-volume",
          "mcr.microsoft.com/aci/atlas-netstats",
          "mcr.microsoft.com/aci/atlas-mount-resolv-conf",
          "mcr.microsoft.com/aci/atlas-mount-gitrepo-volume",
          "mcr.microsoft.com/aci/sc-proxy",
          "mcr.microsoft.com/aci/vk-metrics-sidecar",
          "mcr.microsoft.com/aci/configmaps-adapter-linux",
          "k8s.gcr.io/pause");

  private Sidecars() {}

  /// Whether the text before the first colon is the name of a sidecar.
  public static boolean isSidecar(String image) {
    int colon = image.indexOf(':');
    return NAMES.contains(colon < 0 ? image : image.substring(0, colon));
  }
}
