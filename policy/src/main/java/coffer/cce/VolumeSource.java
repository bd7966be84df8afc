package coffer.cce;

import java.util.Optional;
import java.util.stream.Stream;

/// Where the service keeps a volume of each kind inside the utility VM.
public enum VolumeSource {
  AZURE_FILE("azureFile", "sandbox:///tmp/atlas/azureFileVolume/.+"),
  SECRET("secret", "sandbox:///tmp/atlas/secretsVolume/.+"),
  SECRETS_SOURCE("secretsSource", "plan9://"),
  EMPTY_DIR("emptyDir", "sandbox:///tmp/atlas/emptydir/.+"),
  RESOLV_CONF("resolvconf", "sandbox:///tmp/atlas/resolvconf/.+"),
  GIT_REPO("gitRepo", "sandbox:///tmp/atlas/gitRepoVolume/.+");

  private final String key;
  private final String source;

  VolumeSource(String key, String source) {
    this.key = key;
    this.source = source;
  }

  /// The kind's name in templates; its letter case counts.
  public String key() {
    return key;
  }

  /// The source of a mount rule.
  public String source() {
    return source;
  }

  public static Optional<VolumeSource> of(String key) {
    return Stream.of(values()).filter(kind -> kind.key.equals(key)).findFirst();
  }
}
