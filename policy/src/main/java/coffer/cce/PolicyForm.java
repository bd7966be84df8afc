package coffer.cce;

/// The shapes of a policy text.
public enum PolicyForm {
  LINUX("0.2.3"),
  /// A group whose first container is one of the service's own sidecars: containers, and no rules.
  SIDECAR("0.2.3"),
  WINDOWS("0.4.1");

  private final String frameworkVersion;

  PolicyForm(String frameworkVersion) {
    this.frameworkVersion = frameworkVersion;
  }

  String frameworkVersion() {
    return frameworkVersion;
  }
}
