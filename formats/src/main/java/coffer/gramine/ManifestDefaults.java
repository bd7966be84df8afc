package coffer.gramine;

import coffer.toml.Toml;
import java.util.List;

/// What `gramine-manifest` writes into a manifest where it says nothing, in the same order: the
/// text is measured.
final class ManifestDefaults {
  private static final String SIZE = "256M";
  private static final String SIZE_WITH_EDMM = "1024G";
  private static final long THREADS = 4;

  private ManifestDefaults() {}

  static Toml.Table complete(Toml.Table document) {
    Toml.Table sgx = document.table("sgx", "sgx").orElse(Toml.Table.EMPTY);
    List<Toml> files =
        sgx.items("trusted_files", "sgx.trusted_files").stream()
            .map(entry -> TrustedFile.of(entry).toToml())
            .toList();
    sgx =
        sgx.with("trusted_files", new Toml.Array(files))
            .withDefault("max_threads", new Toml.Int(THREADS))
            .withDefault("isvprodid", new Toml.Int(0))
            .withDefault("isvsvn", new Toml.Int(0))
            .withDefault("remote_attestation", new Toml.Text("none"))
            .withDefault("debug", new Toml.Bool(false))
            .withDefault("enable_stats", new Toml.Bool(false))
            .withDefault("edmm_enable", new Toml.Bool(false));
    boolean edmm = sgx.flag("edmm_enable", "sgx.edmm_enable").orElse(false);
    return document.with(
        "sgx",
        sgx.withDefault("enclave_size", new Toml.Text(edmm ? SIZE_WITH_EDMM : SIZE))
            .withDefault("use_exinfo", new Toml.Bool(false))
            .with("cpu_features", features(sgx)));
  }

  private static Toml.Table features(Toml.Table sgx) {
    Toml.Table features = sgx.table("cpu_features", "sgx.cpu_features").orElse(Toml.Table.EMPTY);
    for (CpuFeature feature : CpuFeature.values()) {
      features = features.withDefault(feature.key(), new Toml.Text(feature.preset().text()));
    }
    return features;
  }
}
