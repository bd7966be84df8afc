package coffer.gramine;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.toml.Toml;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// An entry of `sgx.trusted_files`: a file that the enclave reads only while its content has this
/// hash.
///
/// @param uri `file:` and a path; a folder's ends with a slash, and stands for the files below it
/// @param sha256 64 hexadecimal digits; empty before the manifest is expanded
public record TrustedFile(String uri, Optional<String> sha256) {
  static final String SCHEME = "file:";

  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  public TrustedFile {
    if (!uri.startsWith(SCHEME) || uri.length() == SCHEME.length()) {
      throw new MalformedException(
          "sgx.trusted_files: a URI that starts with file: wanted, found '" + uri + "'");
    }
    if (sha256.isPresent() && !SHA256.matcher(sha256.get()).matches()) {
      throw new MalformedException(
          "sgx.trusted_files: %s: sha256 of 64 hexadecimal digits wanted, found '%s'"
              .formatted(uri, sha256.get()));
    }
    if (sha256.isPresent() && uri.endsWith("/")) {
      throw new MalformedException("sgx.trusted_files: %s: a folder has no sha256".formatted(uri));
    }
  }

  /// A file with its hash of 32 bytes.
  public static TrustedFile of(String uri, Bytes sha256) {
    return new TrustedFile(uri, Optional.of(sha256.toHex()));
  }

  static TrustedFile of(Toml entry) {
    return switch (entry) {
      case Toml.Text(String uri) -> new TrustedFile(uri, Optional.empty());
      case Toml.Table table -> of(table);
      default ->
          throw new MalformedException(
              "sgx.trusted_files: a string or a table wanted, found " + entry.kindName());
    };
  }

  private static TrustedFile of(Toml.Table table) {
    for (String key : table.members().keySet()) {
      if (!Set.of("uri", "sha256").contains(key)) {
        throw new MalformedException("sgx.trusted_files: uri and sha256 wanted, found " + key);
      }
    }
    return new TrustedFile(
        table
            .text("uri", "sgx.trusted_files.uri")
            .orElseThrow(() -> new MalformedException("sgx.trusted_files: uri is missing")),
        table.text("sha256", "sgx.trusted_files.sha256"));
  }

  /// The path of the URI.
  public String path() {
    return uri.substring(SCHEME.length());
  }

  Toml toToml() {
    Map<String, Toml> members = new LinkedHashMap<>();
    members.put("uri", new Toml.Text(uri));
    sha256.ifPresent(hex -> members.put("sha256", new Toml.Text(hex)));
    return new Toml.Table(members);
  }
}
