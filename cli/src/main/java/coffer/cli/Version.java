package coffer.cli;

import picocli.CommandLine.IVersionProvider;

/// `coffer 0.1.0`: the version that the build wrote into the jar.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {"coffer " + (version == null ? "(unpackaged)" : version)};
  }
}
