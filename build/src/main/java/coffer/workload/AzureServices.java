package coffer.workload;

import java.util.List;

/// Services of Azure that a workload uses under their public names. On this machine the local
/// platform takes their place; in Azure they are the real ones.
public record AzureServices(
    @Key("Host names of the attestation service, such as sharedeus2.eus2.attest.azure.net.")
        List<String> attestation,
    @Key("Host names of the key vault, such as my.vault.azure.net.") List<String> vault) {
  public static final AzureServices NONE = new AzureServices(List.of(), List.of());

  public AzureServices {
    attestation = List.copyOf(attestation);
    vault = List.copyOf(vault);
  }
}
