package coffer.gramine;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.toml.Toml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A Gramine manifest (Gramine documentation, "Manifest syntax"). What Coffer has no need of is
/// kept as it is.
///
/// @param document all of it, with the members that Gramine's own tool adds when they are missing
public record Manifest(Toml.Table document) {
  private static final String SGX = "sgx";
  private static final String FILES = "trusted_files";
  private static final String LOADER = "loader";
  private static final String ENTRYPOINT = "entrypoint";

  public Manifest {
    document = ManifestDefaults.complete(document);
    ManifestRules.check(document);
  }

  /// Parses a manifest's text. A template of Jinja is refused: `gramine-manifest` makes the
  /// manifest of it.
  public static Manifest parse(byte[] utf8) {
    try {
      return new Manifest(Toml.parse(utf8));
    } catch (MalformedException e) {
      String text = new String(utf8, java.nio.charset.StandardCharsets.UTF_8);
      if (text.contains("{{") || text.contains("{%")) {
        throw e.within("a template; gramine-manifest makes a manifest of it");
      }
      throw e;
    }
  }

  /// The text, which is what the enclave measures.
  public byte[] toBytes() {
    return Toml.write(document);
  }

  Toml.Table sgx() {
    return document.table(SGX, SGX).orElse(Toml.Table.EMPTY);
  }

  /// The enclave's range of addresses in bytes.
  public long enclaveSize() {
    return ManifestRules.enclaveSize(sgx());
  }

  public int maxThreads() {
    return (int) (long) sgx().number("max_threads", "sgx.max_threads").orElse(0L);
  }

  /// Whether memory is added while the enclave runs (SGX2).
  public boolean edmm() {
    return sgx().flag("edmm_enable", "sgx.edmm_enable").orElse(false);
  }

  public boolean debug() {
    return sgx().flag("debug", "sgx.debug").orElse(false);
  }

  int isvProdId() {
    return (int) (long) sgx().number("isvprodid", "sgx.isvprodid").orElse(0L);
  }

  int isvSvn() {
    return (int) (long) sgx().number("isvsvn", "sgx.isvsvn").orElse(0L);
  }

  /// The files in the order of the manifest, folders not expanded.
  public List<TrustedFile> trustedFiles() {
    return sgx().items(FILES, "sgx.trusted_files").stream().map(TrustedFile::of).toList();
  }

  /// With these files instead.
  public Manifest withTrustedFiles(List<TrustedFile> files) {
    List<Toml> entries = files.stream().map(TrustedFile::toToml).toList();
    return new Manifest(document.with(SGX, sgx().with(FILES, new Toml.Array(entries))));
  }

  /// The library OS when its hash is still to be found: the path of `loader.entrypoint.uri`. Before
  /// Gramine 1.8 the entry point is a string, and the library OS a trusted file as any other.
  public Optional<String> unhashedEntrypoint() {
    Toml.Table loader = document.table(LOADER, LOADER).orElse(Toml.Table.EMPTY);
    if (!(loader.get(ENTRYPOINT).orElse(Toml.Table.EMPTY) instanceof Toml.Table entrypoint)
        || entrypoint.get("sha256").isPresent()) {
      return Optional.empty();
    }
    return entrypoint
        .text("uri", "loader.entrypoint.uri")
        .map(uri -> new TrustedFile(uri, Optional.empty()).path());
  }

  /// With the library OS's hash of 32 bytes.
  public Manifest withEntrypointHash(Bytes sha256) {
    Toml.Table loader = document.table(LOADER, LOADER).orElse(Toml.Table.EMPTY);
    Toml.Table entrypoint = loader.table(ENTRYPOINT, "loader.entrypoint").orElse(Toml.Table.EMPTY);
    return new Manifest(
        document.with(
            LOADER,
            loader.with(ENTRYPOINT, entrypoint.with("sha256", new Toml.Text(sha256.toHex())))));
  }

  /// What the measured manifest leaves to the host, in words; see [Unbound].
  public List<String> unbound() {
    return Unbound.of(this);
  }

  /// A document from nothing, member by member.
  public static final class Builder {
    private final Map<String, Toml> members = new LinkedHashMap<>();

    /// Sets a member of the top by its dotted path of two parts, such as `loader.argv`.
    public Builder put(String table, String key, Toml value) {
      Toml.Table before = members.get(table) instanceof Toml.Table found ? found : Toml.Table.EMPTY;
      members.put(table, before.with(key, value));
      return this;
    }

    public Builder put(String table, String key, String value) {
      return put(table, key, new Toml.Text(value));
    }

    public Builder put(String table, String key, long value) {
      return put(table, key, new Toml.Int(value));
    }

    public Builder put(String table, String key, boolean value) {
      return put(table, key, new Toml.Bool(value));
    }

    public Builder put(String table, String key, List<String> values) {
      List<Toml> items = new ArrayList<>();
      values.forEach(value -> items.add(new Toml.Text(value)));
      return put(table, key, new Toml.Array(items));
    }

    /// The members, nothing added.
    public Toml.Table table() {
      return new Toml.Table(members);
    }
  }
}
