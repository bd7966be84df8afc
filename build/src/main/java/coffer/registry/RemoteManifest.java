package coffer.registry;

import coffer.oci.Descriptor;

/// A manifest or an index as a registry has it: what describes it, and its bytes.
public record RemoteManifest(Descriptor descriptor, byte[] content) {
  public RemoteManifest {
    content = content.clone();
  }

  @Override
  public byte[] content() {
    return content.clone();
  }
}
