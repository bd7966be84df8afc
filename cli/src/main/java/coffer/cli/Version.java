package coffer.cli;

import picocli.CommandLine.IVersionProvider;

/// `coffer 0.1.0`: the version that the build wrote into the jar.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"coffer " + number()};
  }

  /// The version alone.
  static String number() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged)" : version;
  }
}
